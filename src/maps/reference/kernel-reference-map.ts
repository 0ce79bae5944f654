import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { GrowthEvent } from '../model/growth-event.ts';
import type { Kernel } from './kernel/kernel.ts';
import { MapOutOfMemoryError, readMapFault } from './map-fault.ts';
import { mapKeys, type MapKeys } from './map-keys.ts';
import type { MapQuality } from '../figures/map-quality.ts';
import { MapShapeReader, mapShapeBytes } from './kernel/map-shape-reader.ts';
import type { MapShape } from '../figures/map-shape.ts';
import type { ChainStats, MapStats } from '../model/map-stats.ts';
import { mapValues, type MapValues } from './map-values.ts';
import type { OperationCount } from '../model/operation-count.ts';
import { readChainStats } from './kernel/read-chain-stats.ts';
import { readGrowthEvents } from './kernel/read-growth-events.ts';
import { readMapQuality } from './kernel/read-map-quality.ts';
import { MapStatsReader, mapRecordBytes } from './kernel/read-map-stats.ts';
import type { ReferenceMap } from './reference-map.ts';

/** Room for the figures that the kernel writes. */
const scratchBytes = mapRecordBytes + mapShapeBytes;

/** Where a reference map lives, and what it maps. */
export interface MapPlace {
  readonly kernel: Kernel;
  /** The map's handle and its type descriptor in the kernel's memory. */
  readonly handle: number;
  readonly type: number;
  readonly key: GoType;
  readonly value: GoType;
  /** Whether it is a `sync.Map`, which takes keys by address only. */
  readonly isSync: boolean;
  /** Shared with the other shards, if there are any. */
  readonly operations: OperationCount;
}

/** A Go map in the kernel, driven from JavaScript. */
export class KernelReferenceMap implements ReferenceMap {
  readonly #place: MapPlace;
  readonly #keys: MapKeys;
  readonly #values: MapValues;
  readonly #view: DataView;
  readonly #operationAddress: number;
  readonly #stats: MapStatsReader;
  readonly #shape: MapShapeReader;
  readonly #release: () => void;
  #isOpen = true;
  #clears = 0;

  constructor(place: MapPlace) {
    const { kernel, handle } = place;
    this.#place = place;
    this.#keys = mapKeys(kernel, handle, place.key, place.isSync);
    this.#values = mapValues(kernel, handle, place.value);
    this.#view = new DataView(kernel.memory.buffer);
    this.#operationAddress = kernel.exports.mapOperationAddress(handle);
    const scratch = kernel.exports.arenaReserve(scratchBytes);
    this.#stats = new MapStatsReader(kernel, handle, scratch);
    this.#shape = new MapShapeReader(kernel, handle, scratch + mapRecordBytes);
    this.#release = releaser(place, this.#keys, this.#values, scratch);
    unclosed.register(this, this.#release, this);
  }

  get size(): number {
    return Number(this.#exports.mapCount(this.#place.handle));
  }

  set(key: GoValue, value: GoValue): this {
    this.#begin();
    const isSmall = this.#values.check(value);
    const before = this.size;
    const elem = isSmall ? this.#keys.assignSmall(key) : this.#keys.assign(key);
    if (elem === 0) throw this.#fault(before);
    if (!this.#values.store(elem, value)) {
      if (this.size > before) this.#keys.remove(key);
      throw this.#fault(before);
    }
    return this;
  }

  get(key: GoValue): GoValue | undefined {
    this.#begin();
    const elem = this.#keys.lookup(key);
    return elem === 0 ? undefined : this.#values.read(elem);
  }

  has(key: GoValue): boolean {
    this.#begin();
    return this.#keys.lookup(key) !== 0;
  }

  delete(key: GoValue): boolean {
    this.#begin();
    return this.#keys.remove(key) !== 0;
  }

  clear(): void {
    this.#begin();
    this.#exports.mapClear(this.#place.handle);
    this.#clears += 1;
  }

  stats(): MapStats {
    this.#check();
    return this.#stats.read();
  }

  get collisions(): number {
    this.#check();
    return this.#exports.mapCollisions(this.#place.handle);
  }

  get growthsStarted(): number {
    this.#check();
    return this.#exports.mapGrowthsStarted(this.#place.handle);
  }

  get clears(): number {
    return this.#clears;
  }

  chainStats(): ChainStats {
    this.#check();
    return readChainStats(this.#place.kernel, this.#place.handle);
  }

  shape(): MapShape {
    this.#check();
    return this.#shape.read();
  }

  quality(): MapQuality {
    this.#check();
    return readMapQuality(this.#place.kernel, this.#place.handle);
  }

  growthEvents(last: number = Number.POSITIVE_INFINITY): readonly GrowthEvent[] {
    this.#check();
    return readGrowthEvents(this.#place.kernel, this.#place.handle, last);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    unclosed.unregister(this);
    this.#release();
  }

  get #exports(): Kernel['exports'] {
    return this.#place.kernel.exports;
  }

  /** Numbers the operation, for growth events and errors. */
  #begin(): void {
    this.#check();
    const number = ++this.#place.operations.value;
    this.#view.setBigUint64(this.#operationAddress, BigInt(number), true);
  }

  #check(): void {
    if (!this.#isOpen) throw new SandboxError('usage', 'expected an open map, got a closed one');
  }

  #fault(entries: number): SandboxError {
    const { kernel, handle } = this.#place;
    const fault = readMapFault(kernel, handle);
    kernel.exports.mapClearFault(handle);
    if (fault?.kind === 'out-of-memory')
      return new MapOutOfMemoryError(fault, entries, this.stats().bytesHeld);
    return new SandboxError('internal', `a write failed without a reason: ${fault?.kind}`);
  }
}

/** Maps that nobody closed give their memory back when the collector finds them. */
const unclosed = new FinalizationRegistry<() => void>((release) => {
  release();
});

/** Must not hold the map itself, or the collector would never find it. */
function releaser(
  { kernel, handle, type }: MapPlace,
  keys: MapKeys,
  values: MapValues,
  scratch: number,
): () => void {
  return () => {
    keys.close();
    values.close();
    kernel.exports.arenaUnreserve(scratch, scratchBytes);
    kernel.exports.mapFree(handle);
    kernel.exports.mapTypeFree(type);
  };
}
