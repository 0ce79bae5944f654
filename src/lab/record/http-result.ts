import type { GrowthKind } from '../../maps/model/growth-event.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/** A short stretch of a run over HTTP. */
export interface HttpSlice {
  /** Milliseconds from the first request to the beginning of the slice. */
  readonly atMs: number;
  /** Requests that were answered in it. */
  readonly requests: number;
  /** Of their response times; 0 where there are none. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** A growth of the map behind the service, on the same time axis as the slices. */
export interface HttpGrowth {
  readonly atMs: number;
  /** `null` while old and new table were still side by side when it was last asked. */
  readonly durationMs: number | null;
  readonly kind: GrowthKind;
  readonly entries: number;
  readonly fromBuckets: number;
  readonly toBuckets: number;
}

/** What a timed pass over HTTP measures beside what every timed pass does. */
export interface HttpMeasurement {
  readonly url: string;
  /** `closed`: as many requests as connections, each after the answer to the last; `open`: by a schedule. */
  readonly loop: 'closed' | 'open';
  readonly connections: number;
  readonly durationMs: number;
  /** Requests that were answered, whatever the answer, and those that never were. */
  readonly requests: number;
  readonly errors: number;
  readonly requestsPerSecond: number;
  /** Answers by status: `{ '200': 12, '507': 1 }`. */
  readonly statusCounts: Readonly<Record<string, number>>;
  /** From the moment a request was sent; `null` in a closed loop, where it is the response time. */
  readonly serviceTime: LatencyHistogram | null;
  readonly slices: readonly HttpSlice[];
  /** Growths during the run, oldest first; empty where the service does not tell. */
  readonly growths: readonly HttpGrowth[];
  readonly generator: {
    /** CPUs that the generator's process used on average. */
    readonly cpuCores: number;
    readonly eventLoopLagP99Ns: number;
    /** How late requests were sent through the generator's own fault; `null` in a closed loop. */
    readonly lateness: LatencyHistogram | null;
    readonly lateStarts: number;
  };
  /** Samples of the metrics page at the beginning and at the end. */
  readonly scraped: readonly {
    readonly sample: string;
    readonly first: number;
    readonly last: number;
  }[];
  /** What a process that was to be watched used; `null` without one. */
  readonly watched: {
    readonly pid: number;
    readonly cpuCores: number;
    readonly peakRssBytes: number;
  } | null;
}
