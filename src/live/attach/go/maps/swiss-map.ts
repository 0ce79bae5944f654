import { swissDirectoryBytes } from '../../../../maps/model/size/swiss-go-layout.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import { controlEntries } from './control-words.ts';
import { boxBytesPerEntry } from './entry-boxes.ts';
import {
  emptyMap,
  type Judgement,
  type MapLook,
  noMap,
  type SwissTable,
  type TableObject,
  unprovenMap,
  unsureMap,
} from './go-map.ts';
import { type TableShape, typeInFrontOf, type TypeVerdict } from './inner-types.ts';
import type { MapContext } from './map-context.ts';
import { groupSlots, type SwissHeader } from './swiss-header.ts';
import { capacityOf, readTables, tableRecordBytes } from './swiss-tables.ts';

/** What the allocator charges for a header. */
const mapRecordBytes = 48;
/** Groups whose control bytes are looked at in full; of more, a sample. */
const mostCheckedGroups = 4;

/** Judges a header by everything that belongs to it. */
export function judgeSwiss(context: MapContext, header: SwissHeader): Judgement {
  const { directory, directoryLength, entries } = header;
  if (directory === 0) return entries === 0 && directoryLength === 0 ? emptyMap : noMap;
  const object = context.find(directory);
  if (object === null) return noMap;
  const found = { address: directory, object };
  return directoryLength === 0
    ? judgeSmall(context, header, found)
    : judgeTables(context, header, found);
}

function judgeSmall(context: MapContext, { entries }: SwissHeader, group: TableObject): Judgement {
  const shapes = [{ kind: 'small-swiss', bytes: group.object.bytes }] as const;
  const verdict = context.known ?? verdictOn(context, group.object, shapes);
  if (verdict === null) return noMap;
  if (context.known === null) {
    if (!verdict.isConfirmed && entries === 0) return emptyMap;
    if (!verdict.isConfirmed && entries === groupSlots) return unprovenMap;
    if (controlEntries(context.memory, group.address) !== entries) return unsureMap;
  }
  const boxBytes = boxBytesPerEntry(verdict.candidates);
  const figures = figuresOf({
    entries,
    deleted: 0,
    capacityEntries: groupSlots,
    groups: 1,
    tableBytes: group.object.bytes,
    headerBytes: mapRecordBytes,
    boxBytes,
    tables: null,
  });
  return {
    kind: 'map',
    verdict,
    look: { figures, isEstimate: false, parts: { family: 'swiss', group } },
  };
}

function judgeTables(context: MapContext, header: SwissHeader, directory: TableObject): Judgement {
  const isDirectory =
    directory.object.hasPointers &&
    directory.object.bytes === swissDirectoryBytes(header.directoryLength);
  if (!isDirectory) return noMap;
  const tables = readTables(context, header);
  if (tables === 'none') return noMap;
  const first = tables?.[0];
  if (tables === null || first === undefined) return unsureMap;
  const fullest = tables.reduce((a, b) => (b.slots > a.slots ? b : a));
  const verdict = context.known ?? verdictOn(context, fullest.groups.object, shapesOf(tables));
  if (verdict === null) return noMap;
  if (context.known === null) {
    if (!addsUp(context, header, tables)) return unsureMap;
    const { evidence, candidates } = verdict;
    const isProven = evidence === 'type-header' || evidence === 'unread' || candidates.length === 0;
    if (!isProven && !agrees(context, first, verdict)) return unsureMap;
  }
  return { kind: 'map', verdict, look: lookAt(header, directory, tables, verdict) };
}

/** While a program writes, the map's count moves on as its tables are read. */
function addsUp(
  { memory, layout }: MapContext,
  { address, entries }: SwissHeader,
  tables: readonly SwissTable[],
): boolean {
  const sum = total(tables, (table) => table.entries);
  if (sum === entries) return true;
  const now = memory.readWord(address + (layout.swiss?.Map.used ?? 0));
  if (now === null || now === entries) return false;
  const moved = Math.abs(now - entries);
  return Math.abs(sum - entries) <= 2 * moved + entries / 50;
}

