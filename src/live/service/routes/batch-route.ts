import type { IncomingMessage, ServerResponse } from 'node:http';
import { BatchLines } from './batch-lines.ts';
import { httpFailure } from './http-failure.ts';
import { hasContentType, refuseType } from '../http/content-type.ts';
import { refuseBody, replyText, replyWrongMethod } from '../http/http-reply.ts';
import { noRoom } from '../http/read-body.ts';
import type { InstrumentedMap } from '../instrumented-map.ts';
import type { ServedMap } from '../served-map.ts';
import type { ServiceLimits } from '../service-limits.ts';
import { writeBatchLine } from './write-batch-line.ts';

/** Failed lines that are listed; more are only counted. */
const listedFailures = 1000;
/** About as much as one of them takes. */
const failureBytes = 200;

const batchTypes = ['application/x-ndjson', 'application/json'];

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
  { map, limits, buffers }: ServedMap,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const tooLong = `expected a batch of at most ${limits.maxBatchBytes} bytes`;
  if (request.method !== 'POST') replyWrongMethod(response, 'POST');
  else if (!hasContentType(request, batchTypes)) refuseType(request, response, batchTypes);
  else if (Number(request.headers['content-length'] ?? 0) > limits.maxBatchBytes)
    refuseBody(response, 413, tooLong);
  else {
    const batch = new Batch(map, limits);
    const held = buffers.hold();
    let length = 0;
    const refuse = (status: number, error: string): void => {
      request.off('data', take).off('end', end);
      held.release();
      refuseBody(response, status, `${error}; ${batch.done} lines were written`);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limits.maxBatchBytes) {
        refuse(413, tooLong);
        return;
      }
      batch.lines.push(chunk);
      if (!held.resize(batch.heldBytes)) refuse(503, noRoom(buffers));
    };
    const end = (): void => {
      batch.lines.end();
      const status = batch.failed === 0 ? 200 : 207;
      replyText(response, status, batch.answer(), 'application/x-ndjson');
    };
    response.once('close', () => held.release());
    request.on('data', take).on('end', end);
  }
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

  /** What it keeps in memory: the line that has not ended, and what is wrong with those before. */
  get heldBytes(): number {
    return this.lines.heldBytes + failureBytes * this.#failures.length;
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
    if (this.#failures.length < listedFailures)
      this.#failures.push({ line: this.#line, status, error });
  }
}
