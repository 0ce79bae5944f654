import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';

/** A size and the share of all entries that have it; shares need not add up to 1. */
export interface WeightedSize {
  readonly bytes: number;
  readonly weight: number;
}

/** How large the keys, or the values, of a map are. */
export type SizeDistribution =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'lognormal'; readonly medianBytes: number; readonly p99Bytes: number }
  | { readonly kind: 'weighted'; readonly sizes: readonly WeightedSize[] };

/** A string of V8 ends a little below this; larger values belong into no map. */
export const largestPayloadBytes: number = 2 ** 29;

/** Points of a lognormal distribution: enough for a mean within 0.1 % where p99 is 10 medians. */
const lognormalPoints = 4096;

/** The sizes of a distribution with shares that add up to 1; a continuous one by its quantiles. */
export function sizePoints(sizes: SizeDistribution): readonly WeightedSize[] {
  switch (sizes.kind) {
    case 'fixed':
      return [{ bytes: sizes.bytes, weight: 1 }];
    case 'lognormal':
      return Array.from({ length: lognormalPoints }, (_, index) => ({
        bytes: lognormalSize(sizes, (index + 0.5) / lognormalPoints),
        weight: 1 / lognormalPoints,
      }));
    case 'weighted': {
      const total = sizes.sizes.reduce((sum, { weight }) => sum + weight, 0);
      return sizes.sizes.map(({ bytes, weight }) => ({ bytes, weight: weight / total }));
    }
  }
}

/** The mean over a distribution of what `of` says for a size. */
export function meanOverSizes(sizes: SizeDistribution, of: (bytes: number) => number): number {
  return sizePoints(sizes).reduce((sum, { bytes, weight }) => sum + weight * of(bytes), 0);
}

/**
 * `count` sizes that stand for the distribution: each for an equal share of the entries, smallest
 * first. What programs that fill real maps draw from.
 */
export function equalShares(sizes: SizeDistribution, count: number): readonly number[] {
  if (sizes.kind === 'lognormal')
    return Array.from({ length: count }, (_, index) => lognormalSize(sizes, (index + 0.5) / count));
  const points = sizePoints(sizes).toSorted((a, b) => a.bytes - b.bytes);
  const shares: number[] = [];
  let below = 0;
  for (const { bytes, weight } of points) {
    below += weight;
    while (shares.length < count && (shares.length + 0.5) / count < below) shares.push(bytes);
  }
  const last = points.at(-1)?.bytes ?? 0;
  while (shares.length < count) shares.push(last);
  return shares;
}

/** The distribution of a part of what has this one. */
export function scaledSizes(sizes: SizeDistribution, by: number): SizeDistribution {
  switch (sizes.kind) {
    case 'fixed':
      return { kind: 'fixed', bytes: Math.round(sizes.bytes * by) };
    case 'lognormal':
      return {
        kind: 'lognormal',
        medianBytes: sizes.medianBytes * by,
        p99Bytes: sizes.p99Bytes * by,
      };
    case 'weighted':
      return {
        kind: 'weighted',
        sizes: sizes.sizes.map(({ bytes, weight }) => ({ bytes: Math.round(bytes * by), weight })),
      };
  }
}

/** `36 bytes`, `lognormal(256, 4096) bytes`, `16 to 640 bytes, 41.5 on average`. */
export function sizesText(sizes: SizeDistribution): string {
  switch (sizes.kind) {
    case 'fixed':
      return `${sizes.bytes} bytes`;
    case 'lognormal':
      return `lognormal(${sizes.medianBytes}, ${sizes.p99Bytes}) bytes`;
    case 'weighted': {
      const all = sizes.sizes.map(({ bytes }) => bytes);
      const [low, high] = [minOf(all), maxOf(all)];
      if (low === high) return `${low} bytes`;
      const mean = meanOverSizes(sizes, (bytes) => bytes);
      return `${low} to ${high} bytes, ${Number(mean.toFixed(1))} on average`;
    }
  }
}

function lognormalSize(
  { medianBytes, p99Bytes }: Extract<SizeDistribution, { kind: 'lognormal' }>,
  share: number,
): number {
  const sigma = Math.log(p99Bytes / medianBytes) / normalQuantile(0.99);
  const bytes = medianBytes * Math.exp(sigma * normalQuantile(share));
  return Math.min(largestPayloadBytes, Math.round(bytes));
}

// Spread arguments would end at some hundred thousand sizes of a file.
function minOf(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function maxOf(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), 0);
}
