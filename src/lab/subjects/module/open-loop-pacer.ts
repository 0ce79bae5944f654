import type { Arrivals } from '../../workload/arrivals.ts';
import { DurationRecorder } from '../duration-recorder.ts';
import type { PacedResult } from '../paced-result.ts';

/** A steady clock that can wait. Tests have one that jumps. */
export interface PacerClock {
  /** Milliseconds. */
  now(): number;
  /** Returns not before that moment, unless it is past. */
  waitUntil(ms: number): void;
}

/** What starts late by more than this is counted. */
const lateMs = 1;

/**
 * Performs operations one after the other, on this thread, each at the moment when it should arrive
 * or, if the one before is still at it, right after that. Response time counts from the intended
 * moment, so that a stall of the target is seen by every operation that came meanwhile. What the
 * generator itself takes adds up until it may rest: its lateness is how late an operation would have
 * started on a target that takes no time.
 *
 * @param perform does one operation, synchronously; false ends the run, as an operation that failed
 */
export function paceOpenLoop(
  next: Arrivals,
  perform: () => boolean,
  clock: PacerClock = spinningClock(),
): PacedResult {
  const responseTime = new DurationRecorder();
  const serviceTime = new DurationRecorder();
  const lateness = new DurationRecorder();
  let lateStarts = 0;
  const beganAt = clock.now();
  let freeAt = beganAt;
  let ownFreeAt = beganAt;
  for (let arrival = next(); arrival !== null; arrival = next()) {
    const intended = beganAt + arrival;
    if (intended > freeAt) clock.waitUntil(intended);
    const startedAt = clock.now();
    ownFreeAt = Math.max(intended, ownFreeAt) + startedAt - Math.max(intended, freeAt);
    const late = ownFreeAt - intended;
    const isDone = perform();
    freeAt = clock.now();
    if (!isDone) break;
    responseTime.record((freeAt - intended) * 1e6);
    serviceTime.record((freeAt - startedAt) * 1e6);
    lateness.record(late * 1e6);
    if (late > lateMs) lateStarts++;
  }
  return {
    operations: responseTime.samples,
    elapsedMs: freeAt - beganAt,
    responseTime: responseTime.toHistogram(),
    serviceTime: serviceTime.toHistogram(),
    generator: {
      lateness: lateness.toHistogram(),
      lateStarts,
      missed: 0,
      cpuCores: null,
      eventLoopLagP99Ns: null,
    },
  };
}

/** Sleeps while the moment is far off: a sleep of the operating system may end this much too late. */
const sleepMarginMs = 2;

/** The real clock. It burns its CPU in the last two milliseconds before each moment. */
export function spinningClock(): PacerClock {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  return {
    now: () => performance.now(),
    waitUntil(ms) {
      for (let left = ms - performance.now(); left > 0; left = ms - performance.now())
        if (left > sleepMarginMs) Atomics.wait(nobody, 0, 0, left - sleepMarginMs);
    },
  };
}
