import { Agent, type ClientRequest, type IncomingMessage, request as sendHttp } from 'node:http';
import type { Arrivals } from '../../workload/arrivals.ts';
import { DurationRecorder } from '../duration-recorder.ts';
import type { HttpAnswers } from './http-answers.ts';
import { healthCheck, type MapRequest } from './http-requests.ts';
import { type PacedRequest, paceRequests } from './pace-requests.ts';

/** Requests at the moments of a schedule. */
export interface OpenLoopOptions {
  readonly url: string;
  readonly connections: number;
  /** Requests in all, if the schedule has as many arrivals. */
  readonly amount: number;
  readonly arrivals: Arrivals;
  readonly next: () => MapRequest | null;
  readonly answers: HttpAnswers;
  readonly signal: AbortSignal;
}

/** How the generator kept to the schedule. */
export interface OpenLoopEnd {
  readonly lateness: DurationRecorder;
  readonly lateStarts: number;
}

const lateMs = 1;

/**
 * Sends requests when they should arrive, over as many sockets as allowed. Response time counts from
 * the intended moment, service time from the moment at which the request was sent.
 */
export async function runOpenLoop(options: OpenLoopOptions): Promise<OpenLoopEnd> {
  const { url, connections, next, answers, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const lateness = new DurationRecorder();
  let lateStarts = 0;
  const { hostname, port } = new URL(url);
  let left = options.amount;
  await paceRequests({
    next: () => (left-- > 0 ? options.arrivals() : null),
    connections,
    signal,
    onArrival: (late) => {
      lateness.record(late * 1e6);
      if (late > lateMs) lateStarts++;
    },
    send: (paced, done) => {
      const { method, path, headers, body } = next() ?? healthCheck;
      const request = sendHttp({ agent, hostname, port, method, path, headers });
      follow(request, paced, answers, done);
      request.end(body);
    },
  });
  agent.destroy();
  return { lateness, lateStarts };
}

/** Tells of one request: answered, or failed, and exactly once. */
function follow(
  request: ClientRequest,
  { intendedMs, sentMs }: PacedRequest,
  answers: HttpAnswers,
  done: () => void,
): void {
  let isOver = false;
  const over = (): boolean => {
    const wasOver = isOver;
    isOver = true;
    return wasOver;
  };
  const fail = (): void => {
    if (over()) return;
    answers.failed();
    done();
  };
  request.setTimeout(answers.timeoutSeconds * 1000, () => request.destroy());
  request.on('error', fail);
  request.on('close', fail);
  request.on('response', (response) => {
    readAnswer(response, answers, () => {
      if (over()) return;
      const now = performance.now();
      answers.serviceTime.record((now - sentMs) * 1e6);
      answers.answered(response.statusCode ?? 0, now, now - intendedMs);
      done();
    });
  });
}

function readAnswer(response: IncomingMessage, answers: HttpAnswers, done: () => void): void {
  let body = '';
  if (response.statusCode === 507) response.on('data', (chunk) => (body += String(chunk)));
  else response.resume();
  response.on('end', () => {
    if (response.statusCode === 507) answers.refused(body);
    done();
  });
}
