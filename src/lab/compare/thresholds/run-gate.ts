import { leadingOutcome } from '../../record/figures/leading-outcome.ts';
import { isEndOfMap } from '../../record/outcome.ts';
import type { CellRecord, RunRecord } from '../../record/run-record.ts';
import { judgeThresholds } from './judge-thresholds.ts';
import { type ThresholdKind, type ThresholdVerdict, worstKind } from './threshold-verdict.ts';

/** Whether a run is acceptable: how each cell ended, and each of its thresholds. */
export interface RunGate {
  readonly id: string;
  readonly startedAt: string;
  /** The worst of the verdicts. */
  readonly outcome: ThresholdKind;
  readonly verdicts: readonly ThresholdVerdict[];
}

/** A yes or no on a run by itself, without a baseline. */
export function judgeRun(record: RunRecord): RunGate {
  const thresholds = judgeThresholds(record);
  const verdicts = record.cells.flatMap((cell) => [
    judgeOutcome(cell),
    ...thresholds.filter((verdict) => verdict.cell === cell.cell.id),
  ]);
  const outcome =
    verdicts.length === 0 ? 'invalid' : worstKind(verdicts.map((verdict) => verdict.kind));
  return { id: record.id, startedAt: record.startedAt, outcome, verdicts };
}

/** Ending is a result, of memory too; a defect, and counts that differ, are none. */
function judgeOutcome(record: CellRecord): ThresholdVerdict {
  const place = { cell: record.cell.id, figure: 'outcome' } as const;
  if (record.exactAgree === false)
    return { ...place, kind: 'invalid', message: 'its two exact processes counted differently' };
  const outcome = leadingOutcome(record);
  const hasResult =
    isEndOfMap(outcome) ||
    record.exact.some(({ counts }) => counts !== null) ||
    record.rounds.some(({ measurement }) => measurement !== null);
  if (outcome.kind === 'failed')
    return { ...place, kind: 'invalid', message: `failed: ${outcome.message}` };
  if (outcome.kind === 'invalid' || (outcome.kind === 'skipped' && !hasResult))
    return { ...place, kind: 'invalid', message: `${outcome.kind}: ${outcome.reason}` };
  const isResult = hasResult || outcome.kind.startsWith('concurrent-map');
  return { ...place, kind: isResult ? 'pass' : 'invalid', message: outcome.kind };
}

/** As in `1 fail, 4 pass`. */
export function gateCounts({ verdicts }: RunGate): string {
  const kinds = ['fail', 'invalid', 'inconclusive', 'pass'] as const;
  const named = kinds
    .map((kind) => ({ kind, count: verdicts.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  return named.length === 0 ? 'nothing was run' : named.join(', ');
}
