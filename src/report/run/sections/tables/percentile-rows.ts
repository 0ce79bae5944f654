import type { LatencySummary } from '../../../../lab/record/run-record.ts';
import { formatLatencyValue } from '../../figures/format-figure.ts';
import { latencyValue, type LatencyValue } from '../../../../lab/record/figures/latency-value.ts';
import { html, type HtmlValue } from '../../../kit/page/html.ts';

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
      summaries.map((summary) => summary && latencyValue(summary, key)),
    ),
  );
}

function latencyRow(
  name: string,
  latencies: readonly (LatencyValue | null)[],
): readonly HtmlValue[] {
  return [name, ...latencies.map(latencyOrDash)];
}

function latencyOrDash(value: LatencyValue | null): HtmlValue {
  return value === null ? html`<span class="muted">–</span>` : formatLatencyValue(value);
}
