import { normalCdf } from '../../base/stats/distributions/normal-cdf.ts';
import type { PlannedGrowth } from '../model/size/growth-plan.ts';
import { largestTableSlots } from '../model/size/swiss-go-layout.ts';
import type { MapFigures, TableFigures } from './map-figures.ts';

const tableRecordBytes = 32;
const wordBytes = 8;

/**
 * The wave in which all tables of a Swiss map double, by what each of them has left: `entries` is where
 * the first of them is expected to split or, once some have, where the last one is. `null` for a map whose
 * tables were not read, or that has only one.
 */
export function nextWave(figures: MapFigures): PlannedGrowth | null {
  const { tables, entries, bytes } = figures;
  if (tables === null || tables.length < 2) return null;
  const waiting = tablesToGrow(tables);
  const isUnderWay = waiting.length < tables.length;
  // Where half of all maps have seen it: as likely as not none has, or none is left.
  const inserts = firstInserts(waiting, isUnderWay ? 'last' : 'first');
  const slots = total(tables, (table) => table.slots);
  const bytesOf = (table: TableFigures): number => (bytes.current * table.slots) / slots;
  const isSplit = waiting.every((table) => table.slots === largestTableSlots);
  const directory = isSplit && !isUnderWay ? wordBytes * 2 ** depthOf(tables) : 0;
  const records = isSplit ? tableRecordBytes * waiting.length : 0;
  const bytesAfter = Math.round(bytes.held + total(waiting, bytesOf) + directory + records);
  // The last one to grow still lives beside what it becomes.
  const old = Math.round(Math.max(...waiting.map(bytesOf)));
  const fromBuckets = total(waiting, (table) => table.slots);
  const atEntries = entries + inserts;
  return {
    kind: isSplit ? 'split' : 'table-growth',
    entries: atEntries,
    fromBuckets,
    toBuckets: 2 * fromBuckets,
    bytesBefore: bytes.held,
    bytesDuring: bytesAfter + old,
    bytesAfter,
    isExpectedValue: true,
    wave: { tables: waiting.length, middleAtEntries: atEntries, lastAtEntries: atEntries },
  };
}

/** Share of all hashes whose tables have grown in the wave that is under way; `null` between waves. */
export function waveProgress({ tables }: MapFigures): number | null {
  if (tables === null || tables.length < 2) return null;
  const waiting = tablesToGrow(tables);
  return waiting.length === tables.length ? null : 1 - total(waiting, ({ share }) => share);
}

/** Those that are smaller than the others, or that more hashes lead to: they have yet to grow. */
function tablesToGrow(tables: readonly TableFigures[]): readonly TableFigures[] {
  const small = tables.filter(({ slots }) => slots < largestTableSlots);
  if (small.length > 0) return small;
  const share = Math.max(...tables.map((table) => table.share));
  return tables.filter((table) => table.share === share);
}

/** Tables with the same room: of thousands of tables there are at most 897 kinds. */
interface TableKind {
  readonly needed: number;
  readonly share: number;
  tables: number;
}

/** Inserts by which the first, or the last, of them has expectedly grown. */
function firstInserts(tables: readonly TableFigures[], which: 'first' | 'last'): number {
  const kinds = new Map<string, TableKind>();
  for (const { insertsLeft, share } of tables) {
    const key = `${insertsLeft} ${share}`;
    const kind = kinds.get(key) ?? { needed: insertsLeft + 1, share, tables: 0 };
    kind.tables += 1;
    kinds.set(key, kind);
  }
  const isDone = (inserts: number): boolean => {
    let grown = 0;
    for (const { needed, share, tables: count } of kinds.values()) {
      const chance = chanceOfFull(inserts, share, needed);
      grown += count * (which === 'first' ? chance : 1 - chance);
    }
    return which === 'first' ? grown >= Math.LN2 : grown <= Math.LN2;
  };
  let few = 0;
  let many = Math.max(...[...kinds.values()].map(({ needed, share }) => (8 * needed + 64) / share));
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (isDone(middle)) many = middle;
    else few = middle;
  }
  return Math.ceil(many);
}

/** That a table with this share of the hashes gets so many of the inserts: binomial, by its normal limit. */
function chanceOfFull(inserts: number, share: number, needed: number): number {
  const mean = inserts * share;
  if (inserts < needed) return 0;
  return normalCdf((mean - needed + 0.5) / Math.sqrt(mean * (1 - share)));
}

function depthOf(tables: readonly TableFigures[]): number {
  return Math.round(-Math.log2(Math.min(...tables.map(({ share }) => share))));
}

function total<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
