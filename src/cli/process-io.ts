import type { CliIo } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';
import { RequestsToEnd } from './requests-to-end.ts';

/** The real process. @throws Error where its working folder was removed */
export function processIo(): CliIo {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', keepGoing);
  return {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    interruption: new RequestsToEnd(),
  };
}

/**
 * A reader that went away (`| head`, or a terminal that was closed) is no failure, and must not end a
 * run; a full disk is one.
 */
function keepGoing(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EIO') return;
  process.exitCode = exitCodes.badInput;
  process.stderr.write(`error: cannot write the output: ${error.message}\n`);
}
