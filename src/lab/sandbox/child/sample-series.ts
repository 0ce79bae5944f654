import type { UsageSample } from '../machine/process-usage.ts';

/** Most samples kept of one child. */
export const maxSamples = 240;

/**
 * Samples of one child in constant memory: when full, neighbours are merged in pairs, and later
 * samples likewise. A merged sample keeps the higher memory, so that no peak is lost, and the mean
 * CPU.
 */
export class SampleSeries {
  #samples: UsageSample[] = [];
  #stride = 1;
  #pending: UsageSample[] = [];

  add(sample: UsageSample): void {
    this.#pending.push(sample);
    if (this.#pending.length < this.#stride) return;
    this.#samples.push(merge(this.#pending));
    this.#pending = [];
    if (this.#samples.length < maxSamples) return;
    this.#samples = pairs(this.#samples);
    this.#stride *= 2;
  }

  /** The samples so far, oldest first, at most 240. */
  list(): readonly UsageSample[] {
    return this.#pending.length === 0
      ? [...this.#samples]
      : [...this.#samples, merge(this.#pending)];
  }
}

function pairs(samples: readonly UsageSample[]): UsageSample[] {
  const merged: UsageSample[] = [];
  for (let i = 0; i < samples.length; i += 2) merged.push(merge(samples.slice(i, i + 2)));
  return merged;
}

function merge(samples: readonly UsageSample[]): UsageSample {
  return samples.reduce((left, right, i) => {
    const highest = right.rssBytes > left.rssBytes ? right : left;
    return {
      atMs: highest.atMs,
      rssBytes: highest.rssBytes,
      cgroupBytes: highestOf(left.cgroupBytes, right.cgroupBytes),
      cpuCores: left.cpuCores + (right.cpuCores - left.cpuCores) / (i + 1),
    };
  });
}

function highestOf(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.max(left, right);
}
