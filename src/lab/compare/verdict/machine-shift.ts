import { hodgesLehmannShift } from '../../../base/stats/hypotheses/hodges-lehmann.ts';
import type { RunFigures } from '../figures/run-figures.ts';

// Every metric of every cell asks for the same pairs of runs.
const known = new WeakMap<RunFigures, WeakMap<RunFigures, number | null>>();

/**
 * By how much the machine got slower between two runs, told by the yardstick, as a natural logarithm;
 * `null` where either has fewer than three rounds of it.
 */
export function machineShift(from: RunFigures, to: RunFigures): number | null {
  const shifts = known.get(from) ?? new WeakMap<RunFigures, number | null>();
  known.set(from, shifts);
  const before = shifts.get(to);
  if (before !== undefined) return before;
  const shift = shiftOf(yardstickCosts(from), yardstickCosts(to));
  shifts.set(to, shift);
  return shift;
}

function shiftOf(from: readonly number[], to: readonly number[]): number | null {
  return Math.min(from.length, to.length) < 3 ? null : hodgesLehmannShift(to, from).estimate;
}

/** What each round of the yardstick cost, as natural logarithms of seconds per operation. */
function yardstickCosts({ yardstick }: RunFigures): readonly number[] {
  return yardstick.flatMap(({ operationsPerSecond: speed }) =>
    speed === null || !(speed > 0) ? [] : [-Math.log(speed)],
  );
}
