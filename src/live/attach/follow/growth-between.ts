import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';
import type { FollowedRuntime } from './followed-runtime.ts';
import type { GrowthKind } from '../../../maps/model/growth-event.ts';

/** A map as one look saw it: what a source hands out may be changed by its next look. */
export type SeenMap = Readonly<LiveMap>;

/**
 * The growth that lies between two looks at a map, or the newest of several: its figures are those of
 * the looks. `null` where its table is the same.
 */
export function growthBetween(
  before: SeenMap,
  now: SeenMap,
  runtime: FollowedRuntime,
): LiveGrowth | null {
  const kind = kindBetween(before, now, runtime);
  if (kind === null) return null;
  const { held, old } = now.figures.bytes;
  return {
    mapId: now.id,
    kind,
    shard: 0,
    entries: now.figures.entries,
    isToTheInsert: false,
    fromBuckets: before.figures.buckets,
    toBuckets: now.figures.buckets,
    bytesBefore: before.figures.bytes.held,
    bytesDuring: duringOf(kind, before, now),
    bytesAfter: old > 0 ? null : held,
    notBeforeMs: before.atMs,
    notAfterMs: now.atMs,
    stack: null,
  };
}

/** Tables of a Swiss map split one by one: no more than one of them is there twice. */
function duringOf(kind: GrowthKind, before: SeenMap, { figures }: SeenMap): number {
  const { held, old } = figures.bytes;
  return old > 0 || kind === 'split' ? held : held + before.figures.bytes.current;
}

function kindBetween(
  { figures: before }: SeenMap,
  { figures: now, kind }: SeenMap,
  runtime: FollowedRuntime,
): GrowthKind | null {
  const isLarger = now.buckets > before.buckets;
  if (runtime !== 'go') {
    if (isLarger) return 'double';
    if (now.buckets < before.buckets) return 'shrink';
    // Only a new table of the same size is without the deleted entries of the old one.
    const isOrdered = kind === 'Map' || kind === 'Set';
    return isOrdered && (now.deleted ?? 0) < (before.deleted ?? 0) ? 'rehash' : null;
  }
  // Only classic maps move from table to table write by write.
  if (now.growing !== null && before.growing === null && !isLarger) return 'same-size';
  const tables = { before: before.tables?.length ?? 1, now: now.tables?.length ?? 1 };
  if (tables.now > tables.before) return 'split';
  if (now.tables !== null && isLarger) return 'table-growth';
  return isLarger ? 'double' : null;
}
