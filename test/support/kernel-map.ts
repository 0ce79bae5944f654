// A map of the kernel driven through its exports, for tests that look at its memory.
import type { GrowthKind } from '../../src/maps/model/growth-event.ts';
import { KeyKind, TypeFlag } from '../../src/maps/reference/kernel/kernel-enums.ts';
import { arenaLayout } from '../../src/maps/reference/kernel/kernel-layouts.ts';
import { newMap, newMapType } from '../../src/maps/reference/kernel/new-map.ts';
import { readGrowthEvents } from '../../src/maps/reference/kernel/read-growth-events.ts';
import { readDoubles } from '../../src/maps/reference/kernel/read-record.ts';
import { createKernel, type Kernel } from '../../src/maps/reference/kernel/kernel.ts';

export interface KernelMapType {
  readonly key: 'int64' | 'int32' | 'string' | number;
  /** Bytes of a value. */
  readonly value: number;
  /** @default what the size of the value allows, at most 8 */
  readonly valueAlign?: number;
  readonly keyHasPointers?: boolean;
}

const kinds = {
  int64: [KeyKind.Word64, 8, 8],
  int32: [KeyKind.Word32, 4, 4],
  string: [KeyKind.String, 16, 8],
} as const;
const scratchBytes = 1024;

export interface HeldBytes {
  readonly bytes: number;
  readonly total: number;
  readonly allocations: number;
}

function alignOf(bytes: number): number {
  return bytes === 0 ? 1 : Math.min(8, bytes & -bytes);
}

/** One map in a kernel; keys and values are made from small numbers. */
export class KernelMap {
  readonly kernel: Kernel;
  readonly type: KernelMapType;
  readonly handle: number;
  readonly view: DataView;
  readonly #typeAddress: number;
  readonly #key: number;
  readonly #counters: number;

  constructor(kernel: Kernel, type: KernelMapType, version: number, hint = 0, seed = 1n) {
    this.kernel = kernel;
    this.type = type;
    this.view = new DataView(kernel.memory.buffer);
    const { exports } = kernel;
    const [keyKind, keySize, keyAlign] =
      typeof type.key === 'number' ? ([KeyKind.Bytes, type.key, 1] as const) : kinds[type.key];
    this.#typeAddress = newMapType(kernel, {
      keyKind,
      keySize,
      keyAlign,
      elemSize: type.value,
      elemAlign: type.valueAlign ?? alignOf(type.value),
      flags: type.keyHasPointers === true ? TypeFlag.KeyHasPointers : 0,
    });
    this.#key = exports.arenaReserve(scratchBytes);
    this.#counters = exports.arenaReserve(arenaLayout.bytes);
    this.handle = newMap(kernel, {
      type: this.#typeAddress,
      minor: version,
      hint,
      seed,
      events: 4096,
    });
  }

  /** Address of the elem, or 0 when refused. */
  assign(key: number): number {
    const { exports } = this.kernel;
    if (this.type.key === 'int64') return exports.mapAssign64(this.handle, BigInt(key));
    if (this.type.key === 'int32') return exports.mapAssign32(this.handle, key);
    return exports.mapAssign(this.handle, this.#writeKey(key));
  }

  lookup(key: number): number {
    const { exports } = this.kernel;
    if (this.type.key === 'int64') return exports.mapLookup64(this.handle, BigInt(key));
    if (this.type.key === 'int32') return exports.mapLookup32(this.handle, key);
    return exports.mapLookup(this.handle, this.#writeKey(key));
  }

  delete(key: number): boolean {
    const { exports } = this.kernel;
    if (this.type.key === 'int64') return exports.mapDelete64(this.handle, BigInt(key)) !== 0;
    if (this.type.key === 'int32') return exports.mapDelete32(this.handle, key) !== 0;
    return exports.mapDelete(this.handle, this.#writeKey(key)) !== 0;
  }

  clear(): void {
    this.kernel.exports.mapClear(this.handle);
  }

  get count(): number {
    return Number(this.kernel.exports.mapCount(this.handle));
  }

  get header(): number {
    return this.kernel.exports.mapHeader(this.handle);
  }

  /** Writes a value: its first byte is `value`, its last one the complement. */
  set(key: number, value: number): boolean {
    const elem = this.assign(key);
    if (elem === 0) return false;
    const bytes = this.type.value;
    if (bytes > 0) this.view.setUint8(elem, value & 255);
    if (bytes > 1) this.view.setUint8(elem + bytes - 1, ~value & 255);
    return true;
  }

  /** The number last written, `undefined` without the key, -1 when first and last byte disagree. */
  get(key: number): number | undefined {
    const elem = this.lookup(key);
    if (elem === 0) return undefined;
    const bytes = this.type.value;
    if (bytes === 0) return 0;
    const value = this.view.getUint8(elem);
    if (bytes > 1 && this.view.getUint8(elem + bytes - 1) !== (~value & 255)) return -1;
    return value;
  }

  /** What the arena has charged: now, ever, and in how many allocations. */
  counters(): HeldBytes {
    this.kernel.exports.arenaCounters(this.#counters);
    const { liveBytes, totalBytes, totalAllocations } = readDoubles(
      this.kernel.memory,
      this.#counters,
      arenaLayout,
    );
    return { bytes: liveBytes, total: totalBytes, allocations: totalAllocations };
  }

  /** The growths logged, with the entries at each. */
  growths(): readonly { readonly kind: GrowthKind; readonly entries: number }[] {
    return readGrowthEvents(this.kernel, this.handle).map(({ kind, entries }) => ({
      kind,
      entries,
    }));
  }

  free(): void {
    const { exports } = this.kernel;
    exports.mapFree(this.handle);
    exports.mapTypeFree(this.#typeAddress);
    exports.arenaUnreserve(this.#key, scratchBytes);
    exports.arenaUnreserve(this.#counters, arenaLayout.bytes);
  }

  #writeKey(key: number): number {
    const at = this.#key;
    if (this.type.key === 'string') {
      // Lengths 0 to 70 take every branch of the hash.
      const text = key === 0 ? '' : `${key}:`.padEnd((key * 7) % 71, 'x');
      this.view.setBigUint64(at, BigInt(at + 16), true);
      this.view.setBigUint64(at + 8, BigInt(text.length), true);
      new Uint8Array(this.view.buffer, at + 16, 128).set(new TextEncoder().encode(text));
      return at;
    }
    const bytes = new Uint8Array(this.view.buffer, at, Number(this.type.key));
    for (let i = 0; i < bytes.length; i++) bytes[i] = (key >> (8 * (i & 1))) & 255;
    return at;
  }
}

/** A kernel with room for small maps. */
export function smallKernel(chargedBytes: number = 2 ** 26): Kernel {
  return createKernel({ chargedBytes });
}
