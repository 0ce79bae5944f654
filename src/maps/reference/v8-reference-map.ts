import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { GrowthEvent } from '../model/growth-event.ts';
import { MapFullError } from './map-full-error.ts';
import { MapOutOfMemoryError } from './map-fault.ts';
import type { MapShape } from '../figures/map-shape.ts';
import type { ChainStats, MapStats } from '../model/map-stats.ts';
import { nativeKey, nativeValue } from './native-value.ts';
import type { OperationCount } from '../model/operation-count.ts';
import type { ReferenceMap } from './reference-map.ts';
import {
  largestV8Capacity,
  unseenChains,
  V8Table,
  v8CollectionFor,
  v8TableBytes,
  type V8Rehash,
} from '../model/size/v8-table.ts';

/** What a V8 map is made of. */
export interface V8MapOptions {
  readonly key: GoType;
  readonly value: GoType;
  readonly limitBytes: number;
  readonly maxGrowthEvents: number;
  readonly clock: boolean;
  /** Number among the shards, the operations of all of them, and bytes that the others hold. */
  readonly shard: number;
  readonly operations: OperationCount;
  readonly bytesElsewhere: () => number;
}

/**
 * V8's `Map`, or its `Set` where values are `struct{}`. A native `Map` holds the entries, so that
 * every operation really happens and really takes its time; the bytes are those of the model: the
 * object and its table, not the strings and numbers that entries point to.
 */
export class V8ReferenceMap implements ReferenceMap {
  readonly #options: V8MapOptions;
  readonly #table: V8Table;
  readonly #entries = new Map<GoValue, GoValue>();
  readonly #toKey: (key: GoValue) => GoValue;
  readonly #toValue: (value: GoValue) => GoValue;
  #isOpen = true;
  #clears = 0;

  constructor(options: V8MapOptions) {
    const { key, value, limitBytes, maxGrowthEvents, shard, bytesElsewhere } = options;
    this.#options = options;
    this.#table = new V8Table(v8CollectionFor(value), maxGrowthEvents, shard);
    this.#toKey = nativeKey(key);
    this.#toValue = nativeValue(value);
    if (this.#table.bytesHeld + bytesElsewhere() > limitBytes)
      throw new SandboxError(
        'environment',
        `expected memory for an empty map of ${this.#table.bytesHeld} bytes, got a limit of ${limitBytes}`,
      );
  }

  get size(): number {
    return this.#entries.size;
  }

  set(key: GoValue, value: GoValue): this {
    this.#begin();
    const stored = this.#toValue(value);
    const native = this.#toKey(key);
    const isNew = !this.#entries.has(native);
    const rehash = isNew ? this.#table.beforeInsert() : null;
    if (rehash !== null) this.#requireRoom(rehash);
    const durationNs = this.#timed(rehash !== null, () => this.#entries.set(native, stored));
    if (isNew) this.#table.insert(rehash, this.#operations, durationNs);
    return this;
  }

  get(key: GoValue): GoValue | undefined {
    this.#begin();
    return this.#entries.get(this.#toKey(key));
  }

  has(key: GoValue): boolean {
    this.#begin();
    return this.#entries.has(this.#toKey(key));
  }

  delete(key: GoValue): boolean {
    this.#begin();
    const native = this.#toKey(key);
    if (!this.#entries.has(native)) return false;
    const shrinks = this.#table.shrinksOnDelete;
    const durationNs = this.#timed(shrinks, () => this.#entries.delete(native));
    this.#table.delete(this.#operations, durationNs);
    return true;
  }

  clear(): void {
    this.#begin();
    const durationNs = this.#timed(true, () => this.#entries.clear());
    this.#table.clear(this.#operations, durationNs);
    this.#clears += 1;
  }

  stats(): MapStats {
    this.#check();
    return this.#table.stats();
  }

  get collisions(): number {
    return 0;
  }

  get growthsStarted(): number {
    this.#check();
    return this.#table.events.length + this.#table.eventsDropped;
  }

  get clears(): number {
    return this.#clears;
  }

  chainStats(): ChainStats {
    this.#check();
    return unseenChains;
  }

  shape(): MapShape {
    this.#check();
    const { tableBytes, bytesHeld, deleted } = this.#table;
    return {
      bytesTable: tableBytes,
      bytesOldTable: 0,
      bytesHeaders: bytesHeld - tableBytes,
      bytesEntries: 0,
      sparesLeft: null,
      tombstones: deleted,
      tables: null,
      directoryEntries: null,
      evacuation: null,
      reseeds: 0,
    };
  }

  quality(): null {
    this.#check();
    return null;
  }

  growthEvents(last: number = Number.POSITIVE_INFINITY): readonly GrowthEvent[] {
    this.#check();
    const { events } = this.#table;
    return events.slice(Math.max(0, events.length - last));
  }

  close(): void {
    this.#isOpen = false;
    this.#entries.clear();
  }

  #begin(): void {
    this.#check();
    this.#options.operations.value += 1;
  }

  get #operations(): number {
    return this.#options.operations.value;
  }

  #check(): void {
    if (!this.#isOpen) throw new SandboxError('usage', 'expected an open map, got a closed one');
  }

  /** Runs a step of the native map; its time in ns if a table is replaced and the clock is on. */
  #timed(isReplacing: boolean, step: () => void): number | null {
    if (!isReplacing || !this.#options.clock) {
      step();
      return null;
    }
    const start = performance.now();
    step();
    return (performance.now() - start) * 1e6;
  }

  /** Old and new table must fit side by side. Only inserts are refused: V8 would die in a delete. */
  #requireRoom({ capacity }: V8Rehash): void {
    const { collection, entries, bytesHeld } = this.#table;
    if (capacity > largestV8Capacity)
      throw new MapFullError(collection === 'set' ? 'Set' : 'Map', this.#operations, entries);
    const bytesAsked = v8TableBytes(collection, capacity);
    const { limitBytes, bytesElsewhere } = this.#options;
    if (bytesElsewhere() + bytesHeld + bytesAsked <= limitBytes) return;
    throw new MapOutOfMemoryError(
      {
        kind: 'out-of-memory',
        operation: this.#operations,
        bytesAsked,
        purpose: 'the new table of a growth',
      },
      entries,
      bytesHeld,
    );
  }
}
