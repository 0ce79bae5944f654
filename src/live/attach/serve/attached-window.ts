import { type WindowSecond, windowSeconds } from '../../service/size/map-window.ts';
import type { ProcessView, RecentLook } from './process-view.ts';

/** A second of a map that is seen from outside: what is done to it nobody counts there. */
export type AttachedSecond = {
  readonly [Figure in keyof WindowSecond]: Figure extends
    'writes' | 'lookups' | 'collisions' | 'collisionRate'
    ? null
    : WindowSecond[Figure];
};

/** The window of one map, newest second first. */
export interface AttachedWindow {
  readonly map: string;
  readonly seconds: readonly AttachedSecond[];
}

/** The running second and the 30 before it of each map, as far as there were looks. */
export function attachedWindows(view: ProcessView, nowMs: number): readonly AttachedWindow[] {
  const second = Math.floor(nowMs / 1000);
  return view.maps.map(({ label, row }) => ({
    map: label,
    seconds: Array.from({ length: windowSeconds + 1 }, (_, ago) => ago).flatMap((ago) => {
      const shown = secondOf(view.recent, row.map.id, second - ago);
      return shown === null ? [] : [{ ago, ...shown }];
    }),
  }));
}

/** By the last look at a map in, or before, that second; `null` before the first. */
function secondOf(
  looks: readonly RecentLook[],
  id: string,
  second: number,
): Omit<AttachedSecond, 'ago'> | null {
  const seenBy = (endMs: number): RecentLook | undefined =>
    looks.findLast(({ atMs, maps }) => atMs < endMs && maps.has(id));
  const last = seenBy((second + 1) * 1000);
  const figures = last?.maps.get(id);
  if (last === undefined || figures === undefined) return null;
  const before = seenBy(second * 1000);
  return {
    at: new Date(second * 1000).toISOString(),
    writes: null,
    lookups: null,
    collisions: null,
    collisionRate: null,
    growths: (last.growths.get(id) ?? 0) - (before?.growths.get(id) ?? 0),
    entries: figures.entries,
    loadFactor: figures.loadFactor,
  };
}
