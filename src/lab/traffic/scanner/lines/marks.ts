// Where line ends, commas and quotes stand in a stretch of the input, found 64 bytes at a time (as in
// G. Langdale, D. Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 2019): all lines of the
// stretch are cut from these places without looking at their other bytes.
import { marksAt } from '../memory';

export const LINE_END: u32 = 0x0a;
export const CARRIAGE_RETURN: u32 = 0x0d;
export const COMMA: u32 = 0x2c;
export const QUOTE: u32 = 0x22;

/** The address of a place, by its number. */
export class Mark {
  @inline
  static at(number: u32): usize {
    return load<u32>(marksAt + ((<usize>number) << 2));
  }

  /** So many bits, the lowest ones. */
  @inline
  static first(bits: u64): u64 {
    const one: u64 = 1;
    return (one << bits) - 1;
  }

  /** 16 bits, of the bytes that are one of three. */
  @inline
  static bits(at: usize, ends: v128, commas: v128, quotes: v128): u64 {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, ends), i8x16.eq(bytes, commas)),
      i8x16.eq(bytes, quotes),
    );
    return <u64>(i8x16.bitmask(found) & 0xffff);
  }
}

/** Finds the line ends and two other bytes from an address up to another; returns how many there are. */
export function mark(from: usize, to: usize, second: u32, third: u32): u32 {
  const ends = i8x16.splat(<i8>LINE_END);
  const commas = i8x16.splat(<i8>second);
  const quotes = i8x16.splat(<i8>third);
  let out = marksAt;
  for (let at = from; at < to; at += 64) {
    let bits =
      Mark.bits(at, ends, commas, quotes) |
      (Mark.bits(at + 16, ends, commas, quotes) << 16) |
      (Mark.bits(at + 32, ends, commas, quotes) << 32) |
      (Mark.bits(at + 48, ends, commas, quotes) << 48);
    if (at + 64 > to) bits &= Mark.first(<u64>(to - at));
    while (bits != 0) {
      store<u32>(out, <u32>at + <u32>ctz(bits));
      out += 4;
      bits &= bits - 1;
    }
  }
  return <u32>((out - marksAt) >> 2);
}
