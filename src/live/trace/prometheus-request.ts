import { z } from 'zod';
import { formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

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
  /** Series that the query may have in the whole range. @default 5000 */
  readonly mostSeries?: number;
  /** Samples that one request may ask for: an answer is held as a whole. @default 500000 */
  readonly samplesPerRequest?: number;
  /** Of one answer. @default 64 MiB */
  readonly mostBytes?: number;
}

/** What the server could give: readings as it writes them, at seconds since 1970. */
export interface PrometheusMatrix {
  readonly status: 'success';
  readonly warnings?: readonly string[] | undefined;
  readonly infos?: readonly string[] | undefined;
  readonly data: {
    readonly resultType: string;
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

/** An answer, or why there is none. */
export type PrometheusAnswer =
  | PrometheusMatrix
  | { readonly status: 'error'; readonly errorType: string; readonly error: string };

const answerSchema: z.ZodType<PrometheusAnswer> = z.discriminatedUnion('status', [
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

/**
 * The readings of the query from `from` to `to`, both in seconds since 1970.
 *
 * @throws SandboxError `input` if the server cannot be reached, refuses, or answers no matrix
 */
export async function requestRange(
  query: PrometheusQuery,
  from: number,
  to: number,
): Promise<PrometheusMatrix> {
  const answer = await askRange(query, query.query, { from, to, step: query.stepSeconds });
  if (answer.status === 'error') {
    throw refuse(query, `the server answered ${answer.errorType}: ${answer.error}`);
  }
  if (answer.data.resultType !== 'matrix') {
    throw refuse(query, `expected a matrix, got ${answer.data.resultType}`);
  }
  return answer;
}

/**
 * What the server answers to an expression; messages name the query that it is made of.
 *
 * @param range seconds since 1970, and seconds
 * @throws SandboxError `input` if the server cannot be reached, or what answers is no Prometheus
 */
export async function askRange(
  query: PrometheusQuery,
  expression: string,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
): Promise<PrometheusAnswer> {
  const body = new URLSearchParams({
    query: expression,
    start: String(from),
    end: String(to),
    step: String(step),
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
  return answer.data;
}

async function post(
  query: PrometheusQuery,
  body: URLSearchParams,
): Promise<{ readonly status: number; readonly text: string }> {
  const address = `${query.url.replace(/\/+$/u, '')}/api/v1/query_range`;
  try {
    const signal = AbortSignal.timeout(query.timeoutMs ?? 30_000);
    const response = await send(address, { method: 'POST', body, signal });
    const text = await bodyOf(response, query);
    return { status: response.status, text };
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    const reason = error instanceof Error ? (error.cause ?? error) : error;
    throw refuse(query, `the server cannot be reached: ${String(reason)}`, error);
  }
}

const closings: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
/** Requests that follow each other at once take two connections in turn, and both may have been closed. */
const mostKept = 2;

/**
 * A server may close a connection that it kept just as the next request comes, which it then never read: that one
 * is sent anew.
 */
async function send(address: string, request: RequestInit): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(address, request);
    } catch (error) {
      const cause: unknown = error instanceof Error ? error.cause : null;
      const isClosed = cause instanceof Error && 'code' in cause && closings.has(cause.code);
      if (!isClosed || attempt === mostKept) throw error;
    }
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

/** An error that names the server and the query. */
export function refuse(query: PrometheusQuery, message: string, cause?: unknown): SandboxError {
  return new SandboxError('input', `${message} (${query.url}, ${query.query})`, { cause });
}
