import type { CliIo } from './cli-io.ts';
import { exitCodes } from './exit-code.ts';

/**
 * The real process. The first Ctrl-C aborts the signal, so that a command can end its children and
 * keep what it has; the second one ends the program at once. A request to end and a terminal that is
 * closed count as much.
 */
export function processIo(): CliIo {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => interrupt.abort(new DOMException(signal, 'AbortError')));
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', keepGoing);
  return {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
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
