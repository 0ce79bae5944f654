import type { LiveGrowth, LiveMap } from '../../src/maps/figures/live-map.ts';
import type { OldTable, OldTableFate } from '../../src/live/attach/collector/old-table.ts';
import { foreseeGrowth } from '../../src/live/attach/follow/followed-map.ts';
import type { MapsLook } from '../../src/live/attach/follow/followed.ts';

const MIB = 2 ** 20;

/** A look at a process of 100 MiB that uses 40, with nothing but its maps. */
export function madeLook(
  atMs: number,
  maps: readonly LiveMap[],
  more: Partial<MapsLook> = {},
): MapsLook {
  const room = { limitBytes: 100 * MIB, usedBytes: 40 * MIB, limitedBy: 'given' } as const;
  return {
    kind: 'maps',
    atMs,
    isFull: true,
    isStopped: false,
    room,
    smaller: { maps: 0, entries: 0, capacityEntries: 0, bytes: 0 },
    collector: null,
    cycles: [],
    maps: maps.map((map) => ({
      map,
      entriesPerMinute: 60,
      next: foreseeGrowth(map, 60, room),
    })),
    oldTables: new Map(),
    events: [],
    alarms: [],
    told: [],
    ...more,
  };
}

/** A doubling that was seen between two looks. */
export function madeGrowth(map: LiveMap, notBeforeMs: number, notAfterMs: number): LiveGrowth {
  const { entries, buckets, bytes } = map.figures;
  return {
    mapId: map.id,
    kind: 'double',
    shard: 0,
    entries,
    isToTheInsert: false,
    fromBuckets: buckets / 2,
    toBuckets: buckets,
    bytesBefore: bytes.held / 2,
    bytesDuring: 1.5 * bytes.held,
    bytesAfter: bytes.held,
    notBeforeMs,
    notAfterMs,
    stack: null,
  };
}

/** One old table of so many bytes. */
export function madeOldTable(more: Partial<OldTable> & Pick<OldTable, 'id' | 'mapId'>): OldTable {
  return {
    mapAddress: 4096,
    address: 8192,
    bytes: 1000,
    state: 'garbage',
    garbageSinceCycle: 3,
    sweptByCycle: null,
    ...more,
  };
}

/** What became of one old table. */
export const madeFate: OldTableFate = {
  tables: 1,
  bytes: 1000,
  state: 'garbage',
  garbageSinceCycle: 3,
  sweptByCycle: null,
};
