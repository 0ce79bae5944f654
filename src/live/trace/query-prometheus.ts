import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Warning } from '../../base/primitives/errors/warning.ts';
import { askRange, type PrometheusQuery, refuse, requestRange } from './prometheus-request.ts';
import { TraceBuilder, type TraceFacts } from './trace-builder.ts';
import type { Trace } from './trace.ts';

export interface PrometheusTraces {
  readonly traces: readonly Trace[];
  /** What the server said about data that it could not give. */
  readonly warnings: readonly Warning[];
}

// Prometheus refuses more than 11,000 points a series.
const pointsPerRequest = 10_000;
/** Nearly two years of minutes; a step of a millisecond by mistake would ask for ever. */
const mostPoints = 1_000_000;
/** A fleet whose traces fit into the memory of one process. */
const defaultMostSeries = 5000;

/** Points of a range in which series are counted before any is read. */
const countPoints = 1000;

/**
 * Reads traces from a Prometheus server, one per series of the answer. Series are counted first, by the
 * server; then the range is read in windows, the shorter the more series there are, so that an answer
 * is bounded. Samples go into traces as they come. Data that the server says it could not give becomes
 * a warning.
 *
 * @throws SandboxError `input` if the server cannot be reached, refuses, answers nothing usable, or has
 *   more series than `mostSeries`
 */
export async function queryPrometheus(query: PrometheusQuery): Promise<PrometheusTraces> {
  checkRange(query);
  const alive = await seriesAlive(query);
  checkSeries(query, alive, 'at one time');
  const { samplesPerRequest = 500_000 } = query;
  const points = Math.min(pointsPerRequest, Math.floor(samplesPerRequest / Math.max(1, alive)));
  const window = query.stepSeconds * (Math.max(1, points) - 1);
  const builders = new Map<string, TraceBuilder>();
  const notes = new Set<string>();
  for (
    let from = query.startSeconds;
    from <= query.endSeconds;
    from += window + query.stepSeconds
  ) {
    const answer = await requestRange(query, from, Math.min(query.endSeconds, from + window));
    for (const note of [...(answer.warnings ?? []), ...(answer.infos ?? [])]) notes.add(note);
    for (const { metric, values } of answer.data.result) {
      const id = seriesName(metric);
      const builder = builders.get(id) ?? new TraceBuilder(factsOf(query, id));
      builders.set(id, builder);
      addSamples(builder, values, query.limitBytes);
    }
    checkSeries(
      query,
      builders.size,
      `until ${isoTime(Math.min(query.endSeconds, from + window))}`,
    );
  }
  if (builders.size === 0) throw refuse(query, 'expected at least one series, got none');
  const traces: Trace[] = [];
  for (const [id, builder] of builders) {
    traces.push(builder.build(true));
    // Its columns are in the trace now.
    builders.delete(id);
  }
  return {
    traces,
    warnings: [...notes].map((message) => ({ code: 'prometheus-partial', message })),
  };
}

/**
 * The most series that the query has at one of 1,000 moments of the range: those that live for less than the
 * time between are counted when they are read.
 */
async function seriesAlive(query: PrometheusQuery): Promise<number> {
  const { startSeconds: from, endSeconds: to, stepSeconds } = query;
  const step = Math.max(stepSeconds, (to - from) / countPoints);
  // On lines of its own: the query may end with a comment.
  const answer = await askRange(query, `count(\n${query.query}\n)`, { from, to, step });
  // A scalar cannot be counted, and what is wrong with a query the query itself is answered with.
  if (answer.status === 'error') return 1;
  const counts = answer.data.result.flatMap(({ values }) => values.map(([, text]) => Number(text)));
  return counts.reduce((most, one) => (one > most ? one : most), 0);
}

function checkSeries(query: PrometheusQuery, series: number, when: string): void {
  const { mostSeries = defaultMostSeries } = query;
  if (series <= mostSeries) return;
  throw refuse(
    query,
    `expected --query to have at most the ${mostSeries} series of --max-series, got ${series} ${when}`,
  );
}

function factsOf(query: PrometheusQuery, id: string): TraceFacts {
  return {
    id,
    source: `${query.url} ${id}`,
    measures: query.limitBytes === null ? 'percent' : 'bytes',
    mapType: null,
    exhaustedAtMinute: null,
    ...defined({ exhaustedAtPercent: query.exhaustedAtPercent }),
    label: null,
  };
}

function addSamples(
  builder: TraceBuilder,
  values: readonly (readonly [number, string])[],
  limitBytes: number | null,
): void {
  for (const [second, value] of values) {
    const sample = { minute: second / 60, reading: promNumber(value), limitBytes };
    builder.add({ ...sample, entries: Number.NaN }, () => isoTime(second));
  }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function checkRange({ startSeconds, endSeconds, stepSeconds }: PrometheusQuery): void {
  if (!(stepSeconds > 0)) {
    throw new SandboxError('usage', `expected --step above 0 seconds, got ${stepSeconds}`);
  }
  const points = (endSeconds - startSeconds) / stepSeconds;
  if (points > mostPoints) {
    throw new SandboxError(
      'usage',
      `expected --step to give at most ${mostPoints} points, got ${Math.round(points)}`,
    );
  }
  if (!(endSeconds > startSeconds)) {
    throw new SandboxError('usage', `expected --end after --start, got ${endSeconds} seconds`);
  }
}

/** Prometheus writes `+Inf` and `-Inf`, which `Number` does not read. */
function promNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

function seriesName(metric: Readonly<Record<string, string>>): string {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(',')}}`;
}
