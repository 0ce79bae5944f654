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

/**
 * What two readings of the clock cost at least, in ns: the part of every duration that is not the
 * work. The least of many, so that it is never too much.
 */
export function clockCostNs(now: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 2000; i++) {
    const start = now();
    least = Math.min(least, now() - start);
  }
  return least;
}
