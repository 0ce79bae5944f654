// Seeded random numbers in linear memory: xoshiro256** (Blackman and Vigna 2018), seeded through
// splitmix64 as its authors advise. Every writer and every purpose owns a generator of its own.

const GOLDEN: u64 = 0x9e3779b97f4a7c15;
const TWO32: u64 = 0x100000000;

/** The finisher of splitmix64: a bijection whose every output bit depends on every input bit. */
export function mix64(value: u64): u64 {
  let z = value;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

@unmanaged
export class Random {
  s0: u64;
  s1: u64;
  s2: u64;
  s3: u64;

  /** Starts stream `stream` of `seed`. Streams of one seed are unrelated to one another. */
  seed(seed: u64, stream: u64): void {
    let state = mix64(seed) ^ mix64(~(stream * GOLDEN));
    state += GOLDEN;
    this.s0 = mix64(state);
    state += GOLDEN;
    this.s1 = mix64(state);
    state += GOLDEN;
    this.s2 = mix64(state);
    state += GOLDEN;
    this.s3 = mix64(state);
  }

  @inline
  next(): u64 {
    const s1 = this.s1;
    const result = rotl<u64>(s1 * 5, 7) * 9;
    let s2 = this.s2 ^ this.s0;
    let s3 = this.s3 ^ s1;
    this.s1 = s1 ^ s2;
    this.s0 = this.s0 ^ s3;
    s2 ^= s1 << 17;
    s3 = rotl<u64>(s3, 45);
    this.s2 = s2;
    this.s3 = s3;
    return result;
  }

  /** Uniform in [0, 1), in steps of 2^-53. */
  @inline
  unit(): f64 {
    return <f64>(this.next() >> 11) * 1.1102230246251565e-16;
  }

  /**
   * Uniform integer below `bound`, without bias: multiply and reject (Lemire 2019) below 2^32, mask
   * and reject above. `bound` is at least 1.
   */
  @inline
  below(bound: u64): u64 {
    if (bound > 0xffffffff) return this.belowWide(bound);
    const product = (this.next() >> 32) * bound;
    return ((product & 0xffffffff) < bound ? this.unbiased(product, bound) : product) >> 32;
  }

  /** A product itself, or of a later draw where it would give some numbers more often. */
  private unbiased(first: u64, bound: u64): u64 {
    const threshold: u64 = (TWO32 - bound) % bound;
    let product = first;
    while ((product & 0xffffffff) < threshold) product = (this.next() >> 32) * bound;
    return product;
  }

  private belowWide(bound: u64): u64 {
    const shift = clz<u64>(bound - 1);
    let value = this.next() >> shift;
    while (value >= bound) value = this.next() >> shift;
    return value;
  }
}
