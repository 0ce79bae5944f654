import { Bench } from 'tinybench';
import type { TimedIteration, TimedMeasurement } from '../record/timed-result.ts';
import { median } from '../../base/stats/median.ts';

/** One run of the workload on a fresh map. */
export interface Iteration extends TimedIteration {
  readonly writes: number;
  /** The workload could not be finished; no further iteration makes sense. */
  readonly isLast: boolean;
}

/** A timed measurement but for its latencies. */
export type IterationFigures = Omit<TimedMeasurement, 'latency'>;

/**
 * Runs iterations under tinybench and sums them up. Its own clock would see starting threads and
 * freeing maps too, so each iteration gives its duration itself. The number is fixed (`time: 0`),
 * nothing runs in advance (`async: false`, no warm-up), and an error stops everything.
 */
export function runIterations(
  name: string,
  iterations: number,
  iterate: () => Iteration,
): IterationFigures {
  const done: Iteration[] = [];
  const abort = new AbortController();
  const bench = new Bench({
    iterations,
    time: 0,
    warmup: false,
    throws: true,
    signal: abort.signal,
  });
  const measured = (): { overriddenDuration: number } => {
    const iteration = iterate();
    done.push(iteration);
    if (iteration.isLast) abort.abort();
    return { overriddenDuration: iteration.elapsedNs / 1e6 };
  };
  bench.add(name, measured, { async: false });
  const [task] = bench.runSync();
  return { ...summarize(done), tinybench: tinybenchFigures(task?.result) };
}

function summarize(done: readonly Iteration[]): Omit<IterationFigures, 'tinybench'> {
  const rates = done.map(({ writes, elapsedNs }) => (writes / elapsedNs) * 1e9);
  const costs = done.map(({ writes, elapsedNs }) => elapsedNs / writes);
  return {
    iterations: done.map(({ operations, elapsedNs }) => ({ operations, elapsedNs })),
    writesPerSecond: median(rates),
    nsPerWrite: median(costs),
  };
}

type TaskResult = NonNullable<ReturnType<Bench['runSync']>[number]>['result'];

function tinybenchFigures(result: TaskResult | undefined): TimedMeasurement['tinybench'] {
  if (result === undefined || !('latency' in result))
    throw new Error(`expected tinybench to give statistics, got ${result?.state ?? 'nothing'}`);
  const { mean, sd, rme, samplesCount } = result.latency;
  // One sample has no spread; tinybench says NaN, which JSON cannot carry.
  return {
    meanMs: mean,
    sdMs: Number.isFinite(sd) ? sd : 0,
    rmePercent: Number.isFinite(rme) ? rme : 0,
    samples: samplesCount,
  };
}
