/** Histograms added up bin by bin; the longest one decides the length. */
export function addHistograms(histograms: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...histograms.map((histogram) => histogram.length));
  return Array.from({ length }, (_, bin) =>
    histograms.reduce((sum, histogram) => sum + (histogram[bin] ?? 0), 0),
  );
}
