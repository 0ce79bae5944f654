/** Numbers of bits, ascending, with runs as ranges: `0 to 3, 7`. */
export function bitRanges(bits: readonly number[]): string {
  const ranges: (readonly [first: number, last: number])[] = [];
  for (const bit of bits) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] === bit - 1) ranges[ranges.length - 1] = [range[0], bit];
    else ranges.push([bit, bit]);
  }
  return ranges
    .map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`))
    .join(', ');
}