function lookAt(
  { entries, depth }: SwissHeader,
  directory: TableObject,
  tables: readonly SwissTable[],
  { candidates }: TypeVerdict,
): MapLook {
  let [capacityEntries, used, slots, tableBytes] = [0, 0, 0, 0];
  for (const table of tables) {
    capacityEntries += capacityOf(table.slots);
    used += table.entries + table.growthLeft;
    slots += table.slots;
    tableBytes += table.groups.object.bytes;
  }
  const figures = figuresOf({
    entries,
    deleted: Math.max(0, capacityEntries - used),
    capacityEntries,
    groups: slots / groupSlots,
    tableBytes,
    headerBytes: mapRecordBytes + directory.object.bytes + tables.length * tableRecordBytes,
    boxBytes: boxBytesPerEntry(candidates),
    // An array that is added to has room for 16 more, which each of many maps would keep.
    tables: tables.map(({ slots: each, growthLeft, localDepth }) => ({
      slots: each,
      insertsLeft: growthLeft,
      share: 2 ** -localDepth,
    })),
  });
  return {
    figures,
    isEstimate: false,
    parts: { family: 'swiss', group: null, depth, directory, tables },
  };
}

interface SwissCounts {
  readonly entries: number;
  readonly deleted: number;
  readonly capacityEntries: number;
  readonly groups: number;
  readonly tableBytes: number;
  readonly headerBytes: number;
  readonly boxBytes: number | null;
  readonly tables: MapLook['figures']['tables'];
}

function figuresOf(counts: SwissCounts): MapLook['figures'] {
  const { entries, groups, tableBytes, boxBytes } = counts;
  const boxes = boxBytes === null ? null : boxBytes * entries;
  return {
    entries,
    deleted: counts.deleted,
    capacityEntries: counts.capacityEntries,
    loadFactor: entries / (groupSlots * groups),
    buckets: groups,
    overflowBuckets: 0,
    bytes: {
      held: counts.headerBytes + tableBytes + (boxes ?? 0),
      current: tableBytes,
      old: 0,
      headers: counts.headerBytes,
      entries: boxes,
      peak: null,
    },
    growing: null,
    growthsByKind: null,
    tables: counts.tables,
  };
}

function verdictOn(
  { memory, types, maskOf, readsTypes }: MapContext,
  groups: HeapObject,
  shapes: readonly TableShape[],
): TypeVerdict | null {
  // A directory of records that agree with one another and with the header is no other struct.
  const isWritten = groups.hasHeader && shapes[0]?.kind === 'swiss';
  const later = isWritten && !readsTypes ? types.unread(shapes) : null;
  if (later !== null) return later;
  const header = typeInFrontOf(groups, (address) => memory.readWord(address));
  return header === null
    ? types.bySize(groups.hasPointers, shapes, () => maskOf(groups))
    : types.byHeader(header);
}

/** Largest first: that is the one whose type is asked for. */
function shapesOf(tables: readonly SwissTable[]): readonly TableShape[] {
  const [first] = tables;
  if (first !== undefined && tables.length === 1) return [shapeOf(first)];
  const bySlots = new Map(tables.map((table) => [table.slots, shapeOf(table)]));
  return [...bySlots.values()].toSorted((a, b) => b.slots - a.slots);
}

function shapeOf({ slots, groups }: SwissTable): Extract<TableShape, { kind: 'swiss' }> {
  return { kind: 'swiss', slots, bytes: groups.object.bytes };
}

/** Whether control bytes of a table agree with what it says that it holds. */
function agrees({ memory }: MapContext, table: SwissTable, { candidates }: TypeVerdict): boolean {
  const groups = table.slots / groupSlots;
  const sizes = [...new Set(candidates.map(({ inner }) => inner.sizeBytes))];
  return sizes.some((groupBytes) => {
    const step = Math.max(1, groups / mostCheckedGroups);
    const checked = Math.min(groups, mostCheckedGroups);
    const held = Array.from({ length: checked }, (_, index) =>
      controlEntries(memory, table.groups.address + index * step * groupBytes),
    );
    const sum = held.reduce<number>((all, each) => all + (each ?? 0), 0);
    if (held.includes(null)) return false;
    return groups > mostCheckedGroups || sum === table.entries;
  });
}

function total<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
