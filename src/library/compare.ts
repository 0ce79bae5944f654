import { readBaseline } from '../lab/compare/baseline/read-baseline.ts';
import { candidateOf } from '../lab/compare/candidate-of.ts';
import { compareOptions, type CompareOptions } from '../lab/compare/compare-options.ts';
import { compareRuns } from '../lab/compare/compare-runs.ts';
import type { ComparedRuns } from '../lab/compare/compared-runs.ts';
import type { Comparison } from '../lab/compare/comparison.ts';
import { readRunFigures } from '../lab/compare/figures/read-run-figures.ts';
import type { RunFigures } from '../lab/compare/figures/run-figures.ts';
import { recordFileOf } from '../lab/record/record-file-of.ts';
import type { RunRecord } from '../lab/record/run-record.ts';

/** A run: its record, or the path of the record or of the folder that it stands in. */
export type RunToCompare = RunRecord | string;

/**
 * Verdicts on every metric of every cell, as `mapswell compare` gives them: counts fail on any change for the
 * worse; a timed metric fails only where two independent runs confirm it against a baseline of two.
 *
 * @param baseline a run, or the path of what `mapswell baseline` wrote
 * @param candidate one run, or a list of one or two independent ones
 * @param options how strict it is; see `CompareOptions` for the defaults
 * @throws SandboxError `input` naming a file that cannot be read and what is wrong with it, `usage` for an
 * option out of its range, a candidate that is no run, twice the same, or a run of the baseline itself
 */
export async function compare(
  baseline: RunToCompare,
  candidate: RunToCompare | readonly RunToCompare[],
  options: Partial<CompareOptions> = {},
): Promise<Comparison> {
  const complete = compareOptions(options);
  const known = await baselineOf(baseline);
  const runs: readonly RunToCompare[] = isList(candidate) ? candidate : [candidate];
  const figures = await Promise.all(runs.slice(0, 3).map(figuresOf));
  const side = candidateOf(known.baseline, figures);
  return compareRuns({ ...known, candidate: side }, complete);
}

async function baselineOf(
  baseline: RunToCompare,
): Promise<Pick<ComparedRuns, 'baseline' | 'acceptances'>> {
  if (typeof baseline === 'string') return await readBaseline(recordFileOf(baseline));
  return { baseline: [baseline], acceptances: [] };
}

async function figuresOf(run: RunToCompare): Promise<RunFigures> {
  return typeof run === 'string' ? await readRunFigures(recordFileOf(run)) : run;
}

/** The language's own check takes a readonly list for none. */
function isList(value: RunToCompare | readonly RunToCompare[]): value is readonly RunToCompare[] {
  return Array.isArray(value);
}
