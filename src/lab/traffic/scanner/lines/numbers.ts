// Numbers in decimal digits, as texts of a recording have them.

/** What is not a number of this kind: somebody else reads it. */
export const NO_NUMBER: i64 = -1;
const ZEROS: u64 = 0x3030303030303030;
const HIGH_HALVES: u64 = 0xf0f0f0f0f0f0f0f0;
const SIX_MORE: u64 = 0x0606060606060606;
/** Every whole number up to there is a double. */
export const MOST_EXACT: i64 = 1 << 53;
const POINT: u32 = 0x2e;
/** Digits of the longest fraction that is read here: nanoseconds. */
const MOST_FRACTION: usize = 9;

class Digits {
  /** Up to 8 digits that end at an address; 8 bytes before them must be readable. */
  @inline
  static upTo8(to: usize, count: u32): i64 {
    const unused = (<u64>(8 - count)) << 3;
    // The first bytes in memory are the lowest ones.
    const text = ((load<u64>(to - 8) >> unused) << unused) | (ZEROS & (((<u64>1) << unused) - 1));
    if (((text & HIGH_HALVES) | (((text + SIX_MORE) & HIGH_HALVES) >> 4)) != 0x3333333333333333)
      return NO_NUMBER;
    let digits = text - ZEROS;
    digits = digits * 10 + (digits >> 8);
    return <i64>(
      (((digits & 0x000000ff000000ff) * 0x000f424000000064 +
        ((digits >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >>
        32)
    );
  }
}

export class Numbers {
  /** A whole number without a sign, at most 19 digits; `NO_NUMBER` for anything else. */
  @inline
  static whole(from: usize, to: usize): i64 {
    const count = <u32>(to - from);
    return count - 1 < 8 ? Digits.upTo8(to, count) : longNumber(from, to);
  }

  /** A size in bytes that a double holds exactly; `NO_NUMBER` for anything else. */
  @inline
  static size(from: usize, to: usize): i64 {
    const value = Numbers.whole(from, to);
    return value < MOST_EXACT ? value : NO_NUMBER;
  }

  /**
   * The double next to digits with at most one point; NaN for anything else.
   *
   * @param mostWhole a whole number from there on is not read
   */
  @inline
  static decimal(from: usize, to: usize, mostWhole: i64): f64 {
    const whole = Numbers.whole(from, to);
    return whole >= 0 && whole < mostWhole ? <f64>whole : fraction(from, to);
  }
}

/** The same as a function. */
export function wholeNumber(from: usize, to: usize): i64 {
  return Numbers.whole(from, to);
}

function longNumber(from: usize, to: usize): i64 {
  if (to - from - 1 >= 19) return NO_NUMBER;
  const low = Digits.upTo8(to, 8);
  const left = <u32>(to - from) - 8;
  if (left <= 8) {
    const high = Digits.upTo8(to - 8, left);
    return low < 0 || high < 0 ? NO_NUMBER : high * 100_000_000 + low;
  }
  const middle = Digits.upTo8(to - 8, 8);
  const high = Digits.upTo8(to - 16, left - 8);
  // 922 and 16 digits more are more than 63 bits hold.
  if (low < 0 || middle < 0 || high < 0 || high >= 922) return NO_NUMBER;
  return (high * 100_000_000 + middle) * 100_000_000 + low;
}

/** What digits with a point are made of is exact, so that one division rounds once. */
function fraction(from: usize, to: usize): f64 {
  let point = from;
  while (point < to && load<u8>(point) != POINT) point++;
  const places = to - point - 1;
  if (point == from || point >= to || places == 0 || places > MOST_FRACTION) return NaN;
  const before = wholeNumber(from, point);
  const behind = wholeNumber(point + 1, to);
  if (before < 0 || behind < 0) return NaN;
  let scale: i64 = 1;
  for (let digit: usize = 0; digit < places; digit++) scale *= 10;
  // Else the product might not fit.
  if (before > MOST_EXACT / scale) return NaN;
  const digits = before * scale + behind;
  return digits < MOST_EXACT ? <f64>digits / <f64>scale : NaN;
}
