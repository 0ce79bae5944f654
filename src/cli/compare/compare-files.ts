import type { CompareOptions } from '../../lab/compare/compare-options.ts';
import type { RunFigures } from '../../lab/compare/figures/run-figures.ts';
import { recordPath } from '../flags/comparison-flags.ts';
import type { ComparedFiles } from './comparison-output.ts';

/**
 * Reads a baseline and the runs of a change, and compares them.
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
  const [{ KnownCounts }, { readBaseline }, { readRunFigures }, { candidateOf }, { compareRuns }] =
    await Promise.all([
      import('../../lab/compare/figures/known-counts.ts'),
      import('../../lab/compare/baseline/read-baseline.ts'),
      import('../../lab/compare/figures/read-run-figures.ts'),
      import('../../lab/compare/candidate-of.ts'),
      import('../../lab/compare/compare-runs.ts'),
    ]);
  const counts = new KnownCounts();
  const known = await readBaseline(recordPath(cwd, baseline), counts);
  const runs: RunFigures[] = [];
  for (const path of candidates.slice(0, 3))
    runs.push(await readRunFigures(recordPath(cwd, path), counts));
  const candidate = candidateOf(known.baseline, runs);
  const comparison = compareRuns({ ...known, candidate }, options);
  return { comparison, baseline: known.baseline, candidate };
}
