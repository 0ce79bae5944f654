import { largestV8Capacity, V8Table, v8TableBytes } from '../../maps/model/size/v8-table.ts';
import type { OperationBlock } from '../traffic/operation-block.ts';
import type { ReplayCounts, ReplayedMap, ReplayFailure } from './replay-counts.ts';

const listedGrowths = 1 << 16;

/**
 * The native `Map` of this Node.js, with numbers for keys: entries are its own, bytes and growths by the
 * rules of V8.
 */
export class NativeReplay implements ReplayedMap {
  readonly #map = new Map<number, number>();
  readonly #table = new V8Table('map', listedGrowths);
  readonly #limitBytes: number;
  #performed = 0;
  #found = 0;

  constructor(limitBytes: number | null) {
    this.#limitBytes = limitBytes ?? Number.POSITIVE_INFINITY;
  }

  perform(block: OperationBlock): ReplayFailure | null {
    for (let at = 0; at < block.length; at++) {
      const failure = this.#step(block, at);
      if (failure !== null) return failure;
    }
    this.#performed += block.length;
    return null;
  }

  growths(): { readonly count: number; readonly listed: number } {
    const listed = this.#table.events.length;
    return { count: listed + this.#table.eventsDropped, listed };
  }

  growthOperation(listed: number): number {
    return this.#table.events[listed]?.operation ?? 0;
  }

  bytesHeld(): number {
    return this.#table.bytesHeld;
  }

  counts(): ReplayCounts {
    const stats = this.#table.stats();
    return {
      entries: this.#map.size,
      bytesHeld: stats.bytesHeld,
      peakBytes: stats.bytesPeak,
      totalBytesAllocated: stats.totalBytesAllocated,
      totalAllocations: stats.totalAllocations,
      growthEvents: this.#table.events,
      growthEventsDropped: this.#table.eventsDropped,
      growthsByKind: stats.growthsByKind,
    };
  }

  #step(block: OperationBlock, at: number): ReplayFailure | null {
    const key = block.keyAt(at);
    const operation = this.#performed + at + 1;
    switch (block.kindAt(at)) {
      case 'insert':
        return this.#store(key, at, operation, at);
      case 'update':
        return this.#store(key, (this.#map.get(key) ?? 0) + 1, operation, at);
      case 'delete':
        if (this.#map.delete(key)) this.#table.delete(operation, null);
        return null;
      case 'lookup':
        this.#found = (this.#found + (this.#map.get(key) ?? 0)) | 0;
        return null;
    }
  }

  #store(key: number, value: number, operation: number, at: number): ReplayFailure | null {
    const isNew = !this.#map.has(key);
    const rehash = isNew ? this.#table.beforeInsert() : null;
    const limitBytes = this.#limitBytes;
    if (rehash !== null && rehash.capacity <= largestV8Capacity) {
      const bytesRefused = v8TableBytes('map', rehash.capacity);
      if (this.#table.bytesHeld + bytesRefused > limitBytes)
        return {
          at,
          outcome: (recorded) => ({
            kind: 'out-of-memory',
            operation: recorded,
            bytesRefused,
            limitBytes,
          }),
        };
    }
    try {
      this.#map.set(key, value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const { message } = error;
      return { at, outcome: (recorded) => ({ kind: 'map-full', operation: recorded, message }) };
    }
    if (isNew) this.#table.insert(rehash, operation, null);
    return null;
  }
}
