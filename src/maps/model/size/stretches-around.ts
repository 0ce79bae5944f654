import type { PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch } from './size-model.ts';

/** Whether all of a growth happens at its insert, so that its peak is there. */
export function isSudden({ wave }: PlannedGrowth): boolean {
  return wave === null;
}

/**
 * The stretches of a map of which what is held only ever rises, but for what lives beside it during one insert.
 *
 * @param growths sudden ones, in order
 * @param peakAt the most that is held at an insert that starts none of them
 */
export function stretchesAround(
  growths: readonly PlannedGrowth[],
  entries: number,
  peakAt: (entries: number) => number,
): RisingStretch[] {
  const stretches: RisingStretch[] = [];
  let from = 1;
  for (const start of new Set(growths.map((growth) => growth.entries))) {
    if (from < start) stretches.push({ from, to: start - 1, peakBytes: peakAt });
    const during = growths.filter((growth) => growth.entries === start);
    const peak = Math.max(...during.map(({ bytesDuring }) => bytesDuring));
    stretches.push({ from: start, to: start, peakBytes: (at) => Math.max(peakAt(at), peak) });
    from = start + 1;
  }
  if (from <= entries) stretches.push({ from, to: entries, peakBytes: peakAt });
  return stretches;
}
