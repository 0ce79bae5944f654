import { clopperPearson } from '../../../base/stats/intervals/clopper-pearson.ts';
import type { RaceFigures, RaceSummary } from './race-figures.ts';

/** The races of all rounds together; `null` where there were none. */
export function summariseRaces(rounds: readonly RaceFigures[]): RaceSummary | null {
  const trials = total(rounds, (one) => one.trials);
  if (trials === 0) return null;
  const concurrentMapWrites = total(rounds, (one) => one.concurrentMapWrites);
  const concurrentMapReadAndMapWrite = total(rounds, (one) => one.concurrentMapReadAndMapWrite);
  const detected = concurrentMapWrites + concurrentMapReadAndMapWrite;
  return {
    trials,
    concurrentMapWrites,
    concurrentMapReadAndMapWrite,
    byRule: sumRules(rounds),
    trapped: total(rounds, (one) => one.trapped),
    stuck: total(rounds, (one) => one.stuck),
    silentlyDamaged: totalIfKnown(rounds, (one) => one.silentlyDamaged),
    overlaps: totalIfKnown(rounds, (one) => one.overlaps),
    overlapsMissed: totalIfKnown(rounds, (one) => one.overlapsMissed),
    keysWritten: totalIfKnown(rounds, (one) => one.keysWritten),
    keysLost: totalIfKnown(rounds, (one) => one.keysLost),
    valuesLost: totalIfKnown(rounds, (one) => one.valuesLost),
    detected,
    detectionRate: detected / trials,
    interval: clopperPearson(detected, trials),
  };
}

function total(rounds: readonly RaceFigures[], figure: (one: RaceFigures) => number): number {
  return rounds.reduce((sum, one) => sum + figure(one), 0);
}

/** `null` as soon as one round does not know. */
function totalIfKnown(
  rounds: readonly RaceFigures[],
  figure: (one: RaceFigures) => number | null,
): number | null {
  return rounds.reduce<number | null>((sum, one) => {
    const value = figure(one);
    return sum === null || value === null ? null : sum + value;
  }, 0);
}

function sumRules(rounds: readonly RaceFigures[]): RaceFigures['byRule'] {
  const sum = (rule: keyof NonNullable<RaceFigures['byRule']>): number | null =>
    totalIfKnown(rounds, (one) => one.byRule?.[rule] ?? null);
  const entry = sum('entry');
  const exit = sum('exit');
  const noEmptySlot = sum('no-empty-slot');
  return entry === null || exit === null || noEmptySlot === null
    ? null
    : { entry, exit, 'no-empty-slot': noEmptySlot };
}
