import type { Outcome } from '../../lab/record/outcome.ts';
import type { PlannedProcess } from '../../lab/run/plan/planned-process.ts';
import type { RunProgress } from '../../lab/run/run-progress.ts';
import type { CliContext } from '../io/cli-io.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import { isTerminal, ProgressBar } from './progress-bar.ts';

/** Tells a person how a run goes, on standard error. */
export interface RunReporter {
  readonly onProgress: (progress: RunProgress) => void;
  /** Clears what would stand in the way of further output. */
  readonly stop: () => void;
}

/** Without a terminal, a line is printed at least so often. */
const calmMs = 15_000;

/** A bar on a terminal, a plain line per cell and round elsewhere, nothing where quiet. */
export function createRunReporter(context: CliContext, isQuiet: boolean): RunReporter {
  if (isQuiet) return { onProgress: () => undefined, stop: () => undefined };
  const { stderr } = context.raw;
  return isTerminal(stderr) ? barReporter(context, stderr) : lineReporter(context);
}

function barReporter(context: CliContext, stream: NodeJS.WriteStream): RunReporter {
  const bar = new ProgressBar(stream);
  return {
    onProgress: (progress) => {
      switch (progress.kind) {
        case 'cleaned':
          tell(context, progress.sentences);
          break;
        case 'planned':
          tell(context, [plannedLine(progress)]);
          bar.start(progress.processes, progress.resumed);
          break;
        case 'started':
          bar.update(progress.done, describe(progress.process), null);
          break;
        case 'finished':
          bar.update(progress.done, describe(progress.process), progress.remainingMs);
          break;
      }
    },
    stop: () => bar.stop(),
  };
}

function lineReporter(context: CliContext): RunReporter {
  const unusual = new Map<string, string>();
  let total = 0;
  let now = '';
  let endsAtMs = 0;
  let saidAtMs = 0;
  const say = (line: string): void => {
    saidAtMs = performance.now();
    tell(context, [line]);
  };
  // A cell may take minutes: whoever waits beside a log must see that it lives.
  const beat = setInterval(() => {
    if (now === '' || performance.now() - saidAtMs < calmMs) return;
    say(`${now}, about ${formatDuration(Math.max(1000, endsAtMs - performance.now()))} left`);
  }, calmMs / 5);
  beat.unref();
  return {
    onProgress: (progress) => {
      if (progress.kind === 'started')
        now = `[${progress.done}/${total}] ${describe(progress.process)}`;
      if (progress.kind === 'planned') endsAtMs = performance.now() + progress.estimateMs;
      if (progress.kind === 'finished') endsAtMs = performance.now() + progress.remainingMs;
      if (progress.kind === 'cleaned') tell(context, progress.sentences);
      if (progress.kind === 'planned') {
        total = progress.processes;
        say(plannedLine(progress));
      }
      if (progress.kind !== 'finished') return;
      const line = finishedLine(progress.process, progress.outcome, unusual);
      if (line === null) return;
      say(`[${progress.done}/${total}] ${line}${leftText(progress.remainingMs)}`);
    },
    stop: () => clearInterval(beat),
  };
}

function plannedLine({
  processes,
  resumed,
  estimateMs,
}: Extract<RunProgress, { kind: 'planned' }>): string {
  const before = resumed === 0 ? '' : `, ${resumed} done before`;
  const takes = estimateMs === 0 ? '' : `: about ${formatDuration(estimateMs)} on a quiet machine`;
  return `${processes} processes${before}${takes}`;
}

function leftText(remainingMs: number): string {
  return remainingMs === 0 ? '' : `, about ${formatDuration(remainingMs)} left`;
}

/** Cells once, when they were counted; the timed rounds by their yardstick, one line each. */
function finishedLine(
  process: PlannedProcess,
  outcome: Outcome,
  unusual: Map<string, string>,
): string | null {
  if (process.kind === 'yardstick') return `round ${process.round + 1}: yardstick`;
  if (process.kind === 'exact')
    return process.repeat === 1 ? `${process.cellId}: ${outcome.kind}` : null;
  if (outcome.kind === 'completed' || unusual.get(process.cellId) === outcome.kind) return null;
  unusual.set(process.cellId, outcome.kind);
  return `${process.cellId}: ${outcome.kind} in round ${process.round + 1}`;
}

function describe(process: PlannedProcess): string {
  switch (process.kind) {
    case 'exact':
      return `counting ${process.cellId}`;
    case 'timed':
      return `round ${process.round + 1}: ${process.cellId}`;
    case 'yardstick':
      return `round ${process.round + 1}: yardstick`;
  }
}

function tell(context: CliContext, sentences: readonly string[]): void {
  for (const sentence of sentences) context.stderr.write(`${sentence}\n`);
}
