import { z } from 'zod';
import { numberAt } from '../../base/primitives/number-at.ts';
import { defined } from '../../base/primitives/defined.ts';
import { formatLimitBytes } from '../../base/primitives/format-bytes.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { Warning } from '../../base/primitives/warning.ts';
import { TraceBuilder } from './trace-builder.ts';
import type { Trace } from './trace.ts';

/** A range query. Times are seconds since 1970. */
export interface PrometheusQuery {
  readonly url: string;
  readonly query: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
  /** With a limit the query gives bytes, without one percent. */
  readonly limitBytes: number | null;
  /** Percent of the limit that counts as exhaustion. @default 99.5 of percentages, 100 of bytes */
  readonly exhaustedAtPercent?: number;
  /** @default 30000 */
  readonly timeoutMs?: number;
  /** Of one answer. @default 64 MiB */
  readonly mostBytes?: number;
}

export interface PrometheusTraces {
  readonly traces: readonly Trace[];
  /** What the server said about data that it could not give. */
  readonly warnings: readonly Warning[];
}

// Prometheus refuses more than 11,000 points a series.
const pointsPerRequest = 10_000;
/** Nearly two years of minutes; a step of a millisecond by mistake would ask for ever. */
const mostPoints = 1_000_000;

const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    warnings: z.array(z.string()).optional(),
    infos: z.array(z.string()).optional(),
    data: z.object({
      resultType: z.string(),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
  }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
]);

interface Series {
  readonly seconds: number[];
  readonly values: number[];
}

/**
 * Reads traces from a Prometheus server, one per series of the answer, by as many range queries as
 * its limit of points asks for. Data that the server says it could not give becomes a warning.
 *
 * @throws SandboxError `input` if the server cannot be reached, refuses, or answers nothing usable
 */
export async function queryPrometheus(query: PrometheusQuery): Promise<PrometheusTraces> {
  checkRange(query);
  const series = new Map<string, Series>();
  const notes = new Set<string>();
  const chunk = query.stepSeconds * (pointsPerRequest - 1);
  for (let from = query.startSeconds; from <= query.endSeconds; from += chunk + query.stepSeconds) {
    const answer = await request(query, from, Math.min(query.endSeconds, from + chunk));
    for (const note of [...(answer.warnings ?? []), ...(answer.infos ?? [])]) notes.add(note);
    for (const { metric, values } of answer.data.result) {
      const id = seriesName(metric);
      const one = series.get(id) ?? { seconds: [], values: [] };
      for (const [second, value] of values) {
        one.seconds.push(second);
        one.values.push(promNumber(value));
      }
      series.set(id, one);
    }
  }
  if (series.size === 0) throw refuse(query, 'expected at least one series, got none');
  return {
    traces: [...series].map(([id, one]) => toTrace(query, id, one)),
    warnings: [...notes].map((message) => ({ code: 'prometheus-partial', message })),
  };
}

function toTrace(query: PrometheusQuery, id: string, series: Series): Trace {
  const builder = new TraceBuilder({
    id,
    source: `${query.url} ${id}`,
    measures: query.limitBytes === null ? 'percent' : 'bytes',
    mapType: null,
    exhaustedAtMinute: null,
    ...defined({ exhaustedAtPercent: query.exhaustedAtPercent }),
    label: null,
  });
  for (const [index, second] of series.seconds.entries()) {
    const reading = numberAt(series.values, index);
    const sample = { minute: second / 60, reading, limitBytes: query.limitBytes };
    builder.add({ ...sample, entries: Number.NaN }, () => new Date(second * 1000).toISOString());
  }
  return builder.build(true);
}

async function request(
  query: PrometheusQuery,
  from: number,
  to: number,
): Promise<Extract<z.infer<typeof answerSchema>, { status: 'success' }>> {
  const body = new URLSearchParams({
    query: query.query,
    start: String(from),
    end: String(to),
    step: String(query.stepSeconds),
  });
  const { status, text } = await post(query, body);
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse(query, `expected JSON, got HTTP ${status} ${JSON.stringify(text.slice(0, 80))}`);
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) {
    throw refuse(query, `expected the answer of a range query, got HTTP ${status}`);
  }
  if (answer.data.status === 'error') {
    throw refuse(query, `the server answered ${answer.data.errorType}: ${answer.data.error}`);
  }
  if (answer.data.data.resultType !== 'matrix') {
    throw refuse(query, `expected a matrix, got ${answer.data.data.resultType}`);
  }
  return answer.data;
}

async function post(
  query: PrometheusQuery,
  body: URLSearchParams,
): Promise<{ readonly status: number; readonly text: string }> {
  const address = `${query.url.replace(/\/+$/u, '')}/api/v1/query_range`;
  try {
    const signal = AbortSignal.timeout(query.timeoutMs ?? 30_000);
    const response = await fetch(address, { method: 'POST', body, signal });
    const text = await bodyOf(response, query);
    return { status: response.status, text };
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    const reason = error instanceof Error ? (error.cause ?? error) : error;
    throw refuse(query, `the server cannot be reached: ${String(reason)}`, error);
  }
}

/** What is behind an address need not be a Prometheus: its answer is not read without end. */
async function bodyOf(response: Response, query: PrometheusQuery): Promise<string> {
  const most = query.mostBytes ?? 64 * 2 ** 20;
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A break ends the connection.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) break;
    chunks.push(chunk);
  }
  if (length <= most) return Buffer.concat(chunks, length).toString('utf8');
  throw refuse(
    query,
    `expected an answer of at most ${formatLimitBytes(most)}, got more: ask for fewer series, or take a larger --step`,
  );
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

function refuse(query: PrometheusQuery, message: string, cause?: unknown): SandboxError {
  return new SandboxError('input', `${message} (${query.url}, ${query.query})`, { cause });
}
