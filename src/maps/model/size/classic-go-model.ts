import {
  type ClassicBucket,
  classicArray,
  classicBucket,
  classicCapacity,
  classicLog2For,
} from './classic-go-layout.ts';
import { expectedOverflowBuckets, overflowCost } from './classic-go-overflow.ts';
import { type ClassicVersion, newestClassic } from '../classic-version.ts';
import type { GoType } from '../go-type/go-type.ts';
import { highestOfAll } from './highest-of.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import { boxesPerEntry } from '../map-slot-sizes.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';

const headerBytes = 48;
const extraBytes = 24;
/** A growth begins, moves, and is over. */
const stretchesOfGeneration = 3;

/**
 * Writes until all of `oldBuckets` have moved, the triggering one included. Each write moves the
 * bucket of its key and the next one in line, so that the line is through after ln 2 writes per
 * bucket; few buckets behave by their own count.
 */
export function expectedGrowthWrites(oldBuckets: number): number {
  if (oldBuckets === 4) return 3;
  return Math.max(1, Math.floor(oldBuckets * Math.LN2));
}

/** The closed form of a classic Go map, made with a hint that is not ignored. */
export function classicGoModel(
  key: GoType,
  value: GoType,
  hint: number,
  version: ClassicVersion = newestClassic,
): SizeModel {
  return new ClassicGoModel(key, value, hint, version);
}

/** The array of 2^log2 buckets after `entries` inserts, of which a share has arrived in it. */
interface Generation {
  readonly bytes: number;
  readonly heapBytes: number;
  readonly sliceBytes: number;
  readonly allocatedBytes: number;
  readonly allocations: number;
  readonly hasExtra: boolean;
  readonly isExpectedValue: boolean;
}

class ClassicGoModel implements SizeModel {
  readonly maxEntries = Number.POSITIVE_INFINITY;
  readonly #bucket: ClassicBucket;
  readonly #boxes: { readonly bytes: number; readonly count: number };
  readonly #firstLog2: number;
  /** Full generations before one, each computed once. */
  readonly #pasts = new Map<number, readonly Generation[]>();
  /** What is held by entries: growths, stretches and their peaks ask for the same few. */
  readonly #held = new Map<number, number>();

  constructor(key: GoType, value: GoType, hint: number, version: ClassicVersion) {
    this.#bucket = classicBucket(key, value, version);
    this.#boxes = boxesPerEntry(key, value, version.hasMallocHeaders);
    this.#firstLog2 = classicLog2For(hint, version.load);
  }

  readonly state = (entries: number): SizeState => {
    const log2 = this.#log2At(entries);
    const isGrowing = this.#isGrowing(entries, log2);
    const past = this.#past(log2);
    const current = this.#current(entries, log2);
    const generations = [...past, ...current];
    const held = isGrowing ? [...past.slice(-1), ...current] : current;
    const extra = generations.some(({ hasExtra }) => hasExtra) ? extraBytes : 0;
    const boxes = entries * this.#boxes.bytes;
    return {
      bytesHeld: this.#heldAt(entries),
      isGrowing,
      totalBytesAllocated: headerBytes + extra + boxes + sum(generations, 'allocatedBytes'),
      totalAllocations:
        1 + (extra > 0 ? 1 : 0) + entries * this.#boxes.count + sum(generations, 'allocations'),
      isHeldExpected: held.some(isExpected) || this.#isGrowthEndUnsure(entries, log2),
      isTotalExpected: generations.some(isExpected),
    };
  };

