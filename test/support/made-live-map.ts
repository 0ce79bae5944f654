import type { LiveMap } from '../../src/maps/figures/live-map.ts';

/** A `Map` of V8 with so many entries, as a look would see it. */
export function madeLiveMap(
  id: string,
  entries: number,
  atMs: number,
  { deleted = 0, name = id }: { readonly deleted?: number; readonly name?: string | null } = {},
): LiveMap {
  const capacity = Math.max(4, 2 ** Math.ceil(Math.log2(Math.max(1, entries + deleted))));
  const bytes = 16 + 8 * (3 + 3.5 * capacity);
  return {
    id,
    address: `0x${(1000 + Number(id.replaceAll(/\D/g, ''))).toString(16)}`,
    name,
    namedBy: name === null ? null : 'owner',
    kind: 'Map',
    type: 'Map',
    candidateTypes: [],
    spec: v8Map,
    figures: {
      entries,
      deleted,
      capacityEntries: capacity - deleted,
      loadFactor: entries / capacity,
      buckets: capacity / 2,
      overflowBuckets: 0,
      bytes: { held: bytes + 32, current: bytes, old: 0, headers: 32, entries: null, peak: null },
      growing: null,
      growthsByKind: null,
      tables: null,
    },
    shards: null,
    isReferenced: true,
    atMs,
  };
}

const v8Map = { map: 'v8', key: 'int64', value: 'int64' } as const;
