/**
 * The points of a step function that a reader can see: the ends, and where it steps by more than
 * `tolerance`. What is left out is never further than that from what is shown.
 */
export function corners<Point extends { readonly y: number }>(
  points: readonly Point[],
  tolerance: number,
): readonly Point[] {
  let shown = Number.NaN;
  return points.filter(({ y }, index) => {
    const isShown = index === points.length - 1 || !(Math.abs(y - shown) <= tolerance);
    if (isShown) shown = y;
    return isShown;
  });
}
