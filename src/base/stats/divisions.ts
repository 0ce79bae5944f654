import type { Random } from '../primitives/seeded-random.ts';

/** A stretch in two. */
export interface Division {
  /** Values on the left side. */
  readonly size: number;
  readonly statistic: number;
}

/**
 * The ways to divide a stretch in two. The order of its values can be shuffled; what does not depend on
 * it, their ranks and the distances of each to all others, is found once.
 */
export class Divisions {
  readonly #leastStretch: number;
  readonly #values: Float64Array;
  /** From 1, in ascending order of values; equal values have one. */
  readonly #ranks: Int32Array;
  /** Distances of each value to all. */
  readonly #toAll: Float64Array;
  readonly #order: Int32Array;
  readonly #left: RankedValues;

  constructor(values: readonly number[], leastStretch: number) {
    this.#leastStretch = leastStretch;
    const sorted = Float64Array.from(values).toSorted();
    // Distances stay; sums of values near to 0 lose no digits.
    const middle = sorted[sorted.length >> 1] ?? 0;
    this.#values = Float64Array.from(values, (value) => value - middle);
    const ranked = sorted.map((value) => value - middle);
    this.#ranks = Int32Array.from(this.#values, (value) => countUpTo(ranked, value));
    this.#order = Int32Array.from(values, (_, index) => index);
    this.#left = new RankedValues(values.length);
    const all = new RankedValues(values.length);
    for (const [index, value] of this.#values.entries()) all.add(value, this.#ranks[index] ?? 0);
    this.#toAll = this.#values.map((value, index) => all.distances(value, this.#ranks[index] ?? 0));
  }

  shuffle(random: Random): void {
    const order = this.#order;
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      const taken = order[other] ?? 0;
      order[other] = order[last] ?? 0;
      order[last] = taken;
    }
  }

  /**
   * The division with the largest m·n/(m + n) · (2·E|X - Y| - E|X - X'| - E|Y - Y'|). Sums of distances
   * are carried from one division to the next, which moves one value from the right to the left.
   */
  best(): Division | null {
    const total = this.#order.length;
    this.#left.clear();
    let [within, across, beyond] = [0, 0, this.#toAll.reduce((sum, each) => sum + each, 0) / 2];
    let best: Division | null = null;
    for (let m = 1; m < total; m++) {
      const moved = this.#order[m - 1] ?? 0;
      const [value, rank] = [this.#values[moved] ?? 0, this.#ranks[moved] ?? 0];
      const toLeft = this.#left.distances(value, rank);
      const toRight = (this.#toAll[moved] ?? 0) - toLeft;
      this.#left.add(value, rank);
      within += toLeft;
      across += toRight - toLeft;
      beyond -= toRight;
      const n = total - m;
      if (m < this.#leastStretch || n < this.#leastStretch) continue;
      const energy =
        (2 * across) / (m * n) - (2 * within) / (m * (m - 1)) - (2 * beyond) / (n * (n - 1));
      const statistic = ((m * n) / total) * energy;
      if (best === null || statistic > best.statistic) best = { size: m, statistic };
    }
    return best;
  }
}

/** Values by rank, as two trees of partial sums of P. Fenwick (1994): of counts, and of the values. */
class RankedValues {
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;
  #count = 0;
  #sum = 0;

  constructor(mostRanks: number) {
    this.#counts = new Float64Array(mostRanks + 1);
    this.#sums = new Float64Array(mostRanks + 1);
  }

  clear(): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
    this.#count = 0;
    this.#sum = 0;
  }

  add(value: number, rank: number): void {
    this.#count += 1;
    this.#sum += value;
    for (let at = rank; at < this.#counts.length; at += at & -at) {
      this.#counts[at] = (this.#counts[at] ?? 0) + 1;
      this.#sums[at] = (this.#sums[at] ?? 0) + value;
    }
  }

  /** The sum of the distances of a value of that rank to all of these. */
  distances(value: number, rank: number): number {
    let [count, sum] = [0, 0];
    for (let at = rank; at > 0; at -= at & -at) {
      count += this.#counts[at] ?? 0;
      sum += this.#sums[at] ?? 0;
    }
    return value * count - sum + (this.#sum - sum) - value * (this.#count - count);
  }
}

/** How many of the sorted values are no larger. */
function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
