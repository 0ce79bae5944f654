/** One growth of a map: a doubling, or a wave of tables that split one after the other. */
export interface GrowthStep {
  /** Number of the insert that starts it. */
  readonly entries: number;
  /** Number of the insert that ends a wave; the same where one insert does it. */
  readonly lastEntries: number;
  readonly bytesBefore: number;
  /** While old and new table coexist; in a wave, near its end. */
  readonly bytesDuring: number;
  readonly bytesAfter: number;
}

/**
 * What a map will do next, in closed form. `entries` is the most that the map has held: tables of
 * Go maps do not shrink.
 */
export class GrowthModel {
  readonly #steps: readonly GrowthStep[];
  /** Index of the step that the last question was about: questions come nearly in order. */
  #at = 0;

  /** @param steps in order of entries */
  constructor(steps: readonly GrowthStep[]) {
    this.#steps = steps;
  }

  /** The growth that is under way or comes next; `null` beyond the last one known. */
  upcoming(entries: number): GrowthStep | null {
    this.#seek(entries);
    return this.#steps[this.#at] ?? null;
  }

  /** Bytes held: between two growths they rise from what one leaves to what the next one finds. */
  bytesHeld(entries: number): number {
    const step = this.upcoming(entries);
    const before = this.#steps[this.#at - 1];
    if (step !== null && entries >= step.entries) {
      const done = (entries - step.entries + 1) / (step.lastEntries - step.entries + 1);
      return step.bytesBefore + (step.bytesAfter - step.bytesBefore) * done;
    }
    if (before === undefined) return step?.bytesBefore ?? 0;
    if (step === null) return before.bytesAfter;
    const way = Math.max(1, step.entries - 1 - before.lastEntries);
    const done = Math.min(1, (entries - before.lastEntries) / way);
    return before.bytesAfter + (step.bytesBefore - before.bytesAfter) * done;
  }

  /** Moves to the first step that `entries` have not finished. */
  #seek(entries: number): void {
    const endOf = (i: number): number => this.#steps[i]?.lastEntries ?? Infinity;
    while (this.#at > 0 && endOf(this.#at - 1) > entries) this.#at -= 1;
    while (endOf(this.#at) <= entries) this.#at += 1;
  }
}

/** The insert at which a growth no longer fits into that many bytes; Infinity if it fits. */
export function entriesThatExhaust(step: GrowthStep, availableBytes: number): number {
  const peak = Math.max(step.bytesDuring, step.bytesAfter);
  if (peak <= availableBytes) return Infinity;
  const rise = step.bytesAfter - step.bytesBefore;
  if (step.lastEntries === step.entries || rise <= 0) return step.entries;
  const share = Math.min(1, Math.max(0, (availableBytes - step.bytesBefore) / rise));
  return step.entries + share * (step.lastEntries - step.entries);
}
