import type { RisingStretch } from './size-model.ts';

/** The most that is held at any moment of a stretch. */
export function highestOf({ from, to, peakBytes }: RisingStretch): number {
  return Math.max(peakBytes(from), peakBytes(to));
}

/** The most that is held at any moment of all of them; 0 of none. */
export function highestOfAll(stretches: readonly RisingStretch[]): number {
  return Math.max(0, ...stretches.map(highestOf));
}
