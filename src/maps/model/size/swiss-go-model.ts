import type { GoType } from '../go-type/go-type.ts';
import { firstEntries } from './first-entries.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import { boxesPerEntry } from '../map-slot-sizes.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';
import {
  largestTableSlots,
  type SwissGroup,
  type SwissShape,
  swissDirectoryBytes,
  swissGroup,
  swissGroupBytes,
  swissShapeFor,
  swissTableBytes,
  swissTableCapacity,
} from './swiss-go-layout.ts';
import { type SwissTables, swissTableGrowths, swissTables } from './swiss-go-tables.ts';
import { isSudden, stretchesAround } from './stretches-around.ts';
import { swissSplitWave, swissTableGrowthWave } from './swiss-go-waves.ts';

const headerBytes = 48;
const smallSlots = 8;

/** The closed form of a Swiss Go map (1.24 to 1.27). */
export function swissGoModel(key: GoType, value: GoType, hint: number): SizeModel {
  return new SwissGoModel(key, value, hint);
}

class SwissGoModel implements SizeModel {
  readonly maxEntries = Number.POSITIVE_INFINITY;
  readonly #group: SwissGroup;
  readonly #boxes: { readonly bytes: number; readonly count: number };
  readonly #shape: SwissShape;
  /** Waves by depth, each found once: it takes a hundred tails of a binomial distribution. */
  readonly #waves = new Map<number, ReturnType<typeof swissSplitWave>>();

  readonly #tablesAt = new Map<number, SwissTables>();

  constructor(key: GoType, value: GoType, hint: number) {
    this.#group = swissGroup(key, value);
    this.#boxes = boxesPerEntry(key, value);
    this.#shape = swissShapeFor(hint);
  }

  readonly state = (entries: number): SizeState => {
    const { bytesHeld, isExpectedValue } = this.#held(entries);
    const allocated = this.#allocated(entries);
    return {
      bytesHeld,
      isGrowing: false,
      totalBytesAllocated: allocated.bytes + entries * this.#boxes.bytes,
      totalAllocations: allocated.count + entries * this.#boxes.count,
      isHeldExpected: isExpectedValue,
      isTotalExpected: isExpectedValue,
    };
  };

