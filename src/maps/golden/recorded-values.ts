import { numberAt } from '../../base/primitives/number-at.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import type { GoValue } from '../reference/go-codec.ts';

/** Elements of the array that recorded pointers point into, 8 bytes each. */
const poolElements = 1n << 20n;
/** Lengths of strings, by their number. */
const stringLengths = [0, 1, 8, 16, 17, 100];

/** What the keys of a recording were made of: strings of `length` bytes, or of several lengths. */
export function recordedKeys(
  type: GoType,
  pool: bigint,
  length: number | null,
): (id: bigint) => GoValue {
  if (type.keyKind !== 'string') return fixedValues(type, pool, arrayOfTwoWords);
  return (id) =>
    bytesOf(id, length ?? numberAt(stringLengths, Number(id % BigInt(stringLengths.length))));
}

/** What the values of a recording were made of: strings are the number in decimal. */
export function recordedValues(type: GoType, pool: bigint): (id: bigint) => GoValue {
  return type.keyKind === 'string' ? (id) => String(id) : fixedValues(type, pool, bytesOf);
}

function fixedValues(
  type: GoType,
  pool: bigint,
  toArray: (id: bigint, length: number) => Uint8Array,
): (id: bigint) => GoValue {
  const { sizeBytes } = type;
  if (sizeBytes === 0) return () => null;
  if (type.keyKind === 'pointer') return (id) => wordOf(pool + 8n * (id % poolElements));
  if (type.keyKind === 'int64') return (id) => id;
  if (type.keyKind === 'int32') return (id) => Number(BigInt.asIntN(32, id));
  return (id) => toArray(id, sizeBytes);
}

/** A key of 16 bytes is the number and its complement. */
function arrayOfTwoWords(id: bigint, length: number): Uint8Array {
  if (length !== 16) return bytesOf(id, length);
  const bytes = new Uint8Array(length);
  bytes.set(wordOf(id));
  bytes.set(wordOf(~id), 8);
  return bytes;
}

function wordOf(word: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, word), true);
  return bytes;
}

/** The number, little endian, again and again, each byte xored with its index. */
function bytesOf(id: bigint, length: number): Uint8Array {
  const word = wordOf(id);
  return Uint8Array.from({ length }, (_, at) => numberAt(word, at % 8) ^ (at & 255));
}
