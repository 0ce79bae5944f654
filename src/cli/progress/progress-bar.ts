import { SingleBar } from 'cli-progress';
import type { CliOutput } from '../io/cli-io.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import { terminalText } from '../text/terminal-text.ts';

/** Whether the output is a terminal that can redraw a line. */
export function isTerminal(output: CliOutput): output is NodeJS.WriteStream {
  return output.isTTY === true && 'cursorTo' in output;
}

/** One line with a bar, what runs now, and the time left. */
export class ProgressBar {
  readonly #bar: SingleBar;

  /** @param hideCursor not where a request to end ends the process at once: nobody would show it again */
  constructor(stream: NodeJS.WriteStream, hideCursor: boolean = true) {
    this.#bar = new SingleBar({
      stream,
      clearOnComplete: true,
      hideCursor,
      // Ctrl-C is ours: children have to be ended and results kept.
      gracefulExit: false,
      format: '{bar} {value}/{total}  {left}  {what}',
      barsize: 24,
      barCompleteChar: '━',
      barIncompleteChar: '─',
    });
  }

  start(total: number, done: number): void {
    this.#bar.start(total, done, { left: '', what: '' });
  }

  /** @param remainingMs `null` leaves the time that was shown */
  update(done: number, what: string, remainingMs: number | null): void {
    const left = remainingMs === null ? {} : { left: `${formatDuration(remainingMs)} left` };
    this.#bar.update(done, { what: terminalText(what).slice(0, 60), ...left });
  }

  stop(): void {
    this.#bar.stop();
  }
}
