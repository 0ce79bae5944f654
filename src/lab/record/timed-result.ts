import type { RaceFigures } from './figures/race-figures.ts';
import type { HttpMeasurement } from './http-result.ts';
import type { GuardWaits } from './key-use.ts';
import type { LatencyHistogram, LatencyPhase } from './latency-histogram.ts';
import type { ModuleMeasurement, PacedMeasurement } from './module-result.ts';

/** One iteration of the workload on a fresh map. */
export interface TimedIteration {
  readonly operations: number;
  readonly elapsedNs: number;
}

/** What a real map's own runtime told of one process. */
export interface RealMapFigures {
  /** As in `go1.22.12`. */
  readonly version: string;
  readonly gcCycles: number;
  readonly gcPauseNs: number;
  /** Highest resident set of the program, without what fed it. */
  readonly peakRssBytes: number;
}

/** What a timed pass of a cell measures in one process. */
export interface TimedMeasurement {
  readonly iterations: readonly TimedIteration[];
  /**
   * Medians over the iterations. Writes are the inserts, updates and deletes of all writers; time
   * runs from the first writer's start to the last one's end, look-ups included.
   */
  readonly writesPerSecond: number;
  readonly nsPerWrite: number;
  readonly latency: Readonly<Record<LatencyPhase, LatencyHistogram>>;
  /** What tinybench made of the iterations, in milliseconds per iteration. */
  readonly tinybench: {
    readonly meanMs: number;
    readonly sdMs: number;
    readonly rmePercent: number;
    readonly samples: number;
  };
  /** Only of a target behind HTTP; `writes` are requests there. */
  readonly http?: HttpMeasurement;
  /** Only of a map in JavaScript: a module, or `Map`. */
  readonly module?: ModuleMeasurement;
  /** Only of a map in this process that was loaded at a rate; its latencies are response times. */
  readonly paced?: PacedMeasurement;
  /** Only of several writers on a map without a guard. */
  readonly races?: RaceFigures;
  /** Of a reference map behind a guard: what was waited for it, in the timed runs alone. */
  readonly guard?: GuardWaits;
  /** Of a target that is a program of its own. */
  readonly realMap?: RealMapFigures;
}
