import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoType } from '../model/go-type/go-type.ts';

/** A Go value in JavaScript; which one stands for a type is said at `goCodec`. */
export type GoValue = bigint | number | boolean | string | Uint8Array | null;

/** Writes and reads values of one fixed-size Go type in memory. */
export interface GoCodec {
  write(view: DataView, address: number, value: GoValue): void;
  read(view: DataView, address: number): GoValue;
}

/**
 * The codec of a type. 64-bit integers are bigints (safe integers are taken too), shorter ones and
 * floats numbers, `bool` a boolean, `struct{}` null; anything else is its bytes, as they lie in
 * memory, in a `Uint8Array` of exactly that size. Strings are not fixed-size and have no codec.
 */
export function goCodec(type: GoType): GoCodec {
  if (type.sizeBytes === 0) return emptyCodec;
  const { name } = type;
  if (name === 'bool') return boolCodec;
  if (name === 'float64') return floatCodec('Float64');
  if (name === 'float32') return floatCodec('Float32');
  const bits = type.sizeBytes * 8;
  if (!['int8', 'int16', 'int32', 'int64'].includes(type.keyKind)) return bytesCodec(type);
  const isSigned = /^(?:int|rune|time)/.test(name);
  return bits === 64 ? wideCodec(name, isSigned) : narrowCodec(name, bits, isSigned);
}

const emptyCodec: GoCodec = {
  write(_view, _address, value) {
    if (value !== null) throw wrong('struct{}', 'null', value);
  },
  read: () => null,
};

const boolCodec: GoCodec = {
  write(view, address, value) {
    if (typeof value !== 'boolean') throw wrong('bool', 'a boolean', value);
    view.setUint8(address, value ? 1 : 0);
  },
  read: (view, address) => view.getUint8(address) !== 0,
};

function floatCodec(kind: 'Float64' | 'Float32'): GoCodec {
  return {
    write(view, address, value) {
      if (typeof value !== 'number') throw wrong(kind.toLowerCase(), 'a number', value);
      view[`set${kind}`](address, value, true);
    },
    read: (view, address) => view[`get${kind}`](address, true),
  };
}

function wideCodec(name: string, isSigned: boolean): GoCodec {
  return {
    write(view, address, value) {
      view.setBigUint64(address, toWord64(name, value), true);
    },
    read: (view, address) =>
      isSigned ? view.getBigInt64(address, true) : view.getBigUint64(address, true),
  };
}

/** The 64 bits of an integer; -2^63 to 2^64-1, so that signed and unsigned types share keys. */
export function toWord64(name: string, value: GoValue): bigint {
  const integer = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof integer !== 'bigint' || integer < -(2n ** 63n) || integer >= 2n ** 64n)
    throw wrong(name, 'a bigint or a safe integer of 64 bits', value);
  return BigInt.asUintN(64, integer);
}

function narrowCodec(name: string, bits: number, isSigned: boolean): GoCodec {
  const from = isSigned ? -(2 ** (bits - 1)) : 0;
  const to = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return {
    write(view, address, value) {
      const integer = Number(value);
      const isNumeric = typeof value === 'number' || typeof value === 'bigint';
      if (!isNumeric || !Number.isInteger(integer) || integer < from || integer > to)
        throw wrong(name, `an integer from ${from} to ${to}`, value);
      if (bits === 8) view.setInt8(address, integer);
      else if (bits === 16) view.setInt16(address, integer, true);
      else view.setInt32(address, integer, true);
    },
    read(view, address) {
      if (bits === 8) return isSigned ? view.getInt8(address) : view.getUint8(address);
      if (bits === 16)
        return isSigned ? view.getInt16(address, true) : view.getUint16(address, true);
      return isSigned ? view.getInt32(address, true) : view.getUint32(address, true);
    },
  };
}

function bytesCodec(type: GoType): GoCodec {
  const { name, sizeBytes } = type;
  return {
    write(view, address, value) {
      if (!(value instanceof Uint8Array) || value.length !== sizeBytes)
        throw wrong(name, `a Uint8Array of ${sizeBytes} bytes`, value);
      new Uint8Array(view.buffer, address, sizeBytes).set(value);
    },
    read: (view, address) => new Uint8Array(view.buffer, address, sizeBytes).slice(),
  };
}

function wrong(name: string, expected: string, value: GoValue): SandboxError {
  const shown =
    value instanceof Uint8Array ? `a Uint8Array of ${value.length} bytes` : String(value);
  return new SandboxError('usage', `expected ${expected} for Go's ${name}, got ${shown}`);
}
