import { createHash } from 'node:crypto';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
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
/** A map in a kernel of its own that performs what was recorded. */
export class RecordedMap {
  readonly #recording: Recording;
  readonly #kernel: Kernel;
  readonly #map: number;
  readonly #keys: MapKeys;
  readonly #values: MapValues;
  readonly #memory: ClassicMemory | SwissMemory;
  readonly #stats: MapStatsReader;
  #reseeds = -1;

  /** @throws SandboxError `input` for a version that the kernel has no such map of. */
  constructor(recording: Recording) {
    const { family, version, key, value, pool } = recording;
    const [first, last] = versions[family];
    if (version < first || version > last)
      throw new SandboxError(
        'input',
        `expected a recording of a ${family} map of go1.${first} to go1.${last}, got go1.${version}`,
      );
    const kernel = createKernel({ chargedBytes: arenaBytes });
    const { exports } = kernel;
    const type = newMapType(kernel, mapTypeRequest(key, value));
    const map = newMap(kernel, {
      type,
      minor: version,
      design: family,
      hint: recording.hint,
      seed: 0n,
    });
    if (map === 0) throw tooLarge();
    exports.mapSetHashKeys(map, ...recording.hashKeys);
    const table = {
      kernel,
      map,
      key: slotDigest(kernel, key, pool),
      value: slotDigest(kernel, value, pool),
    };
    this.#recording = recording;
    this.#kernel = kernel;
    this.#map = map;
    this.#keys = mapKeys(kernel, map, key);
    this.#values = mapValues(kernel, map, value);
    this.#memory = family === 'classic' ? new ClassicMemory(table) : new SwissMemory(table);
    this.#stats = new MapStatsReader(kernel, map, exports.arenaReserve(mapRecordBytes));
  }

  perform({ kind, key, value }: RecordedOperation): void {
    const { toKey, toValue } = this.#recording;
    if (kind === 'c') this.#kernel.exports.mapClear(this.#map);
    else if (kind === 'd') this.#keys.remove(toKey(key));
    else {
      const elem = this.#keys.assign(toKey(key));
      if (elem === 0 || !this.#values.store(elem, toValue(value))) throw tooLarge();
    }
  }

  /** Whether the map drew a new seed since the last call; the first one is that of `make`. */
  hasReseeded(): boolean {
    const reseeds = this.#kernel.exports.mapReseeds(this.#map);
    if (reseeds === this.#reseeds) return false;
    this.#reseeds = reseeds;
    return true;
  }

  /** The seed that real Go drew there. */
  setSeed(seed: bigint): void {
    this.#kernel.exports.mapSetSeed(this.#map, seed);
  }

  /** Whether Go counts the overflow buckets of such a map by chance. */
  get isEstimating(): boolean {
    return this.#memory instanceof ClassicMemory && this.#memory.isEstimating;
  }

  /** Takes the count of overflow buckets that real Go had; false where it is exact. */
  adoptOverflowEstimate(count: RecordedValue): boolean {
    if (!(this.#memory instanceof ClassicMemory) || !this.#memory.isEstimating) return false;
    this.#memory.setOverflowEstimate(Number(count));
    return true;
  }

  /** What the recorded fields are now, in the order of `classicFields` or `swissFields`. */
  values(): readonly RecordedValue[] {
    const { totalBytesAllocated, totalAllocations } = this.#stats.read();
    return [...this.#memory.values(), totalBytesAllocated, totalAllocations];
  }

  /** Digest of the table memory. */
  digest(): string {
    const hash = createHash('sha256');
    this.#memory.digestInto(hash);
    return hash.digest('hex').slice(0, digestDigits);
  }

  close(): void {
    this.#kernel.exports.mapFree(this.#map);
  }
}

function tooLarge(): SandboxError {
  return new SandboxError(
    'input',
    `expected a map that fits ${arenaBytes} bytes, got a larger one`,
  );
}
