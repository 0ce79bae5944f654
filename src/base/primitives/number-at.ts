/** The number at an index that lies inside; 0 beyond. What runs for every operation has its own. */
export function numberAt(values: ArrayLike<number>, index: number): number {
  return values[index] ?? 0;
}
