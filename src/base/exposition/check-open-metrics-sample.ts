import type { ExposedSample } from './exposition-page.ts';
import type { OpenMetricsFamily } from './open-metrics-family.ts';
import { parseExpositionNumber } from './parse-exposition-number.ts';

const counterLike = new Set(['_total', '_sum', '_count', '_bucket', '_gcount']);

/** What a sample of its type may not be; `null` where all is well. */
export function sampleFault(family: OpenMetricsFamily, sample: ExposedSample): string | null {
  const suffix = sample.name.slice(family.name.length);
  return (
    labelFault(family, sample, suffix) ??
    valueFault(family, sample, suffix) ??
    exemplarFault(family, sample, suffix)
  );
}

function labelFault(
  { name, type }: OpenMetricsFamily,
  { labels }: ExposedSample,
  suffix: string,
): string | null {
  if (type === 'stateset' && !labels.has(name))
    return `expected the label ${name} of a stateset, got none`;
  if (suffix === '_bucket') return boundFault('le', labels.get('le'), -Infinity, Infinity);
  if (type === 'summary' && suffix === '')
    return boundFault('quantile', labels.get('quantile'), 0, 1);
  return null;
}

/** Only +Inf has one spelling; a number that is none is no bound. */
function boundFault(
  label: string,
  text: string | undefined,
  least: number,
  most: number,
): string | null {
  const bound = text === undefined ? null : parseExpositionNumber(text);
  if (
    bound !== null &&
    bound >= least &&
    bound <= most &&
    (Number.isFinite(bound) || text === '+Inf' || text === '-Inf')
  )
    return null;
  const range = least === 0 ? 'a number from 0 to 1' : 'a number or +Inf';
  return `expected the label ${label} to be ${range}, got ${text === undefined ? 'none' : JSON.stringify(text)}`;
}

function valueFault(
  { type }: OpenMetricsFamily,
  { value }: ExposedSample,
  suffix: string,
): string | null {
  const isCount = suffix === '_bucket' || suffix === '_count' || suffix === '_gcount';
  if (isCount && !Number.isInteger(value)) return `expected a whole number, got ${value}`;
  if (type === 'stateset' && value !== 0 && value !== 1)
    return `expected 0 or 1 in a stateset, got ${value}`;
  if (type === 'info' && value !== 1) return `expected 1 in an info, got ${value}`;
  if (type === 'summary' && suffix === '' && value < 0)
    return `expected a quantile of at least 0, got ${value}`;
  if ((counterLike.has(suffix) || suffix === '_gsum') && Number.isNaN(value))
    return `expected a number, got NaN`;
  return counterLike.has(suffix) && value < 0
    ? `expected a number of at least 0, got ${value}`
    : null;
}

function exemplarFault(
  { type }: OpenMetricsFamily,
  { exemplar }: ExposedSample,
  suffix: string,
): string | null {
  if (exemplar === null) return null;
  const isAllowed =
    (type === 'counter' && suffix === '_total') ||
    ((type === 'histogram' || type === 'gaugehistogram') && suffix === '_bucket');
  if (!isAllowed) return 'expected an exemplar at a bucket or a counter only, got one elsewhere';
  let length = 0;
  for (const [name, text] of exemplar.labels) length += codePoints(name) + codePoints(text);
  return length > 128
    ? `expected at most 128 characters in the labels of an exemplar, got ${length}`
    : null;
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++;
  return count;
}
