import type { CliContext, CliIo } from './cli-io.ts';
import { printable } from './text/printable.ts';

/** What a command says about its own end. */
export interface CommandEnding {
  exitCode: number;
  /** That SIGTERM is how it ends when all is well. */
  endsOnRequest: boolean;
}

/** What a command is given of the process; what it says of its end is written to `ending`. */
export function createContext(io: CliIo, ending: CommandEnding): CliContext {
  return {
    ...io,
    stdout: printable(io.stdout),
    stderr: printable(io.stderr),
    raw: { stdout: io.stdout, stderr: io.stderr },
    exitWith: (code) => {
      ending.exitCode = code;
    },
    endsOnRequest: () => {
      ending.endsOnRequest = true;
    },
  };
}
