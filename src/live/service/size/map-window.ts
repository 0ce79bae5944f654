import type { OpenedSecond, WindowCounters } from './window-ring.ts';

/** Whole seconds that can be read back. */
export const windowSeconds = 30;

/** One second of a map's life. */
export interface WindowSecond {
  /** Beginning of the second, as in ISO 8601. */
  readonly at: string;
  /** Seconds before the running one: 0 is the running one, 30 the oldest. */
  readonly ago: number;
  readonly writes: number;
  readonly lookups: number;
  readonly collisions: number;
  /** Collisions per write; 0 in a second without writes. */
  readonly collisionRate: number;
  readonly growths: number;
  /** At the end of the second; of the running one, now. */
  readonly entries: number;
  readonly loadFactor: number;
}

/**
 * The running second and the 30 before it, newest first; none from before the map was made.
 *
 * @param opened slots of the ring, oldest first: seconds without an operation have none
 * @param now counters of this moment
 * @param second the running second, and `startedAt` the wall clock of second 0 in ms
 */
export function mapWindow(
  opened: readonly OpenedSecond[],
  now: WindowCounters,
  second: number,
  startedAt: number,
): readonly WindowSecond[] {
  const seconds: WindowSecond[] = [];
  for (let ago = 0; ago <= windowSeconds && ago <= second; ago++) {
    const wanted = second - ago;
    const before = countersAt(wanted, opened, now);
    const after = countersAt(wanted + 1, opened, now);
    const writes = after.writes - before.writes;
    const collisions = after.collisions - before.collisions;
    seconds.push({
      at: new Date(startedAt + wanted * 1000).toISOString(),
      ago,
      writes,
      lookups: after.lookups - before.lookups,
      collisions,
      collisionRate: writes === 0 ? 0 : collisions / writes,
      growths: after.growths - before.growths,
      entries: after.entries,
      loadFactor: after.loadFactor,
    });
  }
  return seconds;
}

/** Nothing happens to the counters between two slots but in the second of the earlier one. */
function countersAt(
  second: number,
  opened: readonly OpenedSecond[],
  now: WindowCounters,
): WindowCounters {
  return opened.find((slot) => slot.second >= second) ?? now;
}
