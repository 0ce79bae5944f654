import { createHash, type Hash } from 'node:crypto';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { firstSwissMinor, newestGoMinor } from '../model/model-facts.ts';
import { createKernel, type Kernel } from '../reference/kernel/kernel.ts';
import { mapTypeRequest } from '../reference/kernel/map-type-request.ts';
import { newMap, newMapType } from '../reference/kernel/new-map.ts';
import { mapRecordBytes, MapStatsReader } from '../reference/kernel/read-map-stats.ts';
import { mapKeys, type MapKeys } from '../reference/map-keys.ts';
import { mapValues, type MapValues } from '../reference/map-values.ts';
import { ClassicMemory } from './classic-memory.ts';
import type { RecordedFamily, RecordedOperation, RecordedValue, Recording } from './recording.ts';
import { slotDigest } from './slot-digest.ts';
import { SwissMemory } from './swiss-memory.ts';

const arenaBytes = 512 * 1024 * 1024;
const digestDigits = 16;

const versions: Readonly<Record<RecordedFamily, readonly [first: number, last: number]>> = {
  classic: [17, 25],
  swiss: [firstSwissMinor, newestGoMinor],
};
/** A map in the kernel, and what reads it. */
interface Held {
  readonly map: number;
  readonly keys: MapKeys;
  readonly values: MapValues;
  readonly memory: ClassicMemory | SwissMemory;
  readonly stats: MapStatsReader;
}

/** What a loop visited, as its recording has it. */
export interface VisitedLoop {
  readonly recorded: string;
  readonly visited: string;
}

/** A loop that goes on. */
interface OpenLoop {
  readonly address: number;
  readonly recorded: string;
  readonly hash: Hash;
  /** Entries that it visits after each operation. */
  readonly step: number;
}

/** A map in a kernel of its own that performs what was recorded. */
export class RecordedMap {
  readonly #recording: Recording;
  readonly #kernel: Kernel;
  readonly #type: number;
  #held: Held;
  /** What maps were charged that a copy has taken the place of. */
  #bytesBefore = 0;
  #allocationsBefore = 0;
  #reseeds = -1;
  #open: OpenLoop | null = null;
  #visited: VisitedLoop[] = [];

  /** @throws SandboxError `input` for a version that the kernel has no such map of. */
  constructor(recording: Recording) {
    const { family, version, key, value } = recording;
    const [first, last] = versions[family];
    if (version < first || version > last)
      throw new SandboxError(
        'input',
        `expected a recording of a ${family} map of go1.${first} to go1.${last}, got go1.${version}`,
      );
    this.#recording = recording;
    this.#kernel = createKernel({ chargedBytes: arenaBytes });
    this.#type = newMapType(this.#kernel, mapTypeRequest(key, value));
    this.#held = this.#make(recording.hint);
  }

