import type { LatencyHistogram } from '../record/latency-histogram.ts';

/** What operations at an arrival rate took, and how well the generator kept to it. */
export interface PacedResult {
  readonly operations: number;
  readonly elapsedMs: number;
  /** From the moment at which an operation should have started to its end: what a user waits. */
  readonly responseTime: LatencyHistogram;
  /** From the moment at which it did start: what the target alone took. */
  readonly serviceTime: LatencyHistogram;
  readonly generator: GeneratorFigures;
}

/** How the generator fared. */
export interface GeneratorFigures {
  /** By how much operations started late through the generator's own fault, per operation. */
  readonly lateness: LatencyHistogram;
  /** Operations that it started more than 1 ms late. */
  readonly lateStarts: number;
  /** Arrivals that it never came to start. */
  readonly missed: number;
  /** CPUs that its process used on average; `null` where it shares the process with the target. */
  readonly cpuCores: number | null;
  /** 99th percentile of the delay of its event loop; `null` where it has none. */
  readonly eventLoopLagP99Ns: number | null;
}
