import type { Command } from 'commander';
import type { Interruption } from '../program/requests-to-end.ts';

/** Everything of the process that the command line touches, so that a test can stand in for it. */
export interface CliIo {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly interruption: Interruption;
  /** Milliseconds that only grow: what progress is timed by. */
  readonly now: () => number;
  /** Asks who sits at the terminal; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
}

/** The part of a stream that is used; `process.stdout` is one. */
export interface CliOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * What a command is given: the process, and a way to say how it ended. What is written to `stdout` and
 * `stderr` is printable, wherever its words come from.
 */
export interface CliContext extends CliIo {
  /** The streams themselves, for documents that go out byte for byte and for what draws. */
  readonly raw: { readonly stdout: CliOutput; readonly stderr: CliOutput };
  /**
   * Aborted by Ctrl-C and other requests to end. To read it is to take them over: a command that never
   * does is ended by the system at once. Whoever does must not compute for long without a pause.
   */
  readonly signal: AbortSignal;
  /** Says that what was measured is saved at a request to end, which may take longer than usual. */
  readonly keepsResults: () => void;
  /**
   * Says that nothing is left to keep: from now on a request to end ends the process at once.
   *
   * @throws AbortError where there was one
   */
  readonly letGo: () => void;
  /** Exit code of the program unless an error decides otherwise. 0 where nobody calls it. */
  readonly exitWith: (exitCode: number) => void;
  /** Says that SIGTERM is how this command ends when all is well: then the exit code is 0. */
  readonly endsOnRequest: () => void;
}

/** Builds one command of the command line; imports anything heavy only inside its action. */
export type CommandBuilder = (context: CliContext) => Command;

/** What somebody at a terminal reads while they wait; nothing where the output goes to a file. */
export function onTerminal(output: CliOutput): (sentence: string) => void {
  return (sentence) => {
    if (output.isTTY === true) output.write(`${sentence}\n`);
  };
}
