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

/** What one child used, as the operating system tells. */
export interface ProcessUsage {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** The cgroup's own peak; `null` without one. */
  readonly cgroupPeakBytes: number | null;
  readonly throttledPeriods: number | null;
  readonly throttledMs: number | null;
  readonly oomKills: number | null;
  /** Thinned to at most 240 samples. */
  readonly samples: readonly UsageSample[];
}
