// How a key index becomes the bytes of a key. src/lab/workload/key-bytes.ts says the same in TypeScript.
import { mix64 } from '../hash/random';
import { Held, partAt, PartKind } from '../core/keys/key-part';
import { Holds, KeyForm, Workload } from './workload-layout';

const GOLDEN: u64 = 0x9e3779b97f4a7c15;

/** Index words. Inlined, because every operation of a writer makes one. */
export class IndexWord {
  /** A bijection on `bits` bits that looks random: three xor-shifts with odd multipliers between. */
  @inline
  static scramble(index: u64, salt: u64, bits: u64): u64 {
    const mask: u64 = ~(<u64>0) >> (64 - bits);
    const shift = (bits + 1) >> 1;
    let x = (index ^ salt) & mask;
    x ^= x >> shift;
    x = (x * 0xbf58476d1ce4e5b9) & mask;
    x ^= x >> shift;
    x = (x * 0x94d049bb133111eb) & mask;
    return x ^ (x >> shift);
  }

  /** Scrambled where the keys of the workload are. */
  @inline
  static of(index: u64, workload: Workload, bits: u64): u64 {
    return workload.isScrambled != 0
      ? IndexWord.scramble(index, workload.salt, bits)
      : index & (~(<u64>0) >> (64 - bits));
  }
}

/** Arrays of any size: the first word carries the index, the following ones derive from it. */
function writeArrayKey(workload: Workload, index: u64, target: usize): void {
  const size = workload.ownBytes;
  if (size < workload.keyBytes) memory.fill(target + size, 0, workload.keyBytes - size);
  if (size == 0) return;
  const word = IndexWord.of(index, workload, size >= 8 ? 64 : (<u64>size) << 3);
  for (let offset: u32 = 0; offset < size; offset += 8) {
    const bytes =
      offset == 0 ? word : workload.isScrambled != 0 ? mix64(word + offset * GOLDEN) : 0;
    if (size - offset >= 8) store<u64>(target + offset, bytes);
    else
      for (let byte: u32 = 0; byte < size - offset; byte++)
        store<u8>(target + offset + byte, <u8>(bytes >> (byte << 3)));
  }
}

/** A-Z, a-z, 0-9, '-' and '_'. */
const LETTERS = memory.data<u8>([
  65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88,
  89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114,
  115, 116, 117, 118, 119, 120, 121, 122, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 45, 95,
]);

function writeLetters(workload: Workload, size: u32, index: u64, target: usize): void {
  const word = IndexWord.scramble(index, workload.salt, size >= 11 ? 64 : <u64>size * 6);
  let bits = word;
  let at: u32 = 0;
  // 64 bits are ten letters and four bits, which make an eleventh of the first word alone.
  for (let end: u32 = min<u32>(size, 11); ; end = min(size, at + 10)) {
    for (; at < end; at++, bits >>= 6)
      store<u8>(target + at, load<u8>(LETTERS + <usize>(bits & 63)));
    if (at == size) return;
    bits = mix64(word + at * GOLDEN);
  }
}

/** Decimal digits, right-aligned, padded with zeros. */
function writeDigits(size: u32, index: u64, target: usize): void {
  let rest = index;
  for (let at = size; at > 0; at--) {
    store<u8>(target + at - 1, 48 + <u8>(rest % 10));
    rest /= 10;
  }
}

/** Go's NaN, in both widths. */
const NAN64: u64 = 0x7ff8000000000001;
const NAN32: u32 = 0x7fc00000;

/** The index as a number, or a number from 1 to 2 whose fraction is the scrambled index. */
function writeFloat(workload: Workload, size: u32, index: u64, target: usize): void {
  const isNaNIndex = workload.nanEvery != 0 && (index + 1) % workload.nanEvery == 0;
  const isPlain = workload.isScrambled == 0;
  if (size == 8) {
    if (isNaNIndex) store<u64>(target, NAN64);
    else if (isPlain) store<f64>(target, <f64>index);
    else store<u64>(target, 0x3ff0000000000000 | IndexWord.scramble(index, workload.salt, 52));
  } else if (isNaNIndex) store<u32>(target, NAN32);
  else if (isPlain) store<f32>(target, <f32>index);
  else store<u32>(target, 0x3f800000 | (<u32>IndexWord.scramble(index, workload.salt, 23)));
}

function writeText(workload: Workload, size: u32, index: u64, target: usize): void {
  if (workload.isScrambled != 0) writeLetters(workload, size, index, target);
  else writeDigits(size, index, target);
}

/** An interface takes 8 bytes that say what it holds, then an integer or a text. */
function writeHeld(workload: Workload, index: u64, target: usize): void {
  const holds = workload.holds;
  const isText = holds == Holds.Texts || (holds == Holds.Both && (index & 1) == 1);
  const room = max<usize>(8, workload.textBytes);
  memory.fill(target, 0, 8 + room);
  store<u32>(target, isText ? Held.Text : Held.Integer);
  if (isText) writeText(workload, workload.textBytes, index, target + 8);
  else store<u64>(target, IndexWord.of(index, workload, 64), 8);
}

/** Byte `at` of an array whose first word is this. */
function byteOf(workload: Workload, word: u64, at: u32): u8 {
  const offset = at & ~7;
  const bytes = offset == 0 ? word : workload.isScrambled != 0 ? mix64(word + offset * GOLDEN) : 0;
  return <u8>(bytes >> ((<u64>(at & 7)) << 3));
}

/**
 * The parts of a key one behind the other, without padding. What is plain memory is, all together, an array
 * of the bytes that the index makes; every other part is the index by itself.
 */
function writeParts(workload: Workload, index: u64, target: usize): void {
  const size = workload.ownBytes;
  const word = size == 0 ? 0 : IndexWord.of(index, workload, size >= 8 ? 64 : (<u64>size) << 3);
  let written: u32 = 0;
  for (let number: u32 = 0; number < workload.partCount; number++) {
    const part = partAt(workload.parts, number);
    const at = target + part.wire;
    switch (part.kind) {
      case PartKind.Memory:
        for (let byte: u32 = 0; byte < part.bytes; byte++)
          store<u8>(at + byte, byteOf(workload, word, written++));
        break;
      case PartKind.Float:
        writeFloat(workload, part.bytes, index, at);
        break;
      case PartKind.Text:
        writeText(workload, workload.textBytes, index, at);
        break;
      default:
        writeHeld(workload, index, at);
    }
  }
}

/** Writes the bytes of key `index`: the array itself, the characters of the string, or the parts. */
export function writeKeyBytes(workload: Workload, index: u64, target: usize): void {
  if (workload.form == KeyForm.Bytes) writeArrayKey(workload, index, target);
  else if (workload.form == KeyForm.Float) writeFloat(workload, workload.keyBytes, index, target);
  else if (workload.form == KeyForm.Parts) writeParts(workload, index, target);
  else writeText(workload, workload.keyBytes, index, target);
}

/** The same where every operation of a writer passes: words, by far the most frequent keys, cost no call. */
export class KeyBytes {
  @inline
  static write(workload: Workload, index: u64, target: usize): void {
    if (workload.form == KeyForm.Bytes && workload.keyBytes == 8)
      store<u64>(target, IndexWord.of(index, workload, 64));
    else writeKeyBytes(workload, index, target);
  }
}
