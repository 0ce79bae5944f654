import type {
  ExpositionPage,
  MetricFamily,
  ExposedSample,
} from '../../../base/exposition/exposition-page.ts';
import { labelsKey } from '../../../base/exposition/labels.ts';
import type { ResolvedMetric } from '../document/resolve-contract.ts';
import type { Judgement } from './judgement.ts';

/** The family of a metric by its name in a contract: OpenMetrics has counters without `_total`. */
export function familyOf(
  { families, format }: ExpositionPage,
  { name, type }: Pick<ResolvedMetric, 'name' | 'type'>,
): MetricFamily | undefined {
  const own = format === 'openmetrics' ? name.replace(/_total$/, '') : name;
  return (
    families.find(
      (one) => one.name === own && (own === name || type === 'counter' || one.type === 'counter'),
    ) ?? families.find((one) => one.name === name)
  );
}

/** The samples of a family that carry its values. */
function valuesOf(family: MetricFamily): readonly ExposedSample[] {
  return family.samples.filter(({ name }) => !name.endsWith('_created'));
}

/** Holds one promised metric against a page. */
export function judgeMetric(
  metric: ResolvedMetric,
  page: ExpositionPage,
  judgement: Judgement,
): void {
  const { name, type, optional, path } = metric;
  const family = familyOf(page, metric);
  const samples = family === undefined ? [] : valuesOf(family);
  if (family === undefined || samples.length === 0) {
    if (optional) return;
    const message = `expected ${name} (${inFormat(page)}), got ${family === undefined ? 'no such metric' : 'no sample of it'}`;
    judgement.violated({ rule: 'metric', about: name, message }, path);
    return;
  }
  judgement.holds('metric', name, path);
  judgement.rule('metric-type', name, path, typeMessages(family, type, name));
  judgement.rule('labels', name, path, labelMessages(metric, family, samples));
  if (metric.unit !== undefined)
    judgement.rule('unit', name, path, unitMessages(metric, family, page));
  if (metric.maxSeries !== undefined)
    judgement.rule(
      'cardinality',
      name,
      path,
      samples.length > metric.maxSeries
        ? [`expected at most ${metric.maxSeries} series of ${name}, got ${samples.length}`]
        : [],
    );
}

function inFormat({ format }: ExpositionPage): string {
  return format === 'text' ? 'text format' : 'OpenMetrics';
}

function typeMessages(family: MetricFamily, type: string, name: string): readonly string[] {
  return family.type === type ? [] : [`expected ${name} to be a ${type}, got a ${family.type}`];
}

/** The name ends in the unit; OpenMetrics may say it as well, and then the same. */
function unitMessages(
  { name, unit = '' }: ResolvedMetric,
  family: MetricFamily,
  { format }: ExpositionPage,
): readonly string[] {
  const messages: string[] = [];
  if (!name.replace(/_total$/, '').endsWith(`_${unit}`))
    messages.push(`expected the name ${name} to end in its unit ${unit}`);
  if (format === 'openmetrics' && family.unit !== null && family.unit !== unit)
    messages.push(`expected the unit of ${name} to be ${unit}, got ${family.unit}`);
  return messages;
}

/** Labels that a type adds to its samples. */
const ownLabels: Readonly<Partial<Record<string, string>>> = {
  histogram: 'le',
  gaugehistogram: 'le',
  summary: 'quantile',
};

function labelMessages(
  { name, labels, type }: ResolvedMetric,
  family: MetricFamily,
  samples: readonly ExposedSample[],
): readonly string[] {
  const messages = new Set<string>();
  const wanted = Object.keys(labels);
  const own = type === 'stateset' ? family.name : ownLabels[type];
  for (const sample of samples) {
    const names = [...sample.labels].map(([label]) => label).filter((label) => label !== own);
    const isSame = names.length === wanted.length && wanted.every((label) => names.includes(label));
    if (!isSame)
      messages.add(
        `expected the labels of ${name} to be {${wanted.join()}}, got {${names.join()}} in line ${sample.line}`,
      );
    for (const [label, text] of sample.labels) {
      const allowed = labels[label];
      if (allowed !== undefined && allowed !== 'any' && !allowed.includes(text))
        messages.add(
          `expected ${label} of ${name} to be one of ${allowed.join(', ')}, got ${JSON.stringify(text)} in line ${sample.line}`,
        );
    }
    if (messages.size >= 3) break;
  }
  for (const [label, values] of Object.entries(labels))
    if (values !== 'any')
      for (const value of values)
        if (!samples.some((sample) => sample.labels.get(label) === value))
          messages.add(
            `expected ${name} with ${label}=${JSON.stringify(value)}, got no such series`,
          );
  return [...messages];
}

/** The sum over the series of a metric that have these labels; `null` where there is none. */
export function metricValue(
  page: ExpositionPage,
  name: string | undefined,
  labels: Readonly<Record<string, string>>,
): { readonly sum: number; readonly series: readonly string[] } | null {
  if (name === undefined) return null;
  const family = familyOf(page, { name, type: name.endsWith('_total') ? 'counter' : 'gauge' });
  const samples = (family === undefined ? [] : valuesOf(family)).filter((sample) =>
    Object.entries(labels).every(([label, text]) => sample.labels.get(label) === text),
  );
  if (samples.length === 0) return null;
  return {
    sum: samples.reduce((sum, { value }) => sum + value, 0),
    series: samples.map((sample) => labelsKey(sample.labels)),
  };
}
