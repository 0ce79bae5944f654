import { alignUp, type GoType } from '../go-type/go-type.ts';
import { slotPart } from '../map-slot-sizes.ts';
import { chargedBytes } from '../size-class.ts';

const slotsPerGroup = 8;
const controlBytes = 8;
const tableHeaderBytes = 32;
const largestAllocationBytes = 2 ** 48;

/** Slots of the largest table, and the smallest that a hint or a growth makes. */
export const largestTableSlots = 1024;

/** The group of a Swiss Go map (1.24 and later) with keys and values of one type. */
export interface SwissGroup {
  readonly sizeBytes: number;
  readonly hasPointers: boolean;
}

/** A control word, then 8 slots of a key and a value laid out as a struct. */
export function swissGroup(key: GoType, value: GoType): SwissGroup {
  const keyPart = slotPart(key);
  const valuePart = slotPart(value);
  const hasPointers = keyPart.hasPointers || valuePart.hasPointers;
  if (keyPart.inlineBytes + valuePart.inlineBytes === 0) return { sizeBytes: 16, hasPointers };
  const valueStart = alignUp(keyPart.inlineBytes, valuePart.alignBytes);
  const slotBytes = alignUp(
    valueStart + Math.max(valuePart.inlineBytes, 1),
    Math.max(keyPart.alignBytes, valuePart.alignBytes),
  );
  return { sizeBytes: controlBytes + slotsPerGroup * slotBytes, hasPointers };
}

/** What the only group of a map of at most 8 entries is charged. */
export function swissGroupBytes({ sizeBytes, hasPointers }: SwissGroup): number {
  return chargedBytes(sizeBytes, hasPointers);
}

/** What the groups of a table of that many slots are charged. */
export function swissArrayBytes({ sizeBytes, hasPointers }: SwissGroup, slots: number): number {
  return chargedBytes((slots / slotsPerGroup) * sizeBytes, hasPointers);
}

/** What a table of that many slots is charged, with its header. */
export function swissTableBytes(group: SwissGroup, slots: number): number {
  return tableHeaderBytes + swissArrayBytes(group, slots);
}

/** Whether tables of both groups are charged the same in every size that a table can have. */
export function swissChargesEqual(one: SwissGroup, other: SwissGroup): boolean {
  for (let slots = slotsPerGroup; slots <= largestTableSlots; slots *= 2)
    if (swissArrayBytes(one, slots) !== swissArrayBytes(other, slots)) return false;
  return true;
}

/** What a directory of that many tables is charged. */
export function swissDirectoryBytes(tables: number): number {
  return chargedBytes(8 * tables, true);
}

/** Entries that a table takes before the next insert grows or splits it: 7 of 8 slots. */
export function swissTableCapacity(slots: number): number {
  return (slots / 8) * 7;
}

/** What `make` builds for a hint. */
export interface SwissShape {
  /** log2 of the number of tables. */
  readonly depth: number;
  /** Slots of each table; 8 stands for the small map, which has a group and no table. */
  readonly tableSlots: number;
}

/** Room for the hint at 7/8 load, over as many tables of at most 1024 slots as that takes. */
export function swissShapeFor(hint: number): SwissShape {
  if (hint <= slotsPerGroup) return { depth: 0, tableSlots: slotsPerGroup };
  // Not floor(hint * 8 / 7): the product of a large hint would not be exact.
  const target = hint + Math.floor(hint / 7);
  const depth = ceilLog2(Math.ceil(target / largestTableSlots));
  const perTable = Math.floor(target / 2 ** depth);
  return { depth, tableSlots: 2 ** ceilLog2(Math.max(slotsPerGroup, perTable)) };
}

/** Whether the tables for a hint fit into an address space. */
export function swissHintFits(key: GoType, value: GoType, hint: number): boolean {
  const { depth, tableSlots } = swissShapeFor(hint);
  const { sizeBytes } = swissGroup(key, value);
  return 2 ** depth * (tableSlots / slotsPerGroup) * sizeBytes <= largestAllocationBytes;
}

function ceilLog2(value: number): number {
  let log2 = 0;
  while (2 ** log2 < value) log2 += 1;
  return log2;
}
