const M5: u64 = 0x1d8e4e27c47d124f;
const LOW32: u64 = 0xffffffff;

/** Which words of the runtime's hash key are used: fixed constants until Go 1.22, all since 1.23. */
export enum Keying {
  Go122 = 0,
  Go123 = 1,
}

/** The four effective keys of Go's portable hash. */
@unmanaged
export class HashKeys {
  h0: u64;
  h1: u64;
  h2: u64;
  h3: u64;

  /** Sets the effective keys from the runtime's raw words. */
  set(keying: Keying, word0: u64, word1: u64, word2: u64, word3: u64): void {
    if (keying == Keying.Go122) {
      this.h0 = word0 ^ 0xa0761d6478bd642f;
      this.h1 = 0xe7037ed1a0b428db;
      this.h2 = 0x8ebc6af09c88c6e3;
      this.h3 = 0x589965cc75374cc3;
      return;
    }
    this.h0 = word0;
    this.h1 = word1;
    this.h2 = word2;
    this.h3 = word3;
  }
}

/** The parts of the hash that the hot paths inline. */
export class GoHash {
  /** High and low half of the 128-bit product, xored. Five multiplications, no branch. */
  @inline
  static mix(a: u64, b: u64): u64 {
    const aLow = a & LOW32;
    const aHigh = a >> 32;
    const bLow = b & LOW32;
    const bHigh = b >> 32;
    // No sum overflows: (2^32-1)^2 + 2^32-1 < 2^64.
    const middle = aHigh * bLow + ((aLow * bLow) >> 32);
    const carry = aLow * bHigh + (middle & LOW32);
    return (aHigh * bHigh + (middle >> 32) + (carry >> 32)) ^ (a * b);
  }

  /** Hash of 8 bytes; `seeded` = seed ^ h0. */
  @inline
  static of64(key: u64, seeded: u64, h1: u64): u64 {
    return GoHash.mix(M5 ^ 8, GoHash.mix(key ^ h1, key ^ seeded));
  }

  /** Hash of 4 bytes; `seeded` = seed ^ h0. */
  @inline
  static of32(key: u32, seeded: u64, h1: u64): u64 {
    const wide: u64 = key;
    return GoHash.mix(M5 ^ 4, GoHash.mix(wide ^ h1, wide ^ seeded));
  }
}

/** Three lanes over blocks of 48 bytes, then blocks of 16; returns the running seed. */
function absorbLong(start: usize, length: usize, startSeed: u64, keys: HashKeys): u64 {
  let p = start;
  let left = length;
  let seed = startSeed;
  if (left > 48) {
    let seed1 = seed;
    let seed2 = seed;
    for (; left > 48; left -= 48, p += 48) {
      seed = GoHash.mix(load<u64>(p) ^ keys.h1, load<u64>(p, 8) ^ seed);
      seed1 = GoHash.mix(load<u64>(p, 16) ^ keys.h2, load<u64>(p, 24) ^ seed1);
      seed2 = GoHash.mix(load<u64>(p, 32) ^ keys.h3, load<u64>(p, 40) ^ seed2);
    }
    seed ^= seed1 ^ seed2;
  }
  for (; left > 16; left -= 16, p += 16)
    seed = GoHash.mix(load<u64>(p) ^ keys.h1, load<u64>(p, 8) ^ seed);
  return seed;
}

/** Go's portable hash of `length` bytes at `p`; `seeded` = seed ^ h0. */
export function hashBytes(p: usize, length: usize, seeded: u64, keys: HashKeys): u64 {
  let seed = seeded;
  let a: u64 = 0;
  let b: u64 = 0;
  if (length == 0) return seed;
  if (length < 4) {
    a =
      (<u64>load<u8>(p)) |
      ((<u64>load<u8>(p + (length >> 1))) << 8) |
      ((<u64>load<u8>(p + length - 1)) << 16);
  } else if (length < 8) {
    a = load<u32>(p);
    b = load<u32>(p + length - 4);
  } else {
    if (length > 16) seed = absorbLong(p, length, seed, keys);
    // For long inputs the last 16 bytes are read, which may reach back before the last block.
    a = length > 16 ? load<u64>(p + length - 16) : load<u64>(p);
    b = load<u64>(p + length - 8);
  }
  return GoHash.mix(M5 ^ (<u64>length), GoHash.mix(a ^ keys.h1, b ^ seed));
}

/** Sets effective keys in a block of 32 bytes. */
export function hashKeysSet(
  keys: usize,
  keying: Keying,
  word0: u64,
  word1: u64,
  word2: u64,
  word3: u64,
): void {
  changetype<HashKeys>(keys).set(keying, word0, word1, word2, word3);
}

/** Hash of an 8-byte key; `seeded` = seed ^ h0. */
export function hash64(key: u64, seeded: u64, h1: u64): u64 {
  return GoHash.of64(key, seeded, h1);
}

/** Hash of a 4-byte key; `seeded` = seed ^ h0. */
export function hash32(key: u32, seeded: u64, h1: u64): u64 {
  return GoHash.of32(key, seeded, h1);
}
