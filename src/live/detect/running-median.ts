/**
 * The median of the last values of a series, as `median` has it. It is taken at every sample of a
 * search: nothing is allocated, and few values are kept in order by moving them.
 */
export class RunningMedian {
  readonly #recent: Float64Array;
  readonly #ordered: Float64Array;
  #seen = 0;

  /** @param size how many of the last values count */
  constructor(size: number) {
    this.#recent = new Float64Array(size);
    this.#ordered = new Float64Array(size);
  }

  /** Takes a value. @returns the median with it */
  push(value: number): number {
    const size = this.#recent.length;
    const slot = this.#seen % size;
    if (this.#seen >= size) this.#remove(this.#recent[slot] ?? 0);
    this.#recent[slot] = value;
    this.#insert(value, Math.min(this.#seen, size - 1));
    this.#seen += 1;
    const count = Math.min(this.#seen, size);
    const below = this.#ordered[(count - 1) >> 1] ?? 0;
    const above = this.#ordered[count >> 1] ?? 0;
    return above === below ? below : below + (above - below) / 2;
  }

  /** Forgets all values. */
  clear(): void {
    this.#seen = 0;
  }

  #remove(value: number): void {
    const ordered = this.#ordered;
    ordered.copyWithin(ordered.indexOf(value), ordered.indexOf(value) + 1);
  }

  #insert(value: number, count: number): void {
    const ordered = this.#ordered;
    let at = count;
    for (; at > 0 && (ordered[at - 1] ?? 0) > value; at--) ordered[at] = ordered[at - 1] ?? 0;
    ordered[at] = value;
  }
}
