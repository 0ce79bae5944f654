import type { Step } from '../../live/calibrate/evaluate/pace.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import type { CliContext } from '../io/cli-io.ts';
import { isTerminal, ProgressBar } from './progress-bar.ts';

/** Tells a person on standard error how far a long computation is. */
export interface StepReporter {
  readonly onStep: (step: Step) => void;
  /** Clears what would stand in the way of further output. */
  readonly stop: () => void;
}

/** Without a terminal, a line is printed at most so often, and none of what takes less. */
const calmMs = 10_000;

/**
 * A bar on a terminal, a line every ten seconds elsewhere. Requests to end are not taken over: reading may
 * block, and there is nothing to keep.
 */
export function createStepReporter(context: CliContext): StepReporter {
  const { stderr } = context.raw;
  return isTerminal(stderr) ? barReporter(context, stderr) : lineReporter(context);
}

function barReporter({ now }: CliContext, stream: NodeJS.WriteStream): StepReporter {
  let bar: ProgressBar | null = null;
  const left = new TimeLeft(now);
  return {
    onStep: (step) => {
      const { phase, done, total } = step;
      const isNew = left.add(step);
      if (isNew || bar === null) {
        bar?.stop();
        bar = new ProgressBar(stream, false);
        bar.start(total ?? 0, done);
      }
      bar.update(done, phase, left.ms);
    },
    stop: () => bar?.stop(),
  };
}

function lineReporter({ stderr, now }: CliContext): StepReporter {
  const left = new TimeLeft(now);
  let saidAtMs = now();
  return {
    onStep: (step) => {
      left.add(step);
      if (now() - saidAtMs < calmMs) return;
      saidAtMs = now();
      const { phase, done, total } = step;
      const of = total === null ? '' : ` of ${total}`;
      const takes = left.ms === null ? '' : `, about ${formatDuration(left.ms)} left`;
      stderr.write(`${phase}: ${done}${of} series${takes}\n`);
    },
    stop: () => undefined,
  };
}

/** How long the phase that runs now still takes, by what it took so far. */
class TimeLeft {
  readonly #now: () => number;
  #phase: string | null = null;
  #startedAtMs = 0;
  /** What was done when it was first told of. */
  #first = 0;
  /** `null` where nobody can say. */
  ms: number | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns whether a phase begins */
  add({ phase, done, total }: Step): boolean {
    const isNew = phase !== this.#phase;
    if (isNew) {
      this.#phase = phase;
      this.#startedAtMs = this.#now();
      this.#first = done;
    }
    const elapsed = this.#now() - this.#startedAtMs;
    const since = done - this.#first;
    this.ms = total === null || since === 0 ? null : (elapsed * (total - done)) / since;
    return isNew;
  }
}
