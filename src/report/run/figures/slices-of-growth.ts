import type { HttpGrowth, HttpMeasurement, HttpSlice } from '../../../lab/record/http-result.ts';

/** Slices in which the map grew, and the others. */
export interface SlicesByGrowth {
  readonly growing: readonly HttpSlice[];
  readonly calm: readonly HttpSlice[];
}

/** A growth in so short a map costs a request nothing that could be seen. */
const fewestBuckets = 1024;

/** Growths that are large enough to be worth a mark: the largest ones. */
export function largeGrowths(growths: readonly HttpGrowth[]): readonly HttpGrowth[] {
  const large = growths.filter(({ toBuckets }) => toBuckets >= fewestBuckets);
  return large.length === 0 ? growths.slice(-3) : large;
}

/**
 * Parts the slices of a run by whether a large growth began in them, or old and new table lived side
 * by side. Slices without a request are left out.
 */
export function slicesByGrowth({ slices, growths }: HttpMeasurement): SlicesByGrowth {
  const large = largeGrowths(growths);
  const growing: HttpSlice[] = [];
  const calm: HttpSlice[] = [];
  for (const [index, slice] of slices.entries()) {
    if (slice.requests === 0) continue;
    const endMs = slices[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    const isGrowing = large.some(
      ({ atMs, durationMs }) => atMs < endMs && atMs + (durationMs ?? 0) >= slice.atMs,
    );
    (isGrowing ? growing : calm).push(slice);
  }
  return { growing, calm };
}
