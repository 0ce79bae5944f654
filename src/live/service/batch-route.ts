import type { IncomingMessage, ServerResponse } from 'node:http';
import { BatchLines } from './batch-lines.ts';
import { httpFailure } from './http-failure.ts';
import { refuseBody, replyText, replyWrongMethod } from './http-reply.ts';
import type { InstrumentedMap } from './instrumented-map.ts';
import type { ServiceLimits } from './service-limits.ts';
import { writeBatchLine } from './write-batch-line.ts';

/** Failed lines that are listed; more are only counted. */
const LISTED_FAILURES = 1000;

interface FailedLine {
  /** 1-based. */
  readonly line: number;
  readonly status: number;
  readonly error: string;
}

/**
 * `POST /map`: one operation per line, performed as the lines arrive, in constant memory. A line that
 * fails does not stop the others. Answers, also in lines of JSON, the lines that failed and last how
 * many were done; 200 when all were, else 207.
 */
export function batchRoute(
  map: InstrumentedMap,
  limits: ServiceLimits,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'POST') {
    replyWrongMethod(response, 'POST');
    return;
  }
  const tooLong = `expected a batch of at most ${limits.maxBatchBytes} bytes`;
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBatchBytes) {
    refuseBody(response, 413, tooLong);
    return;
  }
  const batch = new Batch(map, limits);
  let length = 0;
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= limits.maxBatchBytes) batch.lines.push(chunk);
    else {
      request.off('data', take).off('end', end);
      refuseBody(response, 413, `${tooLong}; ${batch.done} lines were written`);
    }
  };
  const end = (): void => {
    batch.lines.end();
    const status = batch.failed === 0 ? 200 : 207;
    replyText(response, status, batch.answer(), 'application/x-ndjson');
  };
  request.on('data', take).on('end', end);
}

class Batch {
  readonly lines: BatchLines;
  done = 0;
  failed = 0;
  readonly #map: InstrumentedMap;
  readonly #limits: ServiceLimits;
  readonly #failures: FailedLine[] = [];
  #line = 0;

  constructor(map: InstrumentedMap, limits: ServiceLimits) {
    this.#map = map;
    this.#limits = limits;
    this.lines = new BatchLines(limits.maxValueBytes, (line) => this.#perform(line));
  }

  answer(): string {
    const { done, failed } = this;
    const summary = { done, failed, notListed: failed - this.#failures.length };
    return [...this.#failures, summary].map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  #perform(line: string | null): void {
    this.#line++;
    if (line === null) {
      this.#fail(413, `expected a line of at most ${this.#limits.maxValueBytes} bytes`);
      return;
    }
    if (line.trim() === '') return;
    try {
      writeBatchLine(this.#map, line, this.#limits.maxKeyBytes);
      this.done++;
    } catch (error) {
      const { status, body } = httpFailure(error);
      this.#fail(status, body.error);
    }
  }

  #fail(status: number, error: string): void {
    this.failed++;
    if (this.#failures.length < LISTED_FAILURES)
      this.#failures.push({ line: this.#line, status, error });
  }
}
