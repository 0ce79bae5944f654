/** Below so many minutes a bin is a minute wide; from there on 64 bins share each doubling. */
const exactMinutes = 128;
const binsPerDoubling = 64;
/** Four doublings: 2,048 minutes; what leads by more is counted as that. */
const bins = exactMinutes + 4 * binsPerDoubling;

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
      if (left < 0) return minutesOf(bin);
    }
    return 0;
  }
}

function binOf(leadMinutes: number): number {
  if (leadMinutes < exactMinutes) return Math.max(0, Math.floor(leadMinutes));
  const doubling = Math.floor(Math.log2(leadMinutes / exactMinutes));
  const width = (exactMinutes * 2 ** doubling) / binsPerDoubling;
  const within = Math.floor((leadMinutes - exactMinutes * 2 ** doubling) / width);
  return Math.min(bins - 1, exactMinutes + doubling * binsPerDoubling + within);
}

/** The lowest lead of a bin. */
function minutesOf(bin: number): number {
  if (bin < exactMinutes) return bin;
  const doubling = Math.floor((bin - exactMinutes) / binsPerDoubling);
  const within = (bin - exactMinutes) % binsPerDoubling;
  return exactMinutes * 2 ** doubling * (1 + within / binsPerDoubling);
}
