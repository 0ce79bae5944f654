import type { Environment } from '../../record/environment.ts';

/** A ratio of the reference map to real Go, over pairs of processes. */
export interface SpeedRatio {
  readonly median: number;
  /** 95 % interval of the median, between two of the pairs; `null` where they are fewer than six. */
  readonly low: number | null;
  readonly high: number | null;
}

/** One figure of both sides: medians over the processes, and the ratio within pairs. */
export interface SpeedFigure {
  readonly referenceNs: number;
  readonly goNs: number;
  readonly ratio: SpeedRatio;
}

/** A state of the map, or `any` where real Go does not tell in which an operation ran. */
export type SpeedState = 'normal' | 'evacuating' | 'growing' | 'any';

/** Latency in one state of the map. */
export interface SpeedLatency {
  readonly state: SpeedState;
  /** `null` where the operations that were timed do not tell, on one side at least. */
  readonly p50: SpeedFigure | null;
  readonly p99: SpeedFigure | null;
}

/** What was measured of one workload. */
export interface WorkloadSpeed {
  readonly id: string;
  readonly name: string;
  /** Operations of all writers, and those that were done to the map before, untimed. */
  readonly operations: number;
  readonly fillOperations: number;
  /** Pairs of processes in which both sides gave a measurement. */
  readonly pairs: number;
  /** Nanoseconds per operation of all writers together; `null` where there is no pair. */
  readonly time: SpeedFigure | null;
  /** To draw an operation and its key: in the time of the reference, and in none of Go's. */
  readonly drawingNs: number;
  readonly latency: readonly SpeedLatency[];
  /** Why a process gave no measurement: the first one's reason. */
  readonly problem: string | null;
}

/** The reference map of one model beside the real map of that version. */
export interface GoSpeed {
  /** As in `go1.24.4`. */
  readonly go: string;
  readonly map: string;
  readonly workloads: readonly WorkloadSpeed[];
}

/** The machine and the programs to which the ratios belong. */
export type SpeedEnvironment = Pick<
  Environment,
  'cpuModel' | 'cores' | 'platform' | 'arch' | 'node' | 'mapswell'
>;

/** How long the reference maps take beside real Go, on one machine. */
export interface SpeedReport {
  readonly measuredAt: string;
  readonly environment: SpeedEnvironment;
  /** CPUs that both sides could use. */
  readonly cpus: number;
  /** Tasks that wanted to run meanwhile, median over the rounds: on a quiet machine one or two. */
  readonly load: number;
  readonly rounds: number;
  /** `false` where it was interrupted: what had been measured is here. */
  readonly isComplete: boolean;
  readonly gos: readonly GoSpeed[];
}
