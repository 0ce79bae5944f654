import { fileErrorCode } from '../../base/primitives/errors/file-error.ts';
import type { CliIo, CliOutput } from './cli-io.ts';
import { DirectOutput, mayBeTerminal } from './direct-output.ts';
import { exitCodes } from './exit-code.ts';
import { RequestsToEnd } from '../program/requests-to-end.ts';

/** The real process. @throws Error where its working folder was removed */
export function processIo(): CliIo {
  const stdout = standardOutput(1);
  return {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdout,
    stderr: standardOutput(2),
    interruption: new RequestsToEnd(),
    now: () => performance.now(),
    // In this order: where standard output is no terminal, standard input is never opened.
    ...(stdout.isTTY === true && process.stdin.isTTY ? { ask: askAtTerminal } : {}),
  };
}

function standardOutput(descriptor: 1 | 2): CliOutput {
  const open = (): NodeJS.WriteStream => {
    const stream = descriptor === 1 ? process.stdout : process.stderr;
    return stream.on('error', keepGoing);
  };
  return mayBeTerminal(descriptor) ? open() : new DirectOutput(descriptor, open, keepGoing);
}

/** Ctrl-D and Ctrl-C end the question without an answer. */
async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await new Promise((resolve) => {
      terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      terminal.once('close', () => resolve(''));
      terminal.question(question, resolve);
    });
  } finally {
    terminal.close();
  }
}

/**
 * A reader that went away (`| head`, or a terminal that was closed) is no failure, and must not end a
 * run; a full disk is one.
 */
function keepGoing(error: Error): void {
  if (['EPIPE', 'EIO'].includes(fileErrorCode(error))) return;
  process.exitCode = exitCodes.badInput;
  process.stderr.write(`error: cannot write the output: ${error.message}\n`);
}
