/**
 * Fewer points with the same outline: of every stretch of x the first, the lowest, the highest and
 * the last point, in order (the M4 aggregation of U. Jugel et al., VLDB 2014). A line through them
 * covers the same pixels as one through all points, if a stretch is no wider than a pixel or so.
 *
 * @param points in ascending order of x
 * @param stretches how many stretches of equal width the range of x is cut into
 */
export function downsample<Point>(
  points: readonly Point[],
  stretches: number,
  xOf: (point: Point) => number,
  yOf: (point: Point) => number,
): readonly Point[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length <= 4 * stretches) return points;
  const width = (xOf(last) - xOf(first)) / stretches || 1;
  const stretchOf = (point: Point): number =>
    Math.min(stretches - 1, Math.floor((xOf(point) - xOf(first)) / width));
  const kept = new Set<number>();
  let start = 0;
  for (let index = 1; index <= points.length; index++) {
    const point = points[index];
    const isSame = point !== undefined && stretchOf(point) === stretchOf(points[start] ?? first);
    if (isSame) continue;
    for (const extreme of extremes(points, start, index, yOf)) kept.add(extreme);
    start = index;
  }
  return points.filter((_, index) => kept.has(index));
}

function extremes<Point>(
  points: readonly Point[],
  from: number,
  to: number,
  yOf: (point: Point) => number,
): readonly number[] {
  let lowest = from;
  let highest = from;
  for (let index = from; index < to; index++) {
    const y = valueAt(points, index, yOf);
    if (y < valueAt(points, lowest, yOf)) lowest = index;
    if (y > valueAt(points, highest, yOf)) highest = index;
  }
  return [from, lowest, highest, to - 1];
}

function valueAt<Point>(
  points: readonly Point[],
  index: number,
  yOf: (point: Point) => number,
): number {
  const point = points[index];
  return point === undefined ? Number.NaN : yOf(point);
}
