import type { ExpositionFormat, ExpositionPage } from './exposition-page.ts';
import { seriesName } from './labels.ts';
import { parseOpenMetrics } from './parse-open-metrics.ts';
import { parseTextPage } from './parse-text-page.ts';

/**
 * The format that a content type announces; `null` for one that is neither. A plain text without a
 * version is taken for 0.0.4, as Prometheus does.
 */
export function expositionFormat(contentType: string): ExpositionFormat | null {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const version = parameters.find((one) => one.startsWith('version='))?.slice('version='.length);
  if (type === 'text/plain') return version === undefined || version === '0.0.4' ? 'text' : null;
  return type === 'application/openmetrics-text' ? 'openmetrics' : null;
}

/** Reads a page of metrics. @throws ExpositionError with the place of what breaks a rule */
export function parseExposition(text: string, format: ExpositionFormat): ExpositionPage {
  return format === 'text' ? parseTextPage(text) : parseOpenMetrics(text);
}

/** The finite values of a page by series (`name{label="value"}`), at most so many. */
export function seriesValues(page: ExpositionPage, most: number): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const { samples } of page.families)
    for (const { name, labels, value } of samples) {
      if (values.size === most) return values;
      if (Number.isFinite(value)) values.set(seriesName(name, labels), value);
    }
  return values;
}
