import type { LiveMap, LiveMapSpec } from '../../../maps/figures/live-map.ts';
import type { MapFigures } from '../../../maps/figures/map-figures.ts';
import type { CollectionKind, CollectionTable } from './heap/ordered-table.ts';

/** The object that a program holds, beside its table. */
const objectBytes = 32;

/** What a model needs to foresee growths: keys and values have no say in V8's tables. */
const specs: Readonly<Record<'Map' | 'Set', LiveMapSpec>> = {
  Map: { map: 'v8', key: 'int64', value: 'int64' },
  Set: { map: 'v8', key: 'int64', value: 'struct{}' },
};

/** The spec of a kind of collection; `null` where no model says how it grows. */
export function specOf(kind: LiveMap['kind']): LiveMapSpec | null {
  return kind === 'Map' || kind === 'Set' ? specs[kind] : null;
}

/**
 * The figures of a collection by its table.
 *
 * @param bytesOld of tables that were left and not yet collected
 */
export function collectionFigures(
  kind: CollectionKind,
  { entries, deleted, capacity, bytes }: CollectionTable,
  bytesOld: number,
): MapFigures {
  const isOrdered = kind === 'Map' || kind === 'Set';
  const headers = kind === 'object' ? 0 : objectBytes;
  return {
    entries,
    deleted,
    capacityEntries: isOrdered ? capacity - deleted : hashCapacity(capacity, deleted),
    loadFactor: entries / capacity,
    buckets: isOrdered ? capacity / 2 : capacity,
    overflowBuckets: 0,
    bytes: {
      held: headers + bytes + bytesOld,
      current: bytes,
      old: bytesOld,
      headers,
      entries: null,
      peak: null,
    },
    growing: null,
    growthsByKind: null,
    tables: null,
  };
}

/**
 * Entries that V8's other hash tables, those of weak collections and of dictionaries, take before they
 * are made anew: half as many places must be free, and deleted ones be no more than half of the rest.
 */
function hashCapacity(capacity: number, deleted: number): number {
  const byRoom = Math.floor((2 * capacity + 1) / 3);
  return Math.max(0, Math.min(byRoom, capacity - 2 * deleted));
}
