import type { ExposedSample } from './exposition-page.ts';
import { metricLabels, type OpenMetricsFamily } from './open-metrics-family.ts';
import { parseExpositionNumber } from './parse-exposition-number.ts';
import { labelsKey } from './labels.ts';

/** What is wrong with a family, and the line that shows it. */
export interface FamilyFault {
  readonly rule: string;
  readonly line: number;
}

interface Histogram {
  readonly key: string;
  readonly timestampSeconds: number | null;
  readonly line: number;
  bound: number | null;
  value: number;
  count: number | null;
  hasSum: boolean;
  hasGaugeSum: boolean;
  hasNegativeBounds: boolean;
  hasNegativeSum: boolean;
}

/** Holds the buckets, sums and counts of a family of histograms against each other. */
export function histogramFault(family: OpenMetricsFamily): FamilyFault | null {
  let open: Histogram | null = null;
  for (const sample of family.samples) {
    const key = labelsKey(metricLabels(family, sample));
    if (open === null || key !== open.key || sample.timestampSeconds !== open.timestampSeconds) {
      const fault = open === null ? null : wholeFault(open, family.name);
      if (fault !== null) return fault;
      open = startHistogram(key, sample);
    }
    const rule = partFault(open, sample.name.slice(family.name.length), sample);
    if (rule !== null) return { rule: `${rule} (${family.name})`, line: sample.line };
  }
  return open === null ? null : wholeFault(open, family.name);
}

function startHistogram(key: string, { timestampSeconds, line }: ExposedSample): Histogram {
  return {
    key,
    timestampSeconds,
    line,
    bound: null,
    value: 0,
    count: null,
    hasSum: false,
    hasGaugeSum: false,
    hasNegativeBounds: false,
    hasNegativeSum: false,
  };
}

function partFault(
  open: Histogram,
  suffix: string,
  { labels, value }: ExposedSample,
): string | null {
  if (suffix === '_count' || suffix === '_gcount') open.count = value;
  if (suffix === '_sum') open.hasSum = true;
  if (suffix === '_gsum') {
    open.hasGaugeSum = true;
    if (value < 0) open.hasNegativeSum = true;
  }
  if (suffix !== '_bucket') return null;
  const bound = parseExpositionNumber(labels.get('le') ?? '') ?? Number.NaN;
  if (bound < 0) open.hasNegativeBounds = true;
  if (open.bound !== null && bound <= open.bound)
    return `expected buckets in the order of their bounds, got ${bound} after ${open.bound}`;
  if (value < open.value)
    return `expected each bucket to hold those before it, got ${value} after ${open.value}`;
  open.bound = bound;
  open.value = value;
  return null;
}

function wholeFault(open: Histogram, name: string): FamilyFault | null {
  const rule = wholeRule(open);
  return rule === null ? null : { rule: `${rule} (${name})`, line: open.line };
}

function wholeRule(open: Histogram): string | null {
  const { bound, value, count, hasSum, hasGaugeSum } = open;
  if (bound !== Number.POSITIVE_INFINITY) return 'expected a bucket +Inf, got none';
  if (count !== null && value !== count)
    return `expected the count to be that of the bucket +Inf (${value}), got ${count}`;
  if ((hasSum || hasGaugeSum) && count === null) return 'expected a count beside the sum, got none';
  if (!hasSum && !hasGaugeSum && count !== null) return 'expected a sum beside the count, got none';
  if (open.hasNegativeBounds && hasSum) return 'expected no sum beside negative buckets, got one';
  if (!open.hasNegativeBounds && open.hasNegativeSum)
    return 'expected a sum of at least 0 without negative buckets, got less';
  return null;
}