  #make(hint: bigint): Held {
    const { family, version, key, value, pool, hashKeys } = this.#recording;
    const kernel = this.#kernel;
    const map = newMap(kernel, {
      type: this.#type,
      minor: version,
      design: family,
      hint,
      seed: 0n,
    });
    if (map === 0) throw tooLarge();
    kernel.exports.mapSetHashKeys(map, ...hashKeys);
    const table = {
      kernel,
      map,
      key: slotDigest(kernel, key, pool),
      value: slotDigest(kernel, value, pool),
    };
    return {
      map,
      keys: mapKeys(kernel, map, key),
      values: mapValues(kernel, map, value),
      memory: family === 'classic' ? new ClassicMemory(table) : new SwissMemory(table),
      stats: new MapStatsReader(kernel, map, kernel.exports.arenaReserve(mapRecordBytes)),
    };
  }

  /**
   * Performs an operation.
   *
   * @param index of the operation, to find the seed of a copy
   */
  perform(operation: RecordedOperation, index: number): void {
    const { kind, key, value, loop } = operation;
    const { toKey, toValue } = this.#recording;
    const { map, keys, values } = this.#held;
    if (kind === 'p') {
      const elem = keys.assign(toKey(key));
      if (elem === 0 || !values.store(elem, toValue(value))) throw tooLarge();
      this.#goOn();
    } else if (kind === 'd') {
      keys.remove(toKey(key));
      this.#goOn();
    } else {
      this.endLoop();
      if (kind === 'c') this.#kernel.exports.mapClear(map);
      else if (kind === 'y' || kind === 'h') this.#copy(kind === 'h', key, value, index);
      else if (loop !== undefined) this.#iterate(operation, loop.limit, loop.visited);
    }
  }

  /** The loops that ended since the last call. */
  takeVisited(): readonly VisitedLoop[] {
    const visited = this.#visited;
    this.#visited = [];
    return visited;
  }

  /** A range loop, from the words with which Go began it. */
  #iterate({ kind, key, value }: RecordedOperation, limit: number, recorded: string): void {
    const { exports } = this.#kernel;
    const address = exports.mapLoopBegin(this.#held.map, key, value);
    const hash = createHash('sha256');
    this.#open = { address, recorded, hash, step: limit };
    if (kind === 'o') {
      this.#goOn();
      return;
    }
    for (let count = 1; this.#visit(this.#open); count++) {
      if (kind === 's') this.#sweep(address, limit);
      else if (count === limit) break;
    }
    this.endLoop();
  }

  /** Visits the next entry; false behind the last one. */
  #visit({ address, hash }: OpenLoop): boolean {
    const { exports, memory } = this.#kernel;
    if (exports.mapLoopOn(address) === 0) return false;
    const heap = new Uint8Array(memory.buffer);
    const entry = new Uint8Array(16);
    for (const [word, at] of [exports.mapLoopKey(address), exports.mapLoopElem(address)].entries())
      entry.set(heap.subarray(at, at + 8), 8 * word);
    hash.update(entry);
    return true;
  }

  /** Deletes what was visited last if `divisor` divides its value. */
  #sweep(loop: number, divisor: number): void {
    const { exports, memory } = this.#kernel;
    const value = new DataView(memory.buffer).getBigInt64(exports.mapLoopElem(loop), true);
    if (value % BigInt(divisor) === 0n) exports.mapDelete(this.#held.map, exports.mapLoopKey(loop));
  }

  /** Lets the open loop visit what it visits after an operation. */
  #goOn(): void {
    for (let left = this.#open?.step ?? 0; left > 0; left--) {
      if (this.#open === null) return;
      if (!this.#visit(this.#open)) this.endLoop();
    }
  }

  /** Ends the open loop, if there is one. */
  endLoop(): void {
    if (this.#open === null) return;
    const { address, recorded, hash } = this.#open;
    this.#open = null;
    this.#kernel.exports.mapLoopEnd(address);
    this.#visited.push({ recorded, visited: hash.digest('hex').slice(0, digestDigits) });
  }

  /** A copy takes the place of its source, which is given back. */
  #copy(hasHint: boolean, first: bigint, second: bigint, index: number): void {
    const { exports } = this.#kernel;
    const { map: source, stats } = this.#held;
    const copy = this.#make(hasHint ? exports.mapCount(source) : 0n);
    exports.mapSetSeed(copy.map, this.#recording.seeds.get(index) ?? 0n);
    if (exports.mapCopyInto(copy.map, source, first, second) === 0) throw tooLarge();
    const { totalBytesAllocated, totalAllocations } = stats.read();
    this.#bytesBefore += totalBytesAllocated;
    this.#allocationsBefore += totalAllocations;
    exports.mapFree(source);
    this.#held = copy;
    this.#reseeds = -1;
  }

  /** Whether the map drew a new seed since the last call; the first one is that of `make`. */
  hasReseeded(): boolean {
    const reseeds = this.#kernel.exports.mapReseeds(this.#held.map);
    if (reseeds === this.#reseeds) return false;
    this.#reseeds = reseeds;
    return true;
  }

  /** The seed that real Go drew there. */
  setSeed(seed: bigint): void {
    this.#kernel.exports.mapSetSeed(this.#held.map, seed);
  }

  /** Whether Go counts the overflow buckets of such a map by chance. */
  get isEstimating(): boolean {
    return this.#held.memory instanceof ClassicMemory && this.#held.memory.isEstimating;
  }

  /** Takes the count of overflow buckets that real Go had; false where it is exact. */
  adoptOverflowEstimate(count: RecordedValue): boolean {
    if (!(this.#held.memory instanceof ClassicMemory) || !this.#held.memory.isEstimating)
      return false;
    this.#held.memory.setOverflowEstimate(Number(count));
    return true;
  }

  /** What the recorded fields are now, in the order of `classicFields` or `swissFields`. */
  values(): readonly RecordedValue[] {
    const { totalBytesAllocated, totalAllocations } = this.#held.stats.read();
    return [
      ...this.#held.memory.values(),
      this.#bytesBefore + totalBytesAllocated,
      this.#allocationsBefore + totalAllocations,
    ];
  }

  /** Digest of the table memory. */
  digest(): string {
    const hash = createHash('sha256');
    this.#held.memory.digestInto(hash);
    return hash.digest('hex').slice(0, digestDigits);
  }

  close(): void {
    this.#kernel.exports.mapFree(this.#held.map);
  }
}

function tooLarge(): SandboxError {
  return new SandboxError(
    'input',
    `expected a map that fits ${arenaBytes} bytes, got a larger one`,
  );
}
