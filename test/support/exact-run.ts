import type { ExactRun } from '../../src/lab/record/run-record.ts';
import type { LimitReport } from '../../src/lab/sandbox/limits/limit-report.ts';
import type { ProcessUsage } from '../../src/lab/sandbox/machine/process-usage.ts';

const memoryBytes = 2 ** 31;

/** Two CPUs and 2 GiB, by a control group. */
export const groupLimits: LimitReport = {
  asked: { memoryBytes, cpus: 2 },
  memoryBytes: {
    asked: memoryBytes,
    applied: memoryBytes,
    readBack: memoryBytes,
    mechanism: 'cgroup-v1',
    remark: '',
  },
  cpus: { asked: 2, applied: 2, readBack: 2, mechanism: 'cgroup-v1', remark: '' },
};

/** A second of one CPU, and a group that held 64 MiB at most. */
export const groupUsage: ProcessUsage = {
  wallMs: 1000,
  cpuSeconds: 1,
  peakRssBytes: 2 ** 26,
  cgroupPeakBytes: 2 ** 26,
  throttledPeriods: 0,
  throttledMs: 0,
  oomKills: 0,
  samples: [],
};

/** A process of the exact pass that counted nothing, with what a test is about. */
export function exactRun(more: Partial<ExactRun> & Pick<ExactRun, 'outcome'>): ExactRun {
  return { limits: groupLimits, usage: groupUsage, arenaLimitBytes: null, counts: null, ...more };
}
