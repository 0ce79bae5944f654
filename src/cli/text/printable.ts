import type { CliOutput } from '../io/cli-io.ts';
import { terminalText } from './terminal-text.ts';

/**
 * An output on which no text can steer the terminal or turn the reader's eye, whoever it came from: a
 * flag, a file, a program. What is plain passes as it is.
 */
export function printable(output: CliOutput): CliOutput {
  return {
    write: (text) => output.write(terminalText(text)),
    get isTTY() {
      return output.isTTY === true;
    },
    get columns() {
      return output.columns ?? 80;
    },
  };
}
