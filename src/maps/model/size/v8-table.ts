import type { GoType } from '../go-type/go-type.ts';
import type { GrowthEvent, GrowthKind } from '../growth-event.ts';
import type { ChainStats, MapStats } from '../map-stats.ts';

const objectBytes = 32;
const tableHeaderBytes = 40;
const smallestCapacity = 4;
const slotsPerBucket = 2;
/** 3 words of entry and half a word of bucket head in a `Map`; a word less in a `Set`. */
const entryBytes = { map: 28, set: 20 } as const;

/** Entries beyond which V8 throws a RangeError. */
export const largestV8Capacity: number = 2 ** 24;

/**
 * Live entries beside which a further key still finds room when others were deleted before: a table
 * of the largest capacity that is full of live and deleted entries is made anew in the same size only
 * if half of them are deleted, else it would have to double, which it may not.
 */
export const largestV8Replacing: number = largestV8Capacity / 2;

/** Which of the two collections. */
export type V8Collection = keyof typeof entryBytes;

/** Go's set is a map to `struct{}`; in JavaScript that is a `Set`. */
export function v8CollectionFor(value: GoType): V8Collection {
  return value.name === 'struct{}' ? 'set' : 'map';
}

/** Bytes of a table: V8 on 64 bits without pointer compression, Node 20 to 26. */
export function v8TableBytes(collection: V8Collection, capacity: number): number {
  return tableHeaderBytes + entryBytes[collection] * capacity;
}

/** First Node.js whose `new Set(set)` makes its table at once. */
const firstCopyingAtOnce = 22;

/** Whether a copy gets its table at once, and not entry by entry. */
function copiesAtOnce(collection: V8Collection, nodeMajor: number): boolean {
  return collection === 'set' && nodeMajor >= firstCopyingAtOnce;
}

/**
 * Capacity of `new Map(map)` or `new Set(set)` with so many live entries. From Node.js 22 on a copied set
 * gets room for half as many again, up to the next power of two: found out on Node.js 20, 22, 24 and 26.
 */
export function v8CopyCapacity(collection: V8Collection, live: number, nodeMajor: number): number {
  const room = copiesAtOnce(collection, nodeMajor) ? live + Math.floor(live / 2) : live;
  return Math.max(smallestCapacity, 2 ** Math.ceil(Math.log2(Math.max(1, room))));
}

/** A new table that must be made: what for, and of what capacity. */
export interface V8Rehash {
  readonly kind: Extract<GrowthKind, 'double' | 'rehash' | 'shrink'>;
  readonly capacity: number;
}

/**
 * The account of V8's ordered hash table: how large it is after any sequence of operations. Entries
 * are appended; a deleted one keeps its place until the next table is made. Where a key lies has no
 * say in it, so no key is needed.
 */
export class V8Table {
  readonly collection: V8Collection;
  readonly #maxEvents: number;
  readonly #shard: number;
  readonly #events: GrowthEvent[] = [];
  readonly #growths: Partial<Record<GrowthKind, number>> = {};
  #capacity = smallestCapacity;
  #live = 0;
  #deleted = 0;
  #peak: number;
  #total: number;
  #allocations = 2;
  #abandoned = 0;
  #dropped = 0;

  constructor(collection: V8Collection, maxEvents: number, shard = 0) {
    this.collection = collection;
    this.#maxEvents = maxEvents;
    this.#shard = shard;
    this.#total = this.bytesHeld;
    this.#peak = this.#total;
  }

  /** Entries that the table has room for, deleted ones included. */
  get capacity(): number {
    return this.#capacity;
  }

  get entries(): number {
    return this.#live;
  }

  /** Deleted entries that still take room. */
  get deleted(): number {
    return this.#deleted;
  }

  get buckets(): number {
    return this.#capacity / slotsPerBucket;
  }

  /** The collection's own object and its table. */
  get bytesHeld(): number {
    return objectBytes + this.tableBytes;
  }

