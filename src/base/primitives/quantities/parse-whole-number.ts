/**
 * Reads `1e6`, `1_000_000`, `1.5` (times `unit`) without rounding: decimal digits are kept in a
 * bigint until the end, so that `0.1` of a unit is exact.
 *
 * @returns the whole number, or why it is none.
 */
export function parseWholeNumber(
  text: string,
  unit: bigint,
): { readonly value: number } | { readonly reason: string } {
  const match = /^([+-]?)(\d+(?:_\d+)*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return { reason: 'a number' };
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (sign === '-') return { reason: 'not negative' };
  const shift = Number(exponent) - fraction.length;
  let value = BigInt(whole.replaceAll('_', '') + fraction) * unit;
  if (shift < 0) {
    const divisor = 10n ** BigInt(-shift);
    if (value % divisor !== 0n) return { reason: 'a whole number' };
    value /= divisor;
  } else {
    value *= 10n ** BigInt(shift);
  }
  return value > BigInt(Number.MAX_SAFE_INTEGER)
    ? { reason: 'at most 2^53 - 1' }
    : { value: Number(value) };
}
