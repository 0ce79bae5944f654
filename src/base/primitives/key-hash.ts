// MurmurHash3_x86_128 by Austin Appleby (public domain): keys are told apart by 128 bits, so that two of
// a billion fall together with a chance of 1.5e-21.

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

function rotl(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function finish(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Four bytes, little endian; those at `to` and behind count as 0. */
function wordAt(bytes: Uint8Array, at: number, to: number): number {
  let word = 0;
  for (let shift = 0; shift < 32 && at + (shift >> 3) < to; shift += 8)
    word |= (bytes[at + (shift >> 3)] ?? 0) << shift;
  return word;
}

function fullWord(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function mixed(word: number, first: number, by: number, second: number): number {
  return Math.imul(rotl(Math.imul(word, first), by), second);
}

/** Writes the 128 bits of the bytes from `from` up to `to` into `out`, four words. */
export function hashKey(
  bytes: Uint8Array,
  from: number,
  to: number,
  seed: number,
  out: Int32Array,
): void {
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;
  let at = from;
  for (; at + 16 <= to; at += 16) {
    h1 ^= mixed(fullWord(bytes, at), c1, 15, c2);
    h1 = (Math.imul(rotl(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mixed(fullWord(bytes, at + 4), c2, 16, c3);
    h2 = (Math.imul(rotl(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mixed(fullWord(bytes, at + 8), c3, 17, c4);
    h3 = (Math.imul(rotl(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mixed(fullWord(bytes, at + 12), c4, 18, c1);
    h4 = (Math.imul(rotl(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  if (at < to) {
    h4 ^= mixed(wordAt(bytes, at + 12, to), c4, 18, c1);
    h3 ^= mixed(wordAt(bytes, at + 8, to), c3, 17, c4);
    h2 ^= mixed(wordAt(bytes, at + 4, to), c2, 16, c3);
    h1 ^= mixed(wordAt(bytes, at, to), c1, 15, c2);
  }
  const length = to - from;
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = (h2 + h1) | 0;
  h3 = (h3 + h1) | 0;
  h4 = (h4 + h1) | 0;
  h1 = finish(h1);
  h2 = finish(h2);
  h3 = finish(h3);
  h4 = finish(h4);
  h1 = (h1 + h2 + h3 + h4) | 0;
  out[0] = h1;
  out[1] = h2 + h1;
  out[2] = h3 + h1;
  out[3] = h4 + h1;
}
