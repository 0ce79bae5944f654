import type { LatencySummary } from '../run-record.ts';

/** What is known of a percentile: its value, or only that it is less than the clock can tell. */
export type LatencyValue =
  | { readonly kind: 'measured'; readonly ns: number }
  | { readonly kind: 'below'; readonly resolutionNs: number };

export type LatencyFigure = 'p50' | 'p90' | 'p99' | 'p999' | 'p9999' | 'max';

const shares: Readonly<Record<LatencyFigure, number>> = {
  p50: 0.5,
  p90: 0.9,
  p99: 0.99,
  p999: 0.999,
  p9999: 0.9999,
  max: 1,
};

/** Reads a percentile of a summary; `null` where too few operations were timed to know it. */
export function latencyValue(
  summary: Pick<LatencySummary, 'below'> & Partial<Pick<LatencySummary, LatencyFigure>>,
  figure: LatencyFigure,
): LatencyValue | null {
  const ns = summary[figure] ?? null;
  if (ns !== null) return { kind: 'measured', ns };
  const { below } = summary;
  if (below === undefined || below.share < shares[figure] * (1 - 1e-12)) return null;
  return { kind: 'below', resolutionNs: below.resolutionNs };
}
