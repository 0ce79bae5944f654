import { exitCodes } from '../io/exit-code.ts';
import { processIo } from '../io/process-io.ts';
import { reportFailure, runCli } from './run-cli.ts';
import type { CliIo, CommandBuilder } from '../io/cli-io.ts';

/**
 * Runs the command that this process was started for, and sets its exit code.
 *
 * @param builders the commands that there are. @default the one that its words name
 */
export async function runProcess(builders?: readonly CommandBuilder[]): Promise<void> {
  const io = openIo();
  if (io === null) {
    process.stderr.write('error: the working folder does not exist any more\n');
    process.exitCode = exitCodes.badInput;
    return;
  }
  // What fails where nobody waits for it, as an event of a stream: still one line and an exit code.
  process.on('uncaughtException', (error) => {
    process.exit(reportFailure(error, io));
  });
  const exitCode = await runCli(io, builders);
  // A broken standard output has already decided the exit code.
  process.exitCode ??= exitCode;
}

function openIo(): CliIo | null {
  try {
    return processIo();
  } catch {
    return null;
  }
}
