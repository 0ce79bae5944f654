import { performance } from 'node:perf_hooks';

/**
 * A monotonic clock in ns since `originNs` (of `process.hrtime.bigint()`), the same for all threads
 * of the process: `performance.now()` counts from the start of each thread.
 */
export function sharedClock(originNs: bigint): () => number {
  const before = process.hrtime.bigint();
  const here = performance.now();
  const after = process.hrtime.bigint();
  const offsetNs = Number((before + after) / 2n - originNs) - here * 1e6;
  // The global of the same name is a getter, which would cost as much again.
  return () => performance.now() * 1e6 + offsetNs;
}

/** What a clock adds to a duration, and the shortest duration that it tells from none. */
export interface ClockResolution {
  /** What two readings cost at least, in ns: the part of every duration that is not the work. */
  readonly costNs: number;
  /**
   * In ns, above 0: the least time that passes between two readings of which the second is later. A
   * clock that moves in steps has its step here, another one its own cost, by which that cost varies.
   */
  readonly resolutionNs: number;
}

/** Engines replace slow code by fast code after some thousands of calls: a cost from before is too much. */
const readings = 40_000;

/** Reads a clock again and again. The least of many, so that the cost is never too much. */
export function clockResolution(now: () => number): ClockResolution {
  let costNs = Number.POSITIVE_INFINITY;
  let resolutionNs = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < readings; reading++) {
    const start = now();
    const passed = now() - start;
    if (passed < costNs) costNs = passed;
    if (passed > 0 && passed < resolutionNs) resolutionNs = passed;
  }
  return { costNs, resolutionNs: Math.max(1, Math.round(resolutionNs)) };
}
