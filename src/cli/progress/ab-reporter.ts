import type { RunProgress } from '../../lab/run/run-progress.ts';
import type { CliContext } from '../io/cli-io.ts';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import { isTerminal } from './progress-bar.ts';
import { createRunReporter, type RunReporter } from './run-reporter.ts';

/** As of a run; where lines are printed, one for each round, which there ends with no yardstick. */
export function createAbReporter(context: CliContext, isQuiet: boolean): RunReporter {
  const { onProgress, stop } = createRunReporter(context, isQuiet);
  if (isQuiet || isTerminal(context.raw.stderr)) return { onProgress, stop };
  let rounds = 0;
  return {
    onProgress: (progress) => {
      onProgress(progress);
      const round = roundOf(progress);
      if (progress.kind !== 'finished' || round === null || round < rounds) return;
      rounds = round + 1;
      const { remainingMs } = progress;
      const left = remainingMs === 0 ? '' : `, about ${formatDuration(remainingMs)} left`;
      context.stderr.write(`round ${rounds}${left}\n`);
    },
    stop,
  };
}

function roundOf(progress: RunProgress): number | null {
  return progress.kind === 'finished' && progress.process.kind === 'timed'
    ? progress.process.round
    : null;
}