  readonly growthsUpTo = (entries: number): PlannedGrowth[] => {
    const last = this.#log2At(entries);
    return range(this.#firstLog2, last).map((log2) => this.#growthFrom(log2));
  };

  readonly nextGrowth = (entries: number): PlannedGrowth => this.#growthFrom(this.#log2At(entries));

  readonly stretches = (entries: number): RisingStretch[] => {
    const last = this.#log2At(entries);
    return range(this.#firstLog2, last + 1).flatMap((log2) => {
      const from = log2 === this.#firstLog2 ? 1 : this.#capacity(log2 - 1) + 1;
      const to = Math.min(entries, this.#capacity(log2));
      if (log2 === this.#firstLog2)
        return from <= to ? [{ from, to, peakBytes: this.#heldAt }] : [];
      const peakBytes = (n: number): number =>
        Math.max(this.#heldAtStart(log2 - 1), this.#heldAt(n));
      const settledFrom = from + expectedGrowthWrites(2 ** (log2 - 1)) - 1;
      return [
        { from, to: from, peakBytes },
        { from: from + 1, to: Math.min(to, settledFrom - 1), peakBytes: this.#heldAt },
        { from: Math.max(from + 1, settledFrom), to, peakBytes: this.#heldAt },
      ].filter((stretch) => stretch.from <= stretch.to);
    });
  };

  /** A growth begins beside the full table of before: the highest moment is in the last two generations. */
  readonly peakUpTo = (entries: number): number =>
    highestOfAll(this.stretches(entries).slice(-2 * stretchesOfGeneration));

  /** Entries that fill 2^log2 buckets. */
  #capacity(log2: number): number {
    return classicCapacity(log2, this.#bucket.load);
  }

  /** The generation that `entries` inserts have reached. */
  #log2At(entries: number): number {
    return Math.max(this.#firstLog2, classicLog2For(entries, this.#bucket.load));
  }

  /** Writes since the growth to 2^log2 buckets began, the triggering one included. */
  #writesSinceGrowth(entries: number, log2: number): number {
    return log2 === this.#firstLog2 ? Number.POSITIVE_INFINITY : entries - this.#capacity(log2 - 1);
  }

  #isGrowing(entries: number, log2: number): boolean {
    return this.#writesSinceGrowth(entries, log2) < expectedGrowthWrites(2 ** (log2 - 1));
  }

  /** A growth takes half as many writes as there are old buckets at least, and as many at most. */
  #isGrowthEndUnsure(entries: number, log2: number): boolean {
    const writes = this.#writesSinceGrowth(entries, log2);
    const oldBuckets = 2 ** (log2 - 1);
    return oldBuckets > 2 && writes >= Math.ceil(oldBuckets / 2) && writes < oldBuckets;
  }

  readonly #heldAt = (entries: number): number => {
    const known = this.#held.get(entries);
    if (known !== undefined) return known;
    const held = this.#computeHeld(entries);
    this.#held.set(entries, held);
    return held;
  };

  #computeHeld(entries: number): number {
    const log2 = this.#log2At(entries);
    const current = this.#current(entries, log2);
    const past = this.#past(log2);
    const hasExtra = [...past, ...current].some((generation) => generation.hasExtra);
    const old = this.#isGrowing(entries, log2) ? past.slice(-1) : [];
    const moved = this.#movedShare(entries, log2);
    const bytes = [...old, ...current].reduce(
      (total, generation) => total + generation.bytes + generation.sliceBytes,
      headerBytes + (hasExtra ? extraBytes : 0) + entries * this.#boxes.bytes,
    );
    // With pointers, the overflow buckets of an old bucket are garbage as soon as it has moved.
    const oldHeap = sum(old, 'heapBytes') * (this.#bucket.hasPointers ? 1 - moved : 1);
    return bytes + sum(current, 'heapBytes') + oldHeap;
  }

  /** The share of the old buckets that have moved: 2 - 2 exp(-t) after t writes per old bucket. */
  #movedShare(entries: number, log2: number): number {
    if (!this.#isGrowing(entries, log2)) return 1;
    const writesPerBucket = this.#writesSinceGrowth(entries, log2) / 2 ** (log2 - 1);
    return Math.min(1, 2 - 2 * Math.exp(-writesPerBucket));
  }

  /** The generations before 2^log2 buckets, each as full as it became. */
  #past(log2: number): readonly Generation[] {
    if (log2 <= this.#firstLog2) return [];
    const known = this.#pasts.get(log2);
    if (known !== undefined) return known;
    const last = log2 - 1;
    const overflow = expectedOverflowBuckets(this.#capacity(last), last);
    const past = [...this.#past(last), this.#generation(last, overflow)];
    this.#pasts.set(log2, past);
    return past;
  }

  /** The generation of 2^log2 buckets after `entries` inserts; none before the first one is made. */
  #current(entries: number, log2: number): Generation[] {
    if (log2 === 0 && entries === 0) return [];
    const overflow = expectedOverflowBuckets(entries, log2) * this.#movedShare(entries, log2);
    return [this.#generation(log2, overflow)];
  }

  #generation(log2: number, overflow: number): Generation {
    const array = classicArray(this.#bucket, log2);
    const cost = overflowCost(overflow, this.#bucket, array);
    return {
      bytes: array.bytes,
      heapBytes: cost.heapBytes,
      sliceBytes: cost.sliceBytes,
      allocatedBytes: array.bytes + cost.allocatedBytes,
      allocations: 1 + cost.allocations,
      hasExtra: array.spareBuckets > 0 || cost.sliceBytes > 0,
      isExpectedValue: cost.isExpectedValue,
    };
  }

  /** What is held when the array for twice 2^log2 buckets has just been made beside the old one. */
  #heldAtStart(log2: number): number {
    const array = classicArray(this.#bucket, log2 + 1);
    const hadExtra = this.#past(log2 + 1).some(({ hasExtra }) => hasExtra);
    const newExtra = array.spareBuckets > 0 && !hadExtra ? extraBytes : 0;
    return this.#heldAt(this.#capacity(log2)) + array.bytes + newExtra;
  }

  /** The doubling of 2^log2 buckets. */
  #growthFrom(log2: number): PlannedGrowth {
    const full = this.#capacity(log2);
    const settledAt = full + expectedGrowthWrites(2 ** log2);
    const isDecidedByHash =
      this.#past(log2 + 1)
        .slice(-1)
        .some(isExpected) || this.#current(settledAt, log2 + 1).some(isExpected);
    return {
      kind: 'double',
      entries: full + 1,
      fromBuckets: 2 ** log2,
      toBuckets: 2 ** (log2 + 1),
      bytesBefore: this.#heldAt(full),
      // The new table gets overflow buckets while the old one still lives.
      bytesDuring: Math.max(this.#heldAtStart(log2), this.#heldAt(settledAt - 1)),
      bytesAfter: this.#heldAt(settledAt),
      isExpectedValue: isDecidedByHash,
      wave: null,
    };
  }
}

function isExpected({ isExpectedValue }: Generation): boolean {
  return isExpectedValue;
}

function sum(
  generations: readonly Generation[],
  figure: 'heapBytes' | 'allocatedBytes' | 'allocations',
): number {
  return generations.reduce((total, generation) => total + generation[figure], 0);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
