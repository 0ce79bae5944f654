import autocannon from 'autocannon';
import type { HttpAnswers } from './http-answers.ts';
import { healthCheck, type MapRequest } from './http-requests.ts';

/** Requests one after the other on each of so many connections. */
export interface ClosedLoopOptions {
  readonly url: string;
  readonly connections: number;
  /** Requests in all. */
  readonly amount: number;
  readonly next: () => MapRequest | null;
  readonly answers: HttpAnswers;
  readonly signal: AbortSignal;
}

/** A service that refuses that often is gone. */
const mostErrors = 1000;

/**
 * Loads a service as fast as it answers. autocannon's own latencies are whole milliseconds, so each
 * answer is recorded as it comes. Without a rate autocannon corrects nothing for requests that were
 * never sent, and refuses to be told so.
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<void> {
  const { url, amount, answers, signal } = options;
  const connections = Math.min(options.connections, amount);
  let last: MapRequest = healthCheck;
  const ended = new AbortController();
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        amount,
        // It looks only this often whether it is done.
        sampleInt: 100,
        timeout: answers.timeoutSeconds,
        bailout: mostErrors,
        requests: [
          {
            setupRequest: (request) => {
              last = options.next() ?? last;
              // Of its own headers one would keep the length of the body before.
              return Object.assign({}, request, last, { headers: { ...last.headers } });
            },
            onResponse: (status, body) => {
              if (status === 507) answers.refused(body);
            },
          },
        ],
      },
      (error) => {
        ended.abort();
        if (error === null || error === undefined) resolve();
        else reject(error);
      },
    );
    signal.addEventListener('abort', () => instance.stop(), { signal: ended.signal });
    instance.on('response', (_client, status, _bytes, responseMs) =>
      answers.answered(status, performance.now(), responseMs),
    );
    instance.on('reqError', () => answers.failed());
  });
}
