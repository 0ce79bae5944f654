import type { KeyLayout } from './key-layout.ts';
import type { KeyShape } from './workload.ts';

const mask64 = (1n << 64n) - 1n;
const golden = 0x9e3779b97f4a7c15n;
const keyAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Seed of the bijection of a workload: a draw of its own, apart from the operations. */
export function keySalt(seed: number): bigint {
  return mix64(BigInt(seed) ^ 0x6d6170737765_6c6cn);
}

/**
 * The bytes of the key of an index: the array, or the characters of the string (ASCII). The kernel
 * writes the same bytes (src/maps/kernel/workload/key-bytes.ts); this is for targets that have no kernel.
 */
export function keyBytes(
  index: bigint,
  layout: KeyLayout,
  shape: KeyShape,
  seed: number,
): Uint8Array {
  if (layout.isFloat === true) return floatKey(index, layout.keyBytes, shape, keySalt(seed));
  if (!layout.isString) return arrayKey(index, layout, shape, keySalt(seed));
  return shape === 'plain'
    ? digits(index, layout.keyBytes)
    : letters(index, layout.keyBytes, keySalt(seed));
}

/** Three xor-shifts with odd multipliers between: a bijection on `bits` bits. */
function scramble(index: bigint, salt: bigint, bits: bigint): bigint {
  const mask = mask64 >> (64n - bits);
  const shift = (bits + 1n) >> 1n;
  let x = (index ^ salt) & mask;
  x ^= x >> shift;
  x = (x * 0xbf58476d1ce4e5b9n) & mask;
  x ^= x >> shift;
  x = (x * 0x94d049bb133111ebn) & mask;
  return x ^ (x >> shift);
}

function mix64(value: bigint): bigint {
  let z = value & mask64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return z ^ (z >> 31n);
}

function floatKey(index: bigint, size: number, shape: KeyShape, salt: bigint): Uint8Array {
  const key = new DataView(new ArrayBuffer(size));
  if (shape === 'plain') {
    if (size === 8) key.setFloat64(0, Number(index), true);
    else key.setFloat32(0, Number(index), true);
  } else if (size === 8)
    key.setBigUint64(0, 0x3ff0000000000000n | scramble(index, salt, 52n), true);
  else key.setUint32(0, 0x3f800000 | Number(scramble(index, salt, 23n)), true);
  return new Uint8Array(key.buffer);
}

function arrayKey(
  index: bigint,
  { keyBytes: bytes, ownBytes: size = bytes }: KeyLayout,
  shape: KeyShape,
  salt: bigint,
): Uint8Array {
  const key = new DataView(new ArrayBuffer((bytes + 7) & ~7));
  if (bytes === 0) return new Uint8Array(0);
  const bits = BigInt(Math.min(size * 8, 64));
  const isScrambled = shape === 'scrambled';
  const word = isScrambled ? scramble(index, salt, bits) : index & (mask64 >> (64n - bits));
  key.setBigUint64(0, word, true);
  for (let offset = 8; offset < size; offset += 8)
    key.setBigUint64(offset, isScrambled ? mix64(word + BigInt(offset) * golden) : 0n, true);
  return new Uint8Array(key.buffer, 0, bytes);
}

function letters(index: bigint, size: number, salt: bigint): Uint8Array {
  const key = new Uint8Array(size);
  const word = scramble(index, salt, size >= 11 ? 64n : BigInt(size) * 6n);
  let bits = word;
  for (let at = 0; at < size; at++) {
    if (at >= 11 && (at - 11) % 10 === 0) bits = mix64(word + BigInt(at) * golden);
    key[at] = keyAlphabet.charCodeAt(Number(bits & 63n));
    bits >>= 6n;
  }
  return key;
}

function digits(index: bigint, size: number): Uint8Array {
  const text = index.toString().padStart(size, '0').slice(-size);
  return new TextEncoder().encode(text);
}