  get tableBytes(): number {
    return v8TableBytes(this.collection, this.#capacity);
  }

  /** The first of the growths, oldest first, and how many came when there was no more room. */
  get events(): readonly GrowthEvent[] {
    return this.#events;
  }

  get eventsDropped(): number {
    return this.#dropped;
  }

  /** The state as every map model tells it. */
  stats(): MapStats {
    return {
      entries: this.#live,
      capacityEntries: this.#capacity - this.#deleted,
      loadFactor: this.#live / this.#capacity,
      buckets: this.buckets,
      overflowBuckets: 0,
      overflowBucketsEstimate: 0,
      isGrowing: false,
      bytesCurrent: this.tableBytes,
      bytesOld: 0,
      bytesHeld: this.bytesHeld,
      bytesPeak: this.#peak,
      totalBytesAllocated: this.#total,
      totalAllocations: this.#allocations,
      bytesAbandoned: this.#abandoned,
      growthsByKind: { ...this.#growths },
    };
  }

  /**
   * The table that a new key needs first, or `null`. Half of the room or more deleted: the same
   * capacity again; else twice as much, which may exceed `largestV8Capacity`.
   */
  beforeInsert(): V8Rehash | null {
    if (this.#live + this.#deleted < this.#capacity) return null;
    return this.#deleted >= this.#capacity / 2
      ? { kind: 'rehash', capacity: this.#capacity }
      : { kind: 'double', capacity: 2 * this.#capacity };
  }

  /** Counts a new key, for which `rehash` had to be made. `durationNs`: of the insert, if timed. */
  insert(rehash: V8Rehash | null, operation: number, durationNs: number | null): void {
    this.#live += 1;
    if (rehash !== null) this.#adopt(rehash, operation, durationNs);
  }

  /** Whether the removal of an entry makes the table smaller: fewer than a quarter are left. */
  get shrinksOnDelete(): boolean {
    return this.#live - 1 < this.#capacity / 4;
  }

  /** Counts the removal of an entry. */
  delete(operation: number, durationNs: number | null): void {
    const shrinks = this.shrinksOnDelete;
    this.#live -= 1;
    this.#deleted += 1;
    if (!shrinks) return;
    const capacity = Math.max(smallestCapacity, this.#capacity / 2);
    const kind = capacity < this.#capacity ? 'shrink' : 'rehash';
    this.#adopt({ kind, capacity }, operation, durationNs);
  }

  /** Counts a clear: always a new table, of the smallest capacity. */
  clear(operation: number, durationNs: number | null): void {
    const isShrink = this.#capacity > smallestCapacity;
    this.#live = 0;
    const rehash = { kind: 'shrink', capacity: smallestCapacity } as const;
    if (isShrink) this.#adopt(rehash, operation, durationNs);
    else this.#replace(smallestCapacity);
  }

  /**
   * Counts a copy by `new Map(map)` or `new Set(set)` that takes the place of the collection: an object of its
   * own, and a table that doubles until all live entries are in. Its growths are no growths of the collection.
   *
   * @param nodeMajor of the Node.js that makes it
   */
  copy(nodeMajor: number): void {
    const old = this.bytesHeld;
    const wanted = v8CopyCapacity(this.collection, this.#live, nodeMajor);
    const isAtOnce = copiesAtOnce(this.collection, nodeMajor);
    let capacity = isAtOnce ? wanted : smallestCapacity;
    let before = 0;
    let allocated = objectBytes + v8TableBytes(this.collection, capacity);
    let tables = 1;
    while (capacity < wanted) {
      before = v8TableBytes(this.collection, capacity);
      capacity *= 2;
      allocated += v8TableBytes(this.collection, capacity);
      tables += 1;
    }
    this.#capacity = capacity;
    this.#deleted = 0;
    this.#peak = Math.max(this.#peak, old + this.bytesHeld + before);
    this.#total += allocated;
    this.#allocations += 1 + tables;
    this.#abandoned += old + allocated - this.bytesHeld;
  }

  #adopt({ kind, capacity }: V8Rehash, operation: number, durationNs: number | null): void {
    const fromBuckets = this.buckets;
    const bytesBefore = this.bytesHeld;
    const bytesDuring = this.#replace(capacity);
    this.#growths[kind] = (this.#growths[kind] ?? 0) + 1;
    if (this.#events.length === this.#maxEvents) {
      this.#dropped += 1;
      return;
    }
    this.#events.push({
      kind,
      shard: this.#shard,
      operation,
      entries: this.#live,
      fromBuckets,
      toBuckets: this.buckets,
      bytesBefore,
      bytesDuring,
      bytesAfter: this.bytesHeld,
      writesToFinish: 1,
      startNs: durationNs,
      durationNs,
    });
  }

  /** Makes a table without deleted entries; returns what is held while both are there. */
  #replace(capacity: number): number {
    const old = this.tableBytes;
    this.#capacity = capacity;
    this.#deleted = 0;
    this.#abandoned += old;
    this.#total += this.tableBytes;
    this.#allocations += 1;
    const during = this.bytesHeld + old;
    this.#peak = Math.max(this.#peak, during);
    return during;
  }
}

/** What can be told of V8's chains: nothing, because its hashes cannot be seen. */
export const unseenChains: ChainStats = {
  entriesPerBucket: [],
  bucketsPerChain: [],
  maxChainBuckets: 0,
  meanChainBuckets: 0,
  maxChainEntries: 0,
};