  readonly growthsUpTo = (entries: number): PlannedGrowth[] => {
    const growths = this.#singleTableGrowths(entries);
    if (this.#shape.depth > 0 && this.#shape.tableSlots < largestTableSlots) {
      const wave = swissTableGrowthWave(this.#group, this.#boxes.bytes, this.#shape);
      if (wave.entries <= entries) growths.push(wave);
    }
    for (let depth = this.#shape.depth; ; depth++) {
      const waves = this.#splitWave(depth);
      if (waves[0].entries > entries) return growths;
      growths.push(...waves);
    }
  };

  readonly nextGrowth = (entries: number): PlannedGrowth => {
    const { depth, tableSlots } = this.#shape;
    const slots = this.#singleTableSlots(entries);
    if (slots !== null && slots < largestTableSlots) return this.#singleTableGrowth(slots);
    if (depth === 0 && entries < splitEntries) return this.#splitWave(0)[1];
    return this.#nextOfManyTables(entries, depth, tableSlots);
  };

  readonly stretches = (entries: number): RisingStretch[] =>
    stretchesAround(this.growthsUpTo(entries).filter(isSudden), entries, this.#peakAt);

  /** All that is held only ever rises, but for what lives during one insert. */
  readonly peakUpTo = (entries: number): number => {
    if (entries === 0) return 0;
    const sudden = this.growthsUpTo(entries).filter(isSudden);
    return Math.max(this.#peakAt(entries), ...sudden.map(({ bytesDuring }) => bytesDuring));
  };

  #splitWave(depth: number): ReturnType<typeof swissSplitWave> {
    const known = this.#waves.get(depth);
    if (known !== undefined) return known;
    const wave = swissSplitWave(this.#group, this.#boxes.bytes, depth);
    this.#waves.set(depth, wave);
    return wave;
  }

  /** Slots of the only table after `entries` inserts, 8 for the small map; `null` with several. */
  #singleTableSlots(entries: number): number | null {
    const { depth, tableSlots } = this.#shape;
    if (depth > 0 || entries >= splitEntries) return null;
    let slots = tableSlots;
    while (capacityOf(slots) < entries) slots *= 2;
    return slots;
  }

  #held(entries: number): { readonly bytesHeld: number; readonly isExpectedValue: boolean } {
    const slots = this.#singleTableSlots(entries);
    if (slots === null) {
      const tables = this.#tables(entries);
      const bytesHeld = this.#heldByTables(entries, tables);
      return { bytesHeld, isExpectedValue: tables.isExpectedValue };
    }
    return { bytesHeld: this.#heldBySingleTable(entries, slots), isExpectedValue: false };
  }

  #heldBySingleTable(entries: number, slots: number): number {
    const boxes = headerBytes + entries * this.#boxes.bytes;
    if (slots === smallSlots) return boxes + (entries === 0 ? 0 : swissGroupBytes(this.#group));
    return boxes + swissDirectoryBytes(1) + swissTableBytes(this.#group, slots);
  }

  #tables(entries: number): SwissTables {
    const known = this.#tablesAt.get(entries);
    if (known !== undefined) return known;
    // A single table that grows is settled before it can split.
    const tableSlots = this.#shape.depth === 0 ? largestTableSlots : this.#shape.tableSlots;
    const tables = swissTables(entries, this.#shape.depth, tableSlots);
    this.#tablesAt.set(entries, tables);
    return tables;
  }

  #heldByTables(entries: number, { splits, grown, deeper }: SwissTables): number {
    const { depth, tableSlots } = this.#shape;
    const made = 2 ** depth;
    const small = depth > 0 && tableSlots < largestTableSlots ? made - grown : 0;
    return (
      headerBytes +
      entries * this.#boxes.bytes +
      (this.#directory(deeper, 'held') +
        small * swissTableBytes(this.#group, tableSlots) +
        (made - small + splits) * swissTableBytes(this.#group, largestTableSlots))
    );
  }

  /** Expected bytes of the directory that is held, or of all that were ever made. */
  #directory(deeper: readonly number[], which: 'held' | 'made'): number {
    const { depth } = this.#shape;
    return deeper.reduce(
      (bytes, probability, index) => {
        const longer = swissDirectoryBytes(2 ** (depth + index + 1));
        const shorter = which === 'held' ? swissDirectoryBytes(2 ** (depth + index)) : 0;
        return bytes + probability * (longer - shorter);
      },
      swissDirectoryBytes(2 ** depth),
    );
  }

  #allocated(entries: number): { readonly bytes: number; readonly count: number } {
    const { depth } = this.#shape;
    const slots = this.#singleTableSlots(entries);
    const start = this.#allocatedBySingleTable(entries, slots ?? largestTableSlots);
    if (depth === 0 && slots !== null) return start;
    const { splits, grown, deeper } = this.#tables(entries);
    const large = swissTableBytes(this.#group, largestTableSlots);
    const made = depth === 0 ? start : this.#allocatedByMake();
    return {
      bytes:
        made.bytes -
        swissDirectoryBytes(2 ** depth) +
        this.#directory(deeper, 'made') +
        (grown + 2 * splits) * large,
      count: made.count + 2 * grown + 4 * splits + deeper.reduce((sum, p) => sum + p, 0),
    };
  }

  #allocatedByMake(): { readonly bytes: number; readonly count: number } {
    const { depth, tableSlots } = this.#shape;
    const tables = 2 ** depth;
    const bytes =
      headerBytes + swissDirectoryBytes(tables) + tables * swissTableBytes(this.#group, tableSlots);
    return { bytes, count: 2 + 2 * tables };
  }

  /** Until the only table has `slots` slots: header, first group, every table, one directory. */
  #allocatedBySingleTable(
    entries: number,
    slots: number,
  ): { readonly bytes: number; readonly count: number } {
    const { tableSlots } = this.#shape;
    const isSmall = tableSlots === smallSlots;
    let bytes = headerBytes + (isSmall && entries > 0 ? swissGroupBytes(this.#group) : 0);
    let count = 1 + (isSmall && entries > 0 ? 1 : 0);
    if (slots === smallSlots) return { bytes, count };
    bytes += swissDirectoryBytes(1);
    count += 1;
    for (let made = isSmall ? 2 * smallSlots : tableSlots; made <= slots; made *= 2) {
      bytes += swissTableBytes(this.#group, made);
      count += 2;
    }
    return { bytes, count };
  }

  #singleTableGrowths(entries: number): PlannedGrowth[] {
    const growths: PlannedGrowth[] = [];
    if (this.#shape.depth > 0) return growths;
    for (let slots = this.#shape.tableSlots; slots < largestTableSlots; slots *= 2) {
      if (capacityOf(slots) < entries) growths.push(this.#singleTableGrowth(slots));
    }
    return growths;
  }

  #singleTableGrowth(slots: number): PlannedGrowth {
    const full = capacityOf(slots);
    const bytesBefore = this.#held(full).bytesHeld;
    const directory = slots === smallSlots ? swissDirectoryBytes(1) : 0;
    return {
      kind: 'table-growth',
      entries: full + 1,
      fromBuckets: slots,
      toBuckets: 2 * slots,
      bytesBefore,
      bytesDuring: bytesBefore + directory + swissTableBytes(this.#group, 2 * slots),
      bytesAfter: this.#held(full + 1).bytesHeld,
      isExpectedValue: false,
      wave: null,
    };
  }

  /** The insert by which half of all maps have grown a table once more. */
  #nextOfManyTables(entries: number, depth: number, tableSlots: number): PlannedGrowth {
    const so = depth === 0 ? largestTableSlots : tableSlots;
    const now = swissTableGrowths(entries, depth, so);
    const more = (n: number): number => swissTableGrowths(n, depth, so) - now;
    const next = firstEntries(more, Math.LN2, {
      low: entries + 1,
      high: 4 * Math.max(entries, 2 ** depth * largestTableSlots),
      near: entries + 1,
      step: 1,
    });
    const grows = now < 2 ** depth - 0.5 && so < largestTableSlots;
    const table = swissTableBytes(this.#group, largestTableSlots);
    const old = grows ? swissTableBytes(this.#group, so) : table;
    // Until then no table grows, but every insert makes its boxes.
    const bytesBefore = this.#held(entries).bytesHeld + (next - 1 - entries) * this.#boxes.bytes;
    const made = grows ? table : 2 * table;
    return {
      kind: grows ? 'table-growth' : 'split',
      entries: next,
      fromBuckets: grows ? so : largestTableSlots,
      toBuckets: grows ? largestTableSlots : 2 * largestTableSlots,
      bytesBefore,
      bytesDuring: bytesBefore + made,
      bytesAfter: bytesBefore + made - old,
      isExpectedValue: true,
      wave: { tables: 1, middleAtEntries: next, lastAtEntries: next },
    };
  }

  /** What is held, and the old table of a growth that may be going on. */
  readonly #peakAt = (entries: number): number => {
    const slots = this.#singleTableSlots(entries);
    if (slots !== null) return this.#heldBySingleTable(entries, slots);
    const tables = this.#tables(entries);
    const bytesHeld = this.#heldByTables(entries, tables);
    if (tables.splits >= 0.5) return bytesHeld + swissTableBytes(this.#group, largestTableSlots);
    if (tables.grown >= 0.5)
      return bytesHeld + swissTableBytes(this.#group, this.#shape.tableSlots);
    return bytesHeld;
  };
}

const splitEntries = swissTableCapacity(largestTableSlots) + 1;

/** Entries that the small map or the only table takes. */
function capacityOf(slots: number): number {
  return slots === smallSlots ? smallSlots : swissTableCapacity(slots);
}
