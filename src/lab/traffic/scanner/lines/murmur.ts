// MurmurHash3_x86_128 by Austin Appleby (public domain), as src/base/primitives/key-hash.ts.

const C1: u32 = 0x239b961b;
const C2: u32 = 0xab0e9789;
const C3: u32 = 0x38b34ae5;
const C4: u32 = 0xa1e38b93;

class Mix {
  @inline
  static word(word: u32, first: u32, by: u32, second: u32): u32 {
    return rotl<u32>(word * first, by) * second;
  }

  @inline
  static finish(value: u32): u32 {
    let h = value;
    h ^= h >> 16;
    h *= 0x85ebca6b;
    h ^= h >> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >> 16);
  }

  /** The lowest bytes of a word, so many; none below 1, all from 8 on. */
  @inline
  static lowest(word: u64, bytes: i32): u64 {
    if (bytes <= 0) return 0;
    return bytes >= 8 ? word : word & (((<u64>1) << ((<u64>bytes) << 3)) - 1);
  }
}

/** Writes the 128 bits of the bytes from `from` up to `to`; 16 bytes behind them must be readable. */
export function hashBytes(from: usize, to: usize, seed: u32, out: usize): void {
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;
  let at = from;
  for (; at + 16 <= to; at += 16) {
    h1 ^= Mix.word(load<u32>(at), C1, 15, C2);
    h1 = (rotl<u32>(h1, 19) + h2) * 5 + 0x561ccd1b;
    h2 ^= Mix.word(load<u32>(at, 4), C2, 16, C3);
    h2 = (rotl<u32>(h2, 17) + h3) * 5 + 0x0bcaa747;
    h3 ^= Mix.word(load<u32>(at, 8), C3, 17, C4);
    h3 = (rotl<u32>(h3, 15) + h4) * 5 + 0x96cd1c35;
    h4 ^= Mix.word(load<u32>(at, 12), C4, 18, C1);
    h4 = (rotl<u32>(h4, 13) + h1) * 5 + 0x32ac3b17;
  }
  if (at < to) {
    const left = <i32>(to - at);
    const low = Mix.lowest(load<u64>(at), left);
    const high = Mix.lowest(load<u64>(at, 8), left - 8);
    h4 ^= Mix.word(<u32>(high >> 32), C4, 18, C1);
    h3 ^= Mix.word(<u32>high, C3, 17, C4);
    h2 ^= Mix.word(<u32>(low >> 32), C2, 16, C3);
    h1 ^= Mix.word(<u32>low, C1, 15, C2);
  }
  const length = <u32>(to - from);
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 += h2 + h3 + h4;
  h2 += h1;
  h3 += h1;
  h4 += h1;
  h1 = Mix.finish(h1);
  h2 = Mix.finish(h2);
  h3 = Mix.finish(h3);
  h4 = Mix.finish(h4);
  h1 += h2 + h3 + h4;
  store<u32>(out, h1);
  store<u32>(out, h2 + h1, 4);
  store<u32>(out, h3 + h1, 8);
  store<u32>(out, h4 + h1, 12);
}
