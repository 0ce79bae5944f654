import { isEndOfMap } from '../outcome.ts';
import type { Cell } from '../../config/cell.ts';
import type { RaceFigures } from './race-figures.ts';
import type { RoundResult } from '../run-record.ts';

/** The races of every round. A round of a real map without a guard is one trial of its own. */
export function racesOf(cell: Cell, rounds: readonly RoundResult[]): readonly RaceFigures[] {
  const isReal = cell.target === 'go' && cell.guard === 'none' && cell.workload.writers > 1;
  return rounds.flatMap(({ measurement, outcome }) => {
    if (measurement?.races !== undefined) return [measurement.races];
    return isReal ? oneTrial(outcome.kind) : [];
  });
}

function countIf(isSo: boolean): number {
  return isSo ? 1 : 0;
}

function oneTrial(kind: RoundResult['outcome']['kind']): readonly RaceFigures[] {
  if (kind === 'skipped' || kind === 'invalid' || isEndOfMap({ kind })) return [];
  return [
    {
      trials: 1,
      concurrentMapWrites: countIf(kind === 'concurrent-map-writes'),
      concurrentMapReadAndMapWrite: countIf(kind === 'concurrent-map-read-and-map-write'),
      byRule: null,
      trapped: countIf(kind === 'failed' || kind === 'killed'),
      stuck: countIf(kind === 'timed-out'),
      silentlyDamaged: null,
      overlaps: null,
      overlapsMissed: null,
      keysWritten: null,
      keysLost: null,
      valuesLost: null,
    },
  ];
}
