import { nextGrowth } from '../../../maps/figures/next-growth.ts';
import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';
import type { ProbedGrowth } from '../go/probes/growth-probes.ts';
import type { FollowEvent } from './follow-event.ts';

type GrowthEvent = Extract<FollowEvent, { readonly kind: 'growth' }>;

/**
 * Puts growths that probes heard to the maps that are followed, in place of what the looks saw of them.
 * Tables of a Swiss map grow and split by thousands: those of one kind between two looks are one event,
 * with the stack of the first.
 *
 * @param seen events of the looks
 */
export function withHeardGrowths(
  seen: readonly FollowEvent[],
  heard: readonly ProbedGrowth[],
  maps: readonly LiveMap[],
): readonly FollowEvent[] {
  const byAddress = new Map(maps.map((map) => [Number(map.address), map]));
  const events: GrowthEvent[] = [];
  const runs = new Map<string, readonly ProbedGrowth[]>();
  for (const growth of heard) {
    const isAlone = growth.kind === 'double' || growth.kind === 'same-size';
    const key = `${growth.mapAddress} ${growth.kind} ${isAlone ? growth.atMs : ''}`;
    runs.set(key, [...(runs.get(key) ?? []), growth]);
  }
  for (const run of runs.values()) {
    const map = byAddress.get(run[0]?.mapAddress ?? Number.NaN);
    const event = map === undefined ? null : eventOf(map, run);
    if (event !== null) events.push(event);
  }
  const ids = new Set(events.map(({ map }) => map.id));
  return [...seen.filter((each) => each.kind !== 'growth' || !ids.has(each.map.id)), ...events];
}

function eventOf(map: LiveMap, run: readonly ProbedGrowth[]): GrowthEvent | null {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return null;
  const bytes = bytesOf(map, first);
  const growth: LiveGrowth = {
    mapId: map.id,
    kind: first.kind,
    shard: 0,
    entries: first.entries,
    isToTheInsert: true,
    fromBuckets: first.fromBuckets,
    toBuckets: last.toBuckets,
    ...bytes,
    bytesAfter: null,
    notBeforeMs: first.atMs,
    notAfterMs: last.atMs,
    stack: first.stack.length === 0 ? null : first.stack,
  };
  return { kind: 'growth', map, growth, inserts: run.length };
}

/** By the size model, of a map that is as full as this one was; by the look where none describes it. */
function bytesOf(
  { spec, figures }: LiveMap,
  { entries, kind }: ProbedGrowth,
): Pick<LiveGrowth, 'bytesBefore' | 'bytesDuring'> {
  const full = { ...figures, entries: entries - 1, capacityEntries: entries - 1, tables: null };
  const planned = spec === null || kind === 'same-size' ? null : nextGrowth(spec, full);
  if (planned !== null)
    return { bytesBefore: planned.bytesBefore, bytesDuring: planned.bytesDuring };
  return { bytesBefore: figures.bytes.held, bytesDuring: figures.bytes.held };
}
