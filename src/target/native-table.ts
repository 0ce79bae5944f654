import type { GrowthEvent, GrowthKind } from '../map/growth-event.ts';

const OBJECT_BYTES = 32;
const LEAST_CAPACITY = 4;
const LISTED_GROWTHS = 4096;

/**
 * The table behind V8's `Map`, which a program cannot see: it follows the rules of V8's
 * OrderedHashMap (src/objects/ordered-hash-table.cc), with 40 + 28 bytes per entry of capacity. It
 * grows when live and deleted entries fill it, to the same size if at least half are deleted;
 * it halves when fewer than a quarter live.
 */
export class NativeTable {
  capacity: number = LEAST_CAPACITY;
  entries = 0;
  deleted = 0;
  bytesPeak: number = bytesOf(LEAST_CAPACITY);
  totalBytesAllocated: number = bytesOf(LEAST_CAPACITY);
  totalAllocations = 2;
  readonly growths: GrowthEvent[] = [];
  growthsDropped = 0;
  readonly growthsByKind: Partial<Record<GrowthKind, number>> = {};

  get bytesHeld(): number {
    return bytesOf(this.capacity);
  }

  /** A key that was not there is about to be added by an operation. True if the table was rebuilt. */
  add(operation: number): boolean {
    const isFull = this.entries + this.deleted === this.capacity;
    this.entries += 1;
    if (!isFull) return false;
    if (this.deleted >= this.capacity / 2) this.#rebuild('rehash', this.capacity, operation);
    else this.#rebuild('double', this.capacity * 2, operation);
    return true;
  }

  /** A key that was there has been deleted by an operation. True if the table was rebuilt. */
  remove(operation: number): boolean {
    this.entries -= 1;
    this.deleted += 1;
    if (this.entries >= this.capacity / 4) return false;
    const smaller = Math.max(LEAST_CAPACITY, this.capacity / 2);
    this.#rebuild(smaller < this.capacity ? 'shrink' : 'rehash', smaller, operation);
    return true;
  }

  #rebuild(kind: GrowthKind, capacity: number, operation: number): void {
    const bytesBefore = this.bytesHeld;
    const table = bytesOf(capacity) - OBJECT_BYTES;
    this.growthsByKind[kind] = (this.growthsByKind[kind] ?? 0) + 1;
    const growth: GrowthEvent = {
      kind,
      shard: 0,
      operation,
      entries: this.entries,
      fromBuckets: this.capacity / 2,
      toBuckets: capacity / 2,
      bytesBefore,
      bytesDuring: bytesBefore + table,
      bytesAfter: bytesOf(capacity),
      writesToFinish: 1,
      startNs: null,
      durationNs: null,
    };
    if (this.growths.length < LISTED_GROWTHS) this.growths.push(growth);
    else this.growthsDropped += 1;
    this.capacity = capacity;
    this.deleted = 0;
    this.bytesPeak = Math.max(this.bytesPeak, bytesBefore + table);
    this.totalBytesAllocated += table;
    this.totalAllocations += 1;
  }
}

function bytesOf(capacity: number): number {
  return OBJECT_BYTES + 40 + 28 * capacity;
}
