import type { CompareOptions } from '../lab/compare/compare-options.ts';
import { SandboxError } from '../base/primitives/sandbox-error.ts';
import { recordPath } from './flags/comparison-flags.ts';
import type { ComparedFiles } from './comparison-output.ts';

/**
 * Reads a baseline and the runs that are held against it, and compares them.
 *
 * @param candidates one run, or two independent ones, by record or folder
 * @throws SandboxError `input` naming the file, `usage` for more than two candidates
 */
export async function compareFiles(
  cwd: string,
  baseline: string,
  candidates: readonly string[],
  options: CompareOptions,
): Promise<ComparedFiles> {
  if (candidates.length > 2) {
    const message = `expected one run or two as the candidate, got ${candidates.length}`;
    throw new SandboxError('usage', message);
  }
  const [{ readBaseline }, { readRunFigures }, { compareRuns }] = await Promise.all([
    import('../lab/compare/baseline/read-baseline.ts'),
    import('../lab/compare/figures/read-run-figures.ts'),
    import('../lab/compare/compare-runs.ts'),
  ]);
  const known = readBaseline(recordPath(cwd, baseline));
  const runs = candidates.map((path) => readRunFigures(recordPath(cwd, path)));
  const [first, second] = runs;
  if (first === undefined) throw new SandboxError('usage', 'expected a run to compare');
  if (first.id === second?.id) {
    throw new SandboxError('usage', `both candidates are one run, ${first.id}`);
  }
  const own = runs.find(({ id }) => known.baseline.some((run) => run.id === id));
  if (own !== undefined && !isOneRecord(known.baseline)) {
    const message = `the candidate is a run of the baseline itself, ${own.id}: run again, or with --run`;
    throw new SandboxError('usage', message);
  }
  const candidate = second === undefined ? ([first] as const) : ([first, second] as const);
  const comparison = compareRuns({ ...known, candidate }, options);
  return { comparison, baseline: known.baseline, candidate };
}

/** A record may be held against itself, to see that nothing differs; a gate must not. */
function isOneRecord(baseline: ComparedFiles['baseline']): boolean {
  return baseline.length === 1;
}
