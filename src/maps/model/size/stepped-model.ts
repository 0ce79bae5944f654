import { highestOfAll } from './highest-of.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';
import { stretchesAround } from './stretches-around.ts';

/** One table that a growing collection passes through. */
export interface TableStep {
  readonly slots: number;
  /** What is held while it lives. */
  readonly bytes: number;
  /** Bytes of the block that is allocated for it; 0 for the one inside of the object. */
  readonly allocated: number;
  /** The insert that makes it: 1 for the first of a dict of Python, 0 where the object has it from the start. */
  readonly from: number;
}

/**
 * The closed form of a collection that makes each of its tables at once, at entries that are known.
 *
 * @param emptyBytes held before the first insert
 */
export function steppedModel(emptyBytes: number, steps: readonly TableStep[]): SizeModel {
  const reached = (entries: number): readonly TableStep[] =>
    steps.filter(({ from }) => from <= entries);
  const growths = steps.slice(1).map((to, index) => growthOf(steps[index] ?? to, to));
  const held = (entries: number): number => reached(entries).at(-1)?.bytes ?? emptyBytes;
  const growthsUpTo = (most: number): PlannedGrowth[] =>
    growths.filter(({ entries }) => entries <= most);
  const stretches = (entries: number): RisingStretch[] =>
    stretchesAround(growthsUpTo(entries), entries, held);
  return {
    maxEntries: steps.at(-1)?.from ?? 0,
    state(entries: number): SizeState {
      const blocks = reached(entries).filter(({ allocated }) => allocated > 0);
      return {
        bytesHeld: held(entries),
        isGrowing: false,
        totalBytesAllocated: blocks.reduce((sum, { allocated }) => sum + allocated, emptyBytes),
        totalAllocations: 1 + blocks.length,
        isHeldExpected: false,
        isTotalExpected: false,
      };
    },
    growthsUpTo,
    nextGrowth: (most) => growths.find(({ entries }) => entries > most) ?? null,
    stretches,
    peakUpTo: (entries) => highestOfAll(stretches(entries)),
  };
}

function growthOf(from: TableStep, to: TableStep): PlannedGrowth {
  return {
    kind: to.slots === 2 * from.slots ? 'double' : 'table-growth',
    entries: to.from,
    fromBuckets: from.slots,
    toBuckets: to.slots,
    bytesBefore: from.bytes,
    bytesDuring: from.bytes + to.allocated,
    bytesAfter: to.bytes,
    isExpectedValue: false,
    wave: null,
  };
}
