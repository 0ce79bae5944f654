import type { CliOutput } from '../../io/cli-io.ts';
import { terminalWidth } from '../terminal-text.ts';

/** Text on a terminal that is written anew in its place; what was written last stays. */
export class LiveScreen {
  readonly #output: CliOutput;
  #lines = 0;

  /** @param output the stream itself: it gets sequences that steer a terminal */
  constructor(output: CliOutput) {
    this.#output = output;
  }

  /** @param text printable already, ends in a line feed */
  show(text: string): void {
    const columns = this.#output.columns ?? 80;
    // What scrolled out of the terminal cannot be written anew.
    const most = Math.max(2, (this.#output.rows ?? 24) - 1);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => cutTo(line, columns))
      .slice(0, most);
    const up = this.#lines === 0 ? '' : `\u001B[${this.#lines}A`;
    this.#output.write(`${up}\r\u001B[J${lines.join('\n')}\n`);
    this.#lines = lines.length;
  }
}

/** A line that wraps would take two. */
function cutTo(line: string, columns: number): string {
  if (terminalWidth(line) <= columns) return line;
  let cut = line.slice(0, columns);
  while (terminalWidth(cut) > columns) cut = cut.slice(0, -1);
  return cut;
}
