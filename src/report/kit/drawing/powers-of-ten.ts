/**
 * Ticks of a logarithmic axis that are round and few: powers of ten from `least` to `most`, every
 * other one where there are more than five, and with halves between where there are fewer than two.
 */
export function powersOfTen(least: number, most: number): number[] {
  const first = Math.ceil(Math.log10(least));
  const last = Math.floor(Math.log10(most));
  const step = last - first >= 5 ? 2 : 1;
  const ticks: number[] = [];
  for (let power = first; power <= last; power += step) ticks.push(10 ** power);
  if (ticks.length >= 2) return ticks;
  return [1, 2, 5, 10, 20, 50]
    .map((digit) => digit * 10 ** (first - 1))
    .filter((tick) => tick >= least && tick <= most);
}
