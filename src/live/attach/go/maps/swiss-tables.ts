import { numberAt } from '../../../../base/primitives/number-at.ts';
import {
  largestTableSlots,
  swissTableCapacity,
} from '../../../../maps/model/size/swiss-go-layout.ts';
import { readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoMapParts, SwissTable } from './go-map.ts';
import type { MapContext, MemoryReader } from './map-context.ts';
import { groupSlots, type SwissHeader } from './swiss-header.ts';

/** Bytes of the record of one table, a size class of its own. */
export const tableRecordBytes = 32;

/** Looks at a table that a program replaces meanwhile. */
const mostLooks = 3;

/**
 * The tables in the order of the directory; `null` where they do not agree, and `'none'` where a pointer
 * of the directory leads to something that is no table.
 */
export function readTables(
  context: MapContext,
  header: SwissHeader,
): readonly SwissTable[] | 'none' | null {
  const { directory, directoryLength, depth } = header;
  const pointers = context.memory.pieceAt(directory, 8 * directoryLength);
  if (pointers === null) return null;
  const tables: SwissTable[] = [];
  for (let index = 0; index < directoryLength;) {
    let pointer = readWord(pointers.in, pointers.at + 8 * index);
    let table = tableAt(context, pointer, index, depth, context.find);
    // A split puts two new tables into the places of one.
    for (let look = 0; table === null && look < mostLooks; look++) {
      const now = context.memory.readWord(directory + 8 * index);
      if (now === null) return null;
      if (now === pointer && context.findNow(now)?.bytes !== tableRecordBytes) return 'none';
      pointer = now;
      table = tableAt(context, pointer, index, depth, context.findNow);
    }
    if (table === null) return null;
    const step = 2 ** (depth - table.localDepth);
    // An array that is added to has room for 16 more, which each of many maps would keep.
    if (index === 0 && step === directoryLength) return [table];
    tables.push(table);
    index += step;
  }
  return tables;
}

/**
 * Whether the tables of a map whose header stayed are those of the last look: an insert and a delete in
 * between leave the count, but not the inserts that a table takes. Other maps have nothing else to change.
 */
export function hasSameTables(
  memory: MemoryReader,
  { swiss }: GoLayout,
  parts: GoMapParts,
): boolean {
  if (parts.family === 'classic' || parts.group !== null || swiss === null) return true;
  const { directory, depth, tables } = parts;
  const { table: at, groups: groupsAt } = swiss;
  const pointers = memory.pieceAt(directory.address, 8 * 2 ** depth);
  if (pointers === null) return false;
  let index = 0;
  for (const { address, localDepth, entries, growthLeft, groups } of tables) {
    if (readWord(pointers.in, pointers.at + 8 * index) !== address) return false;
    const piece = memory.pieceAt(address, at.structSize);
    if (piece === null) return false;
    const { in: bytes, at: from } = piece;
    const isSame =
      halfAt(bytes, from + at.used) === entries &&
      halfAt(bytes, from + at.growthLeft) === growthLeft &&
      readWord(bytes, from + at.groups + groupsAt.data) === groups.address;
    if (!isSame) return false;
    index += 2 ** (depth - localDepth);
  }
  return true;
}

function tableAt(
  { memory, layout }: MapContext,
  address: number,
  index: number,
  depth: number,
  find: MapContext['find'],
): SwissTable | null {
  const record = find(address);
  if (record?.bytes !== tableRecordBytes || layout.swiss === null) return null;
  const { table: at, groups: groupsAt } = layout.swiss;
  const piece = memory.pieceAt(address, at.structSize);
  if (piece === null) return null;
  const { in: bytes, at: from } = piece;
  if (readWord(bytes, from + at.index) !== index) return null;
  const localDepth = numberAt(bytes, from + at.localDepth);
  const slots = halfAt(bytes, from + at.capacity);
  const groupsAddress = readWord(bytes, from + at.groups + groupsAt.data);
  const mask = readWord(bytes, from + at.groups + groupsAt.lengthMask);
  const isWhole = localDepth <= depth && isCapacity(slots) && mask === slots / groupSlots - 1;
  const object = isWhole ? find(groupsAddress) : null;
  if (object === null) return null;
  const entries = halfAt(bytes, from + at.used);
  const growthLeft = halfAt(bytes, from + at.growthLeft);
  if (entries + growthLeft > capacityOf(slots)) return null;
  const groups = { address: groupsAddress, object };
  return { address, record, entries, slots, growthLeft, localDepth, groups };
}

/** Without the checks of `readUInt16LE`. */
function halfAt(bytes: Buffer, at: number): number {
  return numberAt(bytes, at) + numberAt(bytes, at + 1) * 2 ** 8;
}

function isCapacity(slots: number): boolean {
  return slots >= groupSlots && slots <= largestTableSlots && Number.isInteger(Math.log2(slots));
}

/** Entries that a table takes: one slot of the smallest stays free, an eighth of others. */
export function capacityOf(slots: number): number {
  return slots <= groupSlots ? slots - 1 : swissTableCapacity(slots);
}
