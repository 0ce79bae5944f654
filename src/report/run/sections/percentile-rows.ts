import type { LatencySummary } from '../../../lab/record/run-record.ts';
import { formatLatency } from '../figures/format-figure.ts';
import { html, type HtmlValue } from '../../kit/page/html.ts';

const figures = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p99.9', 'p999'],
  ['p99.99', 'p9999'],
  ['most', 'max'],
] as const;

/** A row for each percentile and one for the longest, a column for each summary. */
export function percentileRows(
  summaries: readonly (LatencySummary | null)[],
): readonly (readonly HtmlValue[])[] {
  return figures.map(([name, key]) =>
    latencyRow(
      name,
      summaries.map((summary) => summary?.[key] ?? null),
    ),
  );
}

function latencyRow(name: string, latencies: readonly (number | null)[]): readonly HtmlValue[] {
  return [name, ...latencies.map(latencyOrDash)];
}

function latencyOrDash(ns: number | null): HtmlValue {
  return ns === null ? html`<span class="muted">–</span>` : formatLatency(ns);
}
