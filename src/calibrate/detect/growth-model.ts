/** One growth of a map: a doubling, or a wave of tables that split one after the other. */
export interface GrowthStep {
  /** Number of the insert that starts it. */
  readonly entries: number;
  /** Number of the insert that ends a wave; the same where one insert does it. */
  readonly lastEntries: number;
  readonly bytesBefore: number;
  /** While old and new table coexist. */
  readonly bytesDuring: number;
  readonly bytesAfter: number;
}

/**
 * What a map will do next, in closed form. `entries` is the most that the map has held: tables of
 * Go maps do not shrink.
 */
export class GrowthModel {
  readonly #steps: readonly GrowthStep[];
  /** Index of the step that the last question was about: questions come in order. */
  #at = 0;

  /** @param steps in order of entries, at least one */
  constructor(steps: readonly GrowthStep[]) {
    this.#steps = steps;
  }

  /** The next growth; `null` beyond the last one known. */
  next(entries: number): GrowthStep | null {
    this.#seek(entries);
    return this.#steps[this.#at] ?? null;
  }

  /** Bytes held: between two growths they rise from what one leaves to what the next one finds. */
  bytesHeld(entries: number): number {
    this.#seek(entries);
    const before = this.#steps[this.#at - 1];
    const next = this.#steps[this.#at];
    if (before === undefined) return next?.bytesBefore ?? 0;
    if (entries < before.lastEntries) {
      const done = (entries - before.entries + 1) / (before.lastEntries - before.entries + 1);
      return before.bytesBefore + (before.bytesAfter - before.bytesBefore) * done;
    }
    if (next === undefined) return before.bytesAfter;
    const way = Math.max(1, next.entries - 1 - before.lastEntries);
    const done = Math.min(1, (entries - before.lastEntries) / way);
    return before.bytesAfter + (next.bytesBefore - before.bytesAfter) * done;
  }

  /** Moves to the first step that `entries` have not yet started. */
  #seek(entries: number): void {
    const startOf = (i: number): number => this.#steps[i]?.entries ?? Infinity;
    while (this.#at > 0 && startOf(this.#at - 1) > entries) this.#at -= 1;
    while (startOf(this.#at) <= entries) this.#at += 1;
  }
}
