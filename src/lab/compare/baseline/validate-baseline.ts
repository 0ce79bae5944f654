import type { Warning } from '../../../base/primitives/errors/warning.ts';
import { baselineKind, baselineVersion, type Baseline } from './baseline.ts';
import { compareCell, type GatedMeasure } from '../compare-cell.ts';
import { compareOptions, type CompareOptions } from '../compare-options.ts';
import type { ComparedRuns } from '../compared-runs.ts';
import { environmentDifferences } from '../differences.ts';
import { jointP, percent } from '../verdict/judge-timed.ts';
import type { RunFigures } from '../figures/run-figures.ts';

/** Why two batches do not make a baseline. */
export interface Disagreement {
  readonly cell: string;
  readonly metric: string;
  /** One sentence that says by how much. */
  readonly message: string;
}

export type BaselineCheck =
  | { readonly kind: 'agreed'; readonly baseline: Baseline }
  | { readonly kind: 'refused'; readonly disagreements: readonly Disagreement[] };

export interface BaselineOptions extends Partial<CompareOptions> {
  /** Relative difference of a gated timed metric up to which batches agree. @default 0.15 */
  readonly agreement?: number;
}

/** One-sided level beyond which rounds do not explain a difference. */
const level = 0.05;

/**
 * Makes a baseline of two independent runs that agree: the same place, the same cells, the same
 * counts, and no gated timed metric apart by more than `agreement` and by more than its own rounds
 * explain. What is apart but explained becomes a warning: it makes a high noise floor.
 */
export function validateBaseline(
  first: RunFigures,
  second: RunFigures,
  { agreement = 0.15, ...options }: BaselineOptions = {},
): BaselineCheck {
  const runs: ComparedRuns = { baseline: [first], candidate: [second], acceptances: [] };
  const general = wholeRunDisagreements(first, second);
  const ids = new Set([...first.cells, ...second.cells].map(({ cell }) => cell.id));
  const parts = [...ids].map((id) => compareCell(id, runs, [], compareOptions(options)));
  const settled = parts.flatMap((part) => part.settled);
  const unequal = settled
    .filter(({ isGated, verdict }) => isGated && verdict.kind !== 'pass')
    .map(({ cell, metric, verdict }) => ({ cell, metric, message: verdict.message }));
  const gated = parts.flatMap(({ measures }) => measures.filter(({ isGated }) => isGated));
  const apart = gated.filter((measure) => Math.abs(shiftOf(measure)) > Math.log1p(agreement));
  const [unexplained, explained] = [true, false].map((wanted) =>
    apart.filter(({ shifts }) => jointP(shifts) / 2 <= level === wanted),
  );
  const disagreements = [...general, ...unequal, ...(unexplained ?? []).map(describe)];
  if (disagreements.length > 0) return { kind: 'refused', disagreements };
  return {
    kind: 'agreed',
    baseline: {
      kind: baselineKind,
      version: baselineVersion,
      batches: [first, second],
      acceptances: [],
      warnings: (explained ?? []).map(warningOf),
    },
  };
}

function whole(message: string): Disagreement {
  return { cell: '', metric: '', message };
}

function wholeRunDisagreements(first: RunFigures, second: RunFigures): readonly Disagreement[] {
  const found: Disagreement[] = [];
  if (first.id === second.id) found.push(whole(`both batches are one run, ${first.id}`));
  for (const { id, isComplete } of [first, second]) {
    if (!isComplete) found.push(whole(`run ${id} was interrupted`));
  }
  if (first.cells.length === 0) found.push(whole(`run ${first.id} has no cells`));
  const apart = environmentDifferences(first, second).filter(({ weight }) => weight !== 'soft');
  for (const { key, baseline, candidate } of apart) {
    found.push(whole(`${key} differs: ${baseline} against ${candidate}`));
  }
  return found;
}

function shiftOf({ shifts }: GatedMeasure): number {
  return shifts[0]?.estimate ?? Number.NaN;
}

function describe(measure: GatedMeasure): Disagreement {
  const by = percent(Math.expm1(Math.abs(shiftOf(measure))));
  const { from, to } = measure;
  return {
    cell: measure.cell,
    metric: measure.metric.name,
    message: `the batches are ${by} apart: median ${from.median} of ${from.rounds} rounds against ${to.median} of ${to.rounds}`,
  };
}

function warningOf(measure: GatedMeasure): Warning {
  const { cell, metric, message } = describe(measure);
  return {
    code: 'noisy-baseline',
    message: `${cell}, ${metric}: ${message}. The rounds vary so much that this may be chance; only a larger change can be found.`,
  };
}
