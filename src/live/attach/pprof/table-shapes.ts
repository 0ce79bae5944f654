import { chargedBytes } from '../../../maps/model/size-class.ts';

/** A table that takes so many bytes, by the sizes of its keys and values. */
export interface TableShape {
  readonly family: 'classic' | 'swiss';
  /** Of a key and a value together, as they lie in the table. */
  readonly slotBytes: number;
  readonly slots: number;
  /**
   * Entries of a table that has grown to this size and of which none was deleted since: the fewest and
   * the most. A split of a Swiss table gives each part half of the entries on average.
   */
  readonly entriesFrom: number;
  readonly entriesTo: number;
  /** Bytes of the tables that the next growth makes, and of all of them while it lasts. */
  readonly nextBytes: number;
  readonly peakBytes: number;
}

/** Keys and values above 128 bytes are kept elsewhere. */
const mostSlotBytes = 256;
const slotsPerBucket = 8;
/** log2 of more buckets than a 64-bit machine of today has memory for. */
const mostLog2 = 34;
const mostSwissSlots = 1024;

let shapesBySize: ReadonlyMap<number, readonly TableShape[]> | null = null;

/** Every shape whose table the allocator gives so many bytes. */
export function tableShapes(blockBytes: number): readonly TableShape[] {
  shapesBySize ??= allShapes();
  return shapesBySize.get(blockBytes) ?? [];
}

function allShapes(): Map<number, TableShape[]> {
  const bySize = new Map<number, TableShape[]>();
  const add = (size: number, shape: TableShape): void => {
    const known = bySize.get(size);
    if (known === undefined) bySize.set(size, [shape]);
    else if (!known.some((each) => isSame(each, shape))) known.push(shape);
  };
  for (let slotBytes = 1; slotBytes <= mostSlotBytes; slotBytes++)
    for (const hasPointers of [false, true]) {
      for (let log2 = 0; log2 <= mostLog2; log2++)
        add(bucketBytes(log2, slotBytes, hasPointers), classicShape(log2, slotBytes, hasPointers));
      for (let slots = slotsPerBucket; slots <= mostSwissSlots; slots *= 2)
        add(groupBytes(slots, slotBytes, hasPointers), swissShape(slots, slotBytes, hasPointers));
    }
  return bySize;
}

function isSame(one: TableShape, other: TableShape): boolean {
  return (
    one.family === other.family && one.slotBytes === other.slotBytes && one.slots === other.slots
  );
}

/** From 16 buckets on, one in 16 is added for overflow. */
function bucketBytes(log2: number, slotBytes: number, hasPointers: boolean): number {
  const buckets = 2 ** log2 + (log2 >= 4 ? 2 ** (log2 - 4) : 0);
  return chargedBytes(buckets * (16 + slotsPerBucket * slotBytes), hasPointers);
}

function groupBytes(slots: number, slotBytes: number, hasPointers: boolean): number {
  return chargedBytes((slots / slotsPerBucket) * (8 + slotsPerBucket * slotBytes), hasPointers);
}

function classicShape(log2: number, slotBytes: number, hasPointers: boolean): TableShape {
  const bytes = bucketBytes(log2, slotBytes, hasPointers);
  const nextBytes = bucketBytes(log2 + 1, slotBytes, hasPointers);
  return {
    family: 'classic',
    slotBytes,
    slots: slotsPerBucket * 2 ** log2,
    entriesFrom: log2 === 0 ? 1 : classicLimit(log2 - 1) + 1,
    entriesTo: classicLimit(log2),
    nextBytes,
    peakBytes: bytes + nextBytes,
  };
}

/** Most entries before a growth: 6.5 a bucket, and 8 in a single one. */
function classicLimit(log2: number): number {
  return log2 === 0 ? slotsPerBucket : 6.5 * 2 ** log2;
}

function swissShape(slots: number, slotBytes: number, hasPointers: boolean): TableShape {
  const bytes = groupBytes(slots, slotBytes, hasPointers);
  const splits = slots === mostSwissSlots;
  const nextBytes = splits ? 2 * bytes : groupBytes(2 * slots, slotBytes, hasPointers);
  return {
    family: 'swiss',
    slotBytes,
    slots,
    entriesFrom:
      slots === slotsPerBucket ? 1 : splits ? swissLimit(slots) / 2 : swissLimit(slots / 2) + 1,
    entriesTo: swissLimit(slots),
    nextBytes,
    peakBytes: bytes + nextBytes,
  };
}

/** Most entries before a growth: 7 of 8 slots, and all of a single group. */
function swissLimit(slots: number): number {
  return slots === slotsPerBucket ? slots : (slots / 8) * 7;
}
