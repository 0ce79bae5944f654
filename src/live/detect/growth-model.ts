import { normalCdf } from '../../base/stats/distributions/normal-cdf.ts';
import { normalQuantile } from '../../base/stats/distributions/normal-quantile.ts';

/** One growth of a map: a doubling, or a wave of tables that split one after the other. */
export interface GrowthStep {
  /** Number of the insert that starts it. */
  readonly entries: number;
  /** Number of the insert by which half of a wave is done; the same where one insert does it. */
  readonly middleEntries: number;
  /** Number of the insert that ends a wave; the same where one insert does it. */
  readonly lastEntries: number;
  /** Tables that grow in it. */
  readonly tables: number;
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
      return step.bytesBefore + (step.bytesAfter - step.bytesBefore) * waveDone(step, entries);
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
  const end = 0.5 / Math.max(2, step.tables);
  const share = Math.min(1 - end, Math.max(end, (availableBytes - step.bytesBefore) / rise));
  const sigmas = normalQuantile(share) / waveSigmas(step);
  return sigmas < 0
    ? step.middleEntries + sigmas * (step.middleEntries - step.entries)
    : step.middleEntries + sigmas * (step.lastEntries - step.middleEntries);
}

/**
 * Share of a wave that is done. When a table splits is decided by how many keys the hash gives it,
 * which is nearly normal: the first and the last of many tables stand as far out as one in 2n.
 */
function waveDone(step: GrowthStep, entries: number): number {
  const { entries: first, middleEntries, lastEntries } = step;
  const side = entries < middleEntries ? middleEntries - first : lastEntries - middleEntries;
  return normalCdf((waveSigmas(step) * (entries - middleEntries)) / Math.max(1, side));
}

/** Standard deviations from the middle of a wave to its ends. */
function waveSigmas({ tables }: GrowthStep): number {
  return -normalQuantile(0.5 / Math.max(2, tables));
}
