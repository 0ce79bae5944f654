import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HttpMeasurement } from '../../record/http-result.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { runClosedLoop } from './closed-loop.ts';
import { generatorSaturation } from '../generator-saturation.ts';
import {
  type ClockOffset,
  everyNth,
  type GeneratorPart,
  lateStart,
  shareOf,
} from './generator-part.ts';
import { HttpAnswers } from './http-answers.ts';
import type { HttpJob } from './http-job.ts';
import { mapRequests, type MapRequest } from './http-requests.ts';
import { requestSchedule } from './request-schedule.ts';
import { type OpenLoopEnd, runOpenLoop } from './open-loop-requests.ts';
import { serviceClock, untilMoment } from './service-clock.ts';
import { ServiceWatch } from './service-watch.ts';
import type { StateListener, TimedEnd } from '../target.ts';

/** Milliseconds between two looks at the service. */
const lookIntervalMs = 500;
const defaultConnections = 10;
const lagResolutionMs = 5;

/** Loads a service with the operations of a cell, and measures the answers. */
export async function loadService(job: HttpJob, onState: StateListener): Promise<TimedEnd> {
  const stop = new AbortController();
  const answers = new HttpAnswers(() => stop.abort());
  const watch = new ServiceWatch(job, answers);
  const look = async (): Promise<void> => {
    const untilMs = performance.now() - answers.beganAt;
    const state = await watch.look();
    answers.recorder.settle(watch.growths, untilMs);
    if (state !== null) onState(state);
  };
  await look();
  const requests = mapRequests(job.cell, new URL(job.url).pathname.replace(/\/$/, ''));
  const clock = await waitForStart(job);
  const timer = setInterval(() => void look(), lookIntervalMs);
  const { durationSeconds } = job.cell.http ?? {};
  const end = durationSeconds === undefined ? undefined : stopAfter(stop, durationSeconds);
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs });
  lag.enable();
  const cpuBefore = process.cpuUsage();
  const open = await generate(job, requests, answers, stop.signal);
  const cpu = process.cpuUsage(cpuBefore);
  lag.disable();
  clearTimeout(end);
  clearInterval(timer);
  await look();
  answers.recorder.settle(watch.growths, Number.POSITIVE_INFINITY);
  const generator: HttpMeasurement['generator'] = {
    cpuCores: (cpu.user + cpu.system) / 1000 / (performance.now() - answers.beganAt),
    eventLoopLagP99Ns: Math.max(0, lag.percentile(99) - lagResolutionMs * 1e6),
    lateness: open?.lateness.toHistogram() ?? null,
    lateStarts: open?.lateStarts ?? 0,
  };
  const result = endOf(job, answers, watch, generator);
  if (job.share === undefined) return result;
  const { startAtMs } = job.share;
  const beganAtMs = performance.timeOrigin + answers.beganAt;
  const part = { startAtMs, beganAtMs, clock, ...answers.recorder.wholeSlices() };
  return withPart(result, part);
}

/** The rest of a second before the start is kept for nothing but waiting. */
const quietMs = 500;

/** Waits for the start that the generators have in common, and looks at the service's clock meanwhile. */
async function waitForStart({ url, share }: HttpJob): Promise<ClockOffset | null> {
  if (share === undefined) return null;
  const clock = await serviceClock(url, share.startAtMs - quietMs);
  await untilMoment(share.startAtMs);
  return clock;
}

/** Without a start in common, the sum over all generators is the load of no moment. */
function withPart(end: TimedEnd, part: GeneratorPart): TimedEnd {
  const reason = lateStart(part);
  const doubtful = end.measurement ?? end.doubtful;
  if (reason === null || doubtful === undefined) return { ...end, part };
  return { measurement: null, doubtful, outcome: { kind: 'invalid', reason }, part };
}

function stopAfter(stop: AbortController, seconds: number): NodeJS.Timeout {
  return setTimeout(() => stop.abort(), seconds * 1000);
}

async function generate(
  job: HttpJob,
  requests: () => MapRequest | null,
  answers: HttpAnswers,
  signal: AbortSignal,
): Promise<OpenLoopEnd | null> {
  const { cell, url, share } = job;
  answers.begin();
  const connections = connectionsOf(job);
  const amount = totalOperations(cell.workload);
  if (cell.rate === undefined) {
    const next = requests;
    await runClosedLoop({ url, connections, amount, next, answers, signal });
    return null;
  }
  const schedule = requestSchedule(cell, cell.rate);
  const whole = { url, answers, signal };
  if (share === undefined)
    return await runOpenLoop({ ...whole, connections, amount, arrivals: schedule, next: requests });
  return await runOpenLoop({
    ...whole,
    connections,
    amount: shareOf(amount, share),
    arrivals: everyNth(schedule, share),
    next: everyNth(requests, share),
  });
}

/** Requests that may be under way at once. */
function connectionsOf({ cell, share }: HttpJob): number {
  const connections = cell.http?.connections ?? defaultConnections;
  return share === undefined ? connections : Math.max(1, shareOf(connections, share));
}

function endOf(
  job: HttpJob,
  answers: HttpAnswers,
  watch: ServiceWatch,
  generator: HttpMeasurement['generator'],
): TimedEnd {
  const { recorder, errors, endedAtMs, statusCounts } = answers;
  const { requests } = recorder;
  if (requests === 0)
    return {
      measurement: null,
      outcome: {
        kind: 'failed',
        message: `no answer from ${job.url} (${errors} errors)`,
        last: null,
      },
    };
  const { lateness } = generator;
  const isOpen = lateness !== null;
  const saturation = isOpen ? generatorSaturation({ lateness, missed: 0 }) : null;
  const http: HttpMeasurement = {
    url: job.url,
    loop: isOpen ? 'open' : 'closed',
    connections: connectionsOf(job),
    durationMs: endedAtMs,
    requests,
    errors,
    requestsPerSecond: (requests / endedAtMs) * 1000,
    statusCounts,
    serviceTime: isOpen ? answers.serviceTime.toHistogram() : null,
    slices: recorder.slices(),
    growths: watch.growths,
    generator,
    scraped: watch.scraped,
    watched: watch.watched,
  };
  const measurement = toMeasurement(http, answers);
  if (saturation !== null)
    return {
      measurement: null,
      doubtful: measurement,
      outcome: { kind: 'invalid', reason: saturation },
    };
  return { measurement, outcome: answers.outcome(job.limitBytes) };
}

/** A run over HTTP is one iteration, of requests instead of writes. */
function toMeasurement(http: HttpMeasurement, answers: HttpAnswers): TimedMeasurement {
  const elapsedNs = http.durationMs * 1e6;
  return {
    iterations: [{ operations: http.requests, elapsedNs }],
    writesPerSecond: http.requestsPerSecond,
    nsPerWrite: elapsedNs / http.requests,
    latency: answers.recorder.latency(),
    tinybench: { meanMs: http.durationMs, sdMs: 0, rmePercent: 0, samples: 1 },
    http,
  };
}
