import type { MetricFamily, MetricType, ExposedSample } from './exposition-page.ts';
import { noLabels, type Labels } from './labels.ts';

/** A line that was read. */
export interface OpenMetricsSample extends ExposedSample {
  readonly labels: Labels;
}

/** A family whose lines are being read. */
export interface OpenMetricsFamily extends MetricFamily {
  type: MetricType;
  help: string | null;
  unit: string | null;
  readonly samples: OpenMetricsSample[];
  hasType: boolean;
}

/** What may follow the name of a family in the names of its samples. */
export const sampleSuffixes: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_count', '_sum', '_bucket', '_created'],
  gaugehistogram: ['_gcount', '_gsum', '_bucket'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** The types by their words. */
export const openMetricsTypes: ReadonlyMap<string, MetricType> = new Map(
  (
    [
      'counter',
      'gauge',
      'histogram',
      'gaugehistogram',
      'summary',
      'info',
      'stateset',
      'unknown',
    ] as const
  ).map((type) => [type, type]),
);

/** Types of which a label tells the parts of one metric apart; those of an info are all one. */
export const typesWithParts: ReadonlySet<MetricType> = new Set([
  'histogram',
  'gaugehistogram',
  'summary',
  'stateset',
  'info',
]);

/** The labels of the metric that a sample is a part of: its own, without the one that tells parts apart. */
export function metricLabels({ name, type }: MetricFamily, sample: OpenMetricsSample): Labels {
  if (type === 'info') return noLabels;
  const part = partLabel(name, type, sample.name);
  return part === null ? sample.labels : sample.labels.without(part);
}

function partLabel(name: string, type: MetricType, sample: string): string | null {
  if (type === 'summary' && sample === name) return 'quantile';
  if (type === 'stateset') return name;
  const isBucket = type === 'histogram' || type === 'gaugehistogram';
  return isBucket && sample === `${name}_bucket` ? 'le' : null;
}
