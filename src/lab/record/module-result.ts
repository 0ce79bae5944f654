import type { KeyUse } from './key-use.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/** Memory that one place in the code allocated. */
export interface AllocationSite {
  /** Function with file and line, as V8 names them. */
  readonly site: string;
  /** Bytes, extrapolated from samples. */
  readonly bytes: number;
}

/** What V8 tells about a map in JavaScript. */
export interface ModuleMeasurement {
  /** Entries at the end of the workload, by the map's own count. */
  readonly entries: number;
  /** Heap and external bytes that went away when the full map was let go, after full collections. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  /** What the module's `stats` say, numbers only; `null` where it has none. */
  readonly stats: Readonly<Record<string, number>> | null;
  /** Pauses of the garbage collector during the timed iterations. */
  readonly gcPauses: LatencyHistogram;
  readonly gcTotalMs: number;
  /** Of one run of the workload that is not timed: bytes in all, and the places with most of them. */
  readonly allocatedBytes: number;
  readonly allocationSites: readonly AllocationSite[];
  /** Which keys the operations ask for: told by one process of a cell, in the first round. */
  readonly keys?: KeyUse;
}

/** How operations kept to an arrival rate, on a target in the generator's own process. */
export interface PacedMeasurement {
  readonly serviceTime: LatencyHistogram;
  /** How late operations started through the generator's own fault. */
  readonly lateness: LatencyHistogram;
  readonly lateStarts: number;
  /** CPUs that the process used on average, the target included: both share it. */
  readonly cpuCores?: number;
  /**
   * `null`: the generator has no event loop that could lag. It starts operations itself, and what
   * kept it from that is its lateness.
   */
  readonly eventLoopLagP99Ns?: null;
}
