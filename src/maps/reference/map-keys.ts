import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { goCodec, toWord64, type GoValue } from './go-codec.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { Kernel } from './kernel/kernel.ts';

const stringHeaderBytes = 16;
const firstStringBytes = 240;

/** A kernel call that takes a key: by value where the kernel has a path for it, else by address. */
export type KeyedCall = (key: GoValue) => number;

/** The kernel's three operations on the keys of one map. */
export interface MapKeys {
  readonly assign: KeyedCall;
  /** The same for a value that is a small integer, which a `sync.Map` keeps in no object. */
  readonly assignSmall: KeyedCall;
  readonly lookup: KeyedCall;
  readonly remove: KeyedCall;
  close(): void;
}

/**
 * Binds a map's operations to keys as JavaScript has them.
 *
 * @param isByAddress whether every key must be handed over by its address
 */
export function mapKeys(kernel: Kernel, map: number, type: GoType, isByAddress = false): MapKeys {
  const { exports } = kernel;
  if (type.keyKind === 'int64' && !isByAddress) {
    const assign: KeyedCall = (key) => exports.mapAssign64(map, toWord64(type.name, key));
    return {
      assign,
      assignSmall: assign,
      lookup: (key) => exports.mapLookup64(map, toWord64(type.name, key)),
      remove: (key) => exports.mapDelete64(map, toWord64(type.name, key)),
      close: () => undefined,
    };
  }
  const scratch = keyScratch(kernel, type);
  return {
    assign: (key) => exports.mapAssign(map, scratch.place(key)),
    assignSmall: (key) => exports.mapAssignSmall(map, scratch.place(key)),
    lookup: (key) => exports.mapLookup(map, scratch.place(key)),
    remove: (key) => exports.mapDelete(map, scratch.place(key)),
    close: () => scratch.close(),
  };
}

/** Room in the kernel's memory for one key of a type at a time. */
export function keyScratch(kernel: Kernel, type: GoType): KeyScratch {
  return type.keyKind === 'string' ? new StringScratch(kernel) : fixedScratch(kernel, type);
}

/** Where a key stands for the kernel. */
export interface KeyScratch {
  /** Puts a key into the kernel's memory and returns its address. */
  place(key: GoValue): number;
  close(): void;
}

function fixedScratch(kernel: Kernel, type: GoType): KeyScratch {
  const view = new DataView(kernel.memory.buffer);
  const codec = goCodec(type);
  const bytes = Math.max(8, type.sizeBytes);
  const address = reserved(kernel, bytes);
  return {
    place(key) {
      codec.write(view, address, key);
      return address;
    },
    close: () => kernel.exports.arenaUnreserve(address, bytes),
  };
}

/** A string header with its bytes behind it; the kernel copies them when it inserts the key. */
export class StringScratch implements KeyScratch {
  readonly #kernel: Kernel;
  readonly #view: DataView;
  readonly #encoder = new TextEncoder();
  #capacity = firstStringBytes;
  #address: number;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#view = new DataView(kernel.memory.buffer);
    this.#address = reserved(kernel, stringHeaderBytes + this.#capacity);
  }

  /** Places a string (as UTF-8) or the bytes of one; returns the address of its header. */
  place(value: GoValue): number {
    const bytes = this.#bytesOf(value);
    if (bytes.length > this.#capacity) this.#grow(bytes.length);
    const data = this.#address + stringHeaderBytes;
    new Uint8Array(this.#kernel.memory.buffer, data, bytes.length).set(bytes);
    this.#view.setBigUint64(this.#address, BigInt(data), true);
    this.#view.setBigUint64(this.#address + 8, BigInt(bytes.length), true);
    return this.#address;
  }

  close(): void {
    this.#kernel.exports.arenaUnreserve(this.#address, stringHeaderBytes + this.#capacity);
  }

  #bytesOf(value: GoValue): Uint8Array {
    if (typeof value === 'string') return this.#encoder.encode(value);
    if (value instanceof Uint8Array) return value;
    throw new SandboxError(
      'usage',
      `expected a string or a Uint8Array for Go's string, got ${String(value)}`,
    );
  }

  #grow(length: number): void {
    this.close();
    this.#capacity = length * 2;
    this.#address = reserved(this.#kernel, stringHeaderBytes + this.#capacity);
  }
}

function reserved(kernel: Kernel, bytes: number): number {
  const address = kernel.exports.arenaReserve(bytes);
  if (address === 0)
    throw new SandboxError('environment', `expected ${bytes} bytes of arena for a key, got none`);
  return address;
}
