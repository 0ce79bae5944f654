import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ComparedRuns } from './compared-runs.ts';
import type { RunFigures } from './figures/run-figures.ts';

/**
 * The runs that are compared with a baseline: one, or two independent ones.
 *
 * @throws SandboxError `usage` for none, more than two, one run twice, and a run of the baseline itself
 */
export function candidateOf(
  baseline: ComparedRuns['baseline'],
  runs: readonly RunFigures[],
): ComparedRuns['candidate'] {
  if (runs.length > 2)
    throw new SandboxError('usage', `expected one run or two as the candidate, got ${runs.length}`);
  const [first, second] = runs;
  if (first === undefined) throw new SandboxError('usage', 'expected a run to compare');
  if (first.id === second?.id)
    throw new SandboxError('usage', `both candidates are one run, ${first.id}`);
  const own = runs.find(({ id }) => baseline.some((run) => run.id === id));
  // A record may be compared with itself, to see that nothing differs; a gate must not.
  if (own !== undefined && baseline.length > 1)
    throw new SandboxError(
      'usage',
      `the candidate is a run of the baseline itself, ${own.id}: run again, or with --run`,
    );
  return second === undefined ? [first] : [first, second];
}
