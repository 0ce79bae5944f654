import autocannon from 'autocannon';
import type { HttpAnswers } from './http-answers.ts';
import type { MapRequest } from './http-requests.ts';

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

/**
 * Loads a service as fast as it answers. autocannon's own latencies are whole milliseconds, and its
 * correction for requests that were never sent invents some: it is off, and each answer is recorded
 * as it comes.
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<void> {
  const { url, amount, answers, signal } = options;
  const connections = Math.min(options.connections, amount);
  let last: MapRequest = { method: 'GET', path: '/healthz', body: undefined };
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        amount,
        ignoreCoordinatedOmission: true,
        // It looks only this often whether it is done.
        sampleInt: 100,
        timeout: answers.timeoutSeconds,
        requests: [
          {
            setupRequest: (request) => {
              last = options.next() ?? last;
              return Object.assign({}, request, last);
            },
            onResponse: (status, body) => {
              if (status === 507) answers.refused(body);
            },
          },
        ],
      },
      (error) => {
        signal.removeEventListener('abort', stop);
        if (error === null || error === undefined) resolve();
        else reject(error);
      },
    );
    const stop = (): void => instance.stop();
    signal.addEventListener('abort', stop);
    instance.on('response', (_client, status, _bytes, responseMs) =>
      answers.answered(status, performance.now(), responseMs),
    );
    instance.on('reqError', () => answers.failed());
  });
}
