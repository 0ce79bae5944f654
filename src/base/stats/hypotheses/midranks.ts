/** Ranks with ties sharing their mean, doubled so that they are integers. */
export interface Midranks {
  /** Twice the rank of each value, in the order of the values; ranks start at 1. */
  readonly doubled: readonly number[];
  /** Sum of t³ - t over the groups of t tied values. */
  readonly tieTerm: number;
}

/** Ranks of the values, smallest first. Infinities rank as such. @throws RangeError on NaN */
export function midranks(values: readonly number[]): Midranks {
  const order = values.map((value, index) => ({ value, index }));
  if (values.some((value) => Number.isNaN(value)))
    throw new RangeError('expected numbers, got NaN');
  order.sort((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)));
  const doubled = Array.from<number>({ length: values.length });
  let tieTerm = 0;
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end++;
    for (const { index } of order.slice(start, end)) doubled[index] = start + end + 1;
    tieTerm += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { doubled, tieTerm };
}
