import type { MapFigures } from '../../maps/figures/map-figures.ts';
import { v8TableBytes } from '../../maps/model/size/v8-table.ts';

export type RegisteredKind = 'Map' | 'Set';

/** Entries of a bucket of V8's tables. */
export const entriesPerBucket = 2;

/** The object that a program holds, beside its table. */
const objectBytes = 32;

export function tableBytes(collection: RegisteredKind, capacity: number): number {
  return v8TableBytes(collection === 'Map' ? 'map' : 'set', capacity);
}

/**
 * What the size of a collection says of it: the smallest table that holds so many. Who only counts
 * entries cannot see that deleted ones made the table larger, so this is the least.
 */
export function leastFigures(collection: RegisteredKind, entries: number): MapFigures {
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(4, entries)));
  const current = tableBytes(collection, capacity);
  return {
    entries,
    deleted: null,
    capacityEntries: capacity,
    loadFactor: entries / capacity,
    buckets: capacity / entriesPerBucket,
    overflowBuckets: 0,
    bytes: {
      held: objectBytes + current,
      current,
      old: 0,
      headers: objectBytes,
      entries: null,
      peak: null,
    },
    growing: null,
    growthsByKind: null,
    tables: null,
  };
}
