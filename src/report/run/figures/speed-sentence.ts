import type { Cell } from '../../../lab/config/cell.ts';
import type { CellRecord, RunHead } from '../../../lab/record/run-record.ts';
import { otherMachine } from '../../../lab/verify/speed/same-machine.ts';
import type { GoSpeed, SpeedRatio, SpeedReport } from '../../../lab/verify/speed/speed-report.ts';
import { wasBusy } from '../../../lab/verify/speed/was-busy.ts';
import type { Phase } from '../../../lab/workload/workload.ts';
import { formatMoment } from './format-figure.ts';

/**
 * What the speed of a reference map means in real Go: as it was measured on this very machine, with these
 * programs, for the workload that is most like the cell's, else over all of them. `null` where
 * nothing was measured here.
 */
export function speedSentence(
  record: CellRecord,
  run: RunHead,
  speed: SpeedReport | undefined,
): string | null {
  const { cell, rounds } = record;
  const isTimed = rounds.some(({ measurement }) => measurement !== null);
  if (speed === undefined || cell.target !== 'reference' || cell.rate !== undefined || !isTimed)
    return null;
  const go = speed.gos.find(({ map }) => map === cell.map);
  if (go === undefined || otherMachine(run, speed) !== null) return null;
  const ratio = ratioFor(cell, go);
  if (ratio === null) return null;
  const times = `On this machine the reference map takes ${ratio.times} times as long as Go ${go.go.replace(/^go/, '')}`;
  const busy = wasBusy(speed) ? ', when the machine was busy' : '';
  return `${times} ${ratio.words}measured on ${formatMoment(speed.measuredAt)}${busy}).`;
}

interface QuotedRatio {
  readonly times: string;
  /** How the sentence goes on, up to the moment of the measurement. */
  readonly words: string;
}

function ratioFor(cell: Cell, { workloads }: GoSpeed): QuotedRatio | null {
  const id = workloadLike(cell);
  const like = workloads.find((workload) => workload.id === id);
  if (like !== undefined && like.time !== null) {
    const { ratio } = like.time;
    return { times: ratio.median.toFixed(2), words: `for ${like.name} (${boundsText(ratio)}` };
  }
  const medians = workloads.flatMap(({ time }) => (time === null ? [] : [time.ratio.median]));
  if (medians.length === 0) return null;
  const range = `${Math.min(...medians).toFixed(2)} to ${Math.max(...medians).toFixed(2)}`;
  return { times: range, words: `by the workload (${medians.length} of them, ` };
}

function boundsText({ low, high }: SpeedRatio): string {
  return low === null || high === null ? '' : `${low.toFixed(2)} to ${high.toFixed(2)}, `;
}

/** A share from which a kind of operation is what a cell does. */
const nearlyAll = 0.9;

/** The id of the workload of `verify --speed` that does what a cell does; `null` where none does. */
function workloadLike({ key, guard, hint, workload }: Cell): string | null {
  const { phases, writers, shape } = workload;
  const isMostly = (kind: keyof Phase['mix']): boolean => shareOf(phases, kind) >= nearlyAll;
  const isString = key === 'string';
  if (writers > 1)
    return guard === 'mutex' && !isString && isMostly('insert') ? 'eight-writers' : null;
  const kinds = new Set(phases.map(({ keys }) => keys.kind));
  if (kinds.has('sliding-window')) return isString ? null : 'churn';
  if (isMostly('lookup')) return isString ? 'string-look-ups' : 'look-ups-hit';
  if (isMostly('insert')) {
    if (isString) return 'string-inserts';
    if (hint > 0) return 'inserts-hinted';
    return shape === 'plain' ? 'inserts-ascending' : 'inserts-random';
  }
  if (isString) return null;
  if (kinds.has('zipfian')) return 'zipfian';
  if (isMostly('update')) return 'updates';
  return isMostly('delete') ? 'deletes' : null;
}

/** Of all operations of the phases. */
function shareOf(phases: readonly Phase[], kind: keyof Phase['mix']): number {
  let [all, ofKind] = [0, 0];
  for (const { mix, operationsPerWriter } of phases) {
    const weights = Object.values(mix).reduce((sum, weight) => sum + weight, 0);
    all += operationsPerWriter;
    ofKind += (operationsPerWriter * (mix[kind] ?? 0)) / weights;
  }
  return ofKind / all;
}
