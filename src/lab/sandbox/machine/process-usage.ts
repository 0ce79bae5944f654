/** One look at the child from outside. */
export interface UsageSample {
  /** Milliseconds since the child started. */
  readonly atMs: number;
  readonly rssBytes: number;
  /** Memory charged to the cgroup; `null` without one. */
  readonly cgroupBytes: number | null;
  /** CPU since the last look, in cores. */
  readonly cpuCores: number;
}

/**
 * What one child used, as the operating system tells. CPU is the cgroup's account where there is
 * one, else what the child said at its exit, else the watcher's last look. The peak resident size
 * is the high-water mark of the child's memory, with all its threads, as the watcher last saw it or
 * the child told at its exit; growth between the last look and a kill is seen by the cgroup's peak
 * alone.
 */
export interface ProcessUsage {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** The cgroup's own peak; `null` without one. */
  readonly cgroupPeakBytes: number | null;
  readonly throttledPeriods: number | null;
  readonly throttledMs: number | null;
  readonly oomKills: number | null;
  /** What V8 took as the limit of its heap; absent where no Node.js said so. */
  readonly heapLimitBytes?: number;
  /** How often the limit of processes refused one; `null` or absent where that is not counted. */
  readonly processesRefused?: number | null;
  /** Thinned to at most 240 samples. */
  readonly samples: readonly UsageSample[];
}
