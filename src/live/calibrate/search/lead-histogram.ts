import { octaveBuckets } from '../../../base/stats/streams/octave-buckets.ts';

/** Leads of this many minutes and more count as the longest. */
const mostMinutes = 2048;
const bins = octaveBuckets.of(mostMinutes);

/**
 * How often which lead came about, for many settings. It takes the same room for ten failures as for a
 * million, and is a sum: parts are added. A median of it is exact to a minute up to 128 minutes, and to
 * 1.6 % above.
 */
export class LeadHistogram {
  readonly #counts: Uint32Array;

  /** @param counts of an equal histogram, to go on with */
  constructor(settings: number, counts: Uint32Array = new Uint32Array(settings * bins)) {
    this.#counts = counts;
  }

  get counts(): Uint32Array {
    return this.#counts;
  }

  /** An equal histogram from the buckets with leads, as `sparse` gives them. */
  static fromSparse(settings: readonly (readonly number[])[]): LeadHistogram {
    const histogram = new LeadHistogram(settings.length);
    for (const [setting, pairs] of settings.entries())
      for (let i = 0; i + 1 < pairs.length; i += 2)
        histogram.counts[setting * bins + Math.min(bins - 1, pairs[i] ?? 0)] = pairs[i + 1] ?? 0;
    return histogram;
  }

  /** For each setting the buckets with leads, as bucket and count in turn. */
  sparse(): number[][] {
    return Array.from({ length: this.#counts.length / bins }, (_, setting) => {
      const pairs: number[] = [];
      for (let bin = 0; bin < bins; bin++) {
        const count = this.#counts[setting * bins + bin] ?? 0;
        if (count > 0) pairs.push(bin, count);
      }
      return pairs;
    });
  }

  /** Counts a lead of a setting. */
  add(setting: number, leadMinutes: number): void {
    const at = setting * bins + binOf(leadMinutes);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Adds the counts of an equal histogram. */
  join(counts: Uint32Array): void {
    for (let i = 0; i < counts.length; i++)
      this.#counts[i] = (this.#counts[i] ?? 0) + (counts[i] ?? 0);
  }

  /** The upper median of so many leads of a setting, in whole minutes; 0 without any. */
  median(setting: number, failures: number): number {
    let left = Math.floor(failures / 2);
    for (let bin = 0; bin < bins; bin++) {
      left -= this.#counts[setting * bins + bin] ?? 0;
      if (left < 0) return octaveBuckets.low(bin);
    }
    return 0;
  }
}

function binOf(leadMinutes: number): number {
  return Math.min(bins - 1, octaveBuckets.of(Math.max(0, Math.floor(leadMinutes))));
}
