/**
 * p-values adjusted for being several: compared with alpha, they keep the probability of any false
 * alarm among them below alpha, whatever their dependence (S. Holm, Scand. J. Statist. 6, 1979).
 * In the order given.
 *
 * @throws RangeError if a p-value is not in [0, 1]
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((p) => !(p >= 0 && p <= 1));
  if (odd !== undefined) throw new RangeError(`expected p-values in [0, 1], got ${odd}`);
  const ascending = pValues.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = Array.from<number>({ length: pValues.length });
  let largest = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
