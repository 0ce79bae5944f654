import { performance } from 'node:perf_hooks';
import pidusage from 'pidusage';
import type { Enclosure } from '../limits/enclosure.ts';
import type { UsageSample } from '../machine/process-usage.ts';
import { readPeakRss } from '../machine/process-status.ts';
import { SampleSeries } from './sample-series.ts';

/** What the watcher saw of a child. */
export interface Watched {
  readonly samples: readonly UsageSample[];
  readonly peakRssBytes: number;
  readonly cpuSeconds: number;
}

export interface Watch {
  stop(): Watched;
}

/** How long pidusage remembers a process, milliseconds; pids are used again. */
const memoryMs = 10_000;

/** Looks at a child from outside until stopped, at most once at a time. */
export function watchChild(
  pid: number,
  group: Pick<Enclosure, 'usage'>,
  intervalMs: number,
  onSample: (sample: UsageSample) => void,
): Watch {
  const startedAt = performance.now();
  const series = new SampleSeries();
  let peakRssBytes = 0;
  let cpuSeconds = 0;
  let isLooking = false;
  let isStopped = false;

  async function look(): Promise<void> {
    const stat = await pidusage(pid, { maxage: memoryMs });
    if (isStopped) return;
    const sample: UsageSample = {
      atMs: performance.now() - startedAt,
      rssBytes: stat.memory,
      cgroupBytes: group.usage().memoryBytes,
      cpuCores: stat.cpu / 100,
    };
    cpuSeconds = Math.max(cpuSeconds, stat.ctime / 1000);
    peakRssBytes = Math.max(peakRssBytes, stat.memory, readPeakRss(pid) ?? 0);
    series.add(sample);
    onSample(sample);
  }

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    // The child may have ended since the timer was set: then there is nothing to see.
    look()
      .catch(() => undefined)
      .finally(() => {
        isLooking = false;
      });
  }, intervalMs);
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
      return { samples: series.list(), peakRssBytes, cpuSeconds };
    },
  };
}
