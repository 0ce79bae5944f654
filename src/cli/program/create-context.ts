import { defined } from '../../base/primitives/defined.ts';
import type { CliContext, CliIo } from '../io/cli-io.ts';
import { patienceMs } from './requests-to-end.ts';
import { printable } from '../text/printable.ts';

/** What a command says about its own end. */
export interface CommandEnding {
  exitCode: number;
  /** That SIGTERM is how it ends when all is well. */
  endsOnRequest: boolean;
}

/** What a command is given of the process; what it says of its end is written to `ending`. */
export function createContext(io: CliIo, ending: CommandEnding): CliContext {
  const { argv, cwd, env, interruption, now } = io;
  let letGo: (() => void) | null = null;
  const hold = (patience: number): void => {
    const before = letGo;
    letGo = interruption.hold(patience);
    before?.();
  };
  return {
    argv,
    cwd,
    env,
    interruption,
    now,
    ...defined({ ask: io.ask }),
    stdout: printable(io.stdout),
    stderr: printable(io.stderr),
    raw: { stdout: io.stdout, stderr: io.stderr },
    get signal() {
      if (letGo === null) hold(patienceMs.usual);
      return interruption.signal;
    },
    keepsResults: () => {
      hold(patienceMs.keepingResults);
    },
    letGo: () => {
      interruption.signal.throwIfAborted();
      letGo?.();
      letGo = null;
    },
    exitWith: (code) => {
      ending.exitCode = code;
    },
    endsOnRequest: () => {
      ending.endsOnRequest = true;
      hold(patienceMs.usual);
    },
  };
}
