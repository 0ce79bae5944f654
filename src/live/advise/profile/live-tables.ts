import type { MapModel } from '../../../maps/model/map-model.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { type HeapSample, sampledShare } from '../../attach/pprof/heap-profile.ts';
import { type SampledCount, sampledCount } from '../../attach/pprof/sampled-count.ts';
import type { LiveFigures, NextGrowth } from '../advice-document.ts';
import type { SiteTypes } from '../site-costs.ts';
import type { MapSite } from '../sites/map-site.ts';
import { entriesOfTables, likelyTables } from './likely-tables.ts';
import type { ProfileIndex } from './profile-index.ts';
import { type TableSize, tableSizes } from './table-sizes.ts';

const oneBucket = 8;

interface Row {
  readonly blockBytes: number;
  readonly size: TableSize;
  readonly sampled: number;
}

/** What a heap profile shows of a site: `null` where none of its blocks is a table of that type. */
export function liveTables(
  site: MapSite,
  types: SiteTypes,
  map: MapModel,
  index: ProfileIndex,
): LiveFigures | null {
  const sizes = tableSizes(map, types);
  const uses = site.uses.filter(({ kind }) => /^(?:write|create|replace|escape)$/.test(kind));
  // What a line of the map itself allocated comes before what a function got that it was handed to.
  const ordered = uses.toSorted(
    (a, b) => Number(a.kind === 'escape') - Number(b.kind === 'escape'),
  );
  const taken = ordered.map((use) => ({
    isMade: use.kind === 'create' || use.kind === 'replace',
    samples: index.take(use, (bytes) => sizes.has(bytes)),
  }));
  const rows = rowsOf(
    taken.flatMap(({ samples }) => samples),
    sizes,
  );
  if (rows.length === 0) return null;
  // A table that was made in its size may be empty.
  const isMade = taken.some(({ isMade: made, samples }) => made && samples.length > 0);
  return figuresOf(rows, isMade, { types, map, rateBytes: index.rateBytes });
}

function rowsOf(
  samples: readonly HeapSample[],
  sizes: ReadonlyMap<number, TableSize>,
): readonly Row[] {
  const bySize = new Map<number, number>();
  for (const { blockBytes, sampledInUse } of samples)
    bySize.set(blockBytes, (bySize.get(blockBytes) ?? 0) + sampledInUse);
  const rows = [...bySize]
    .toSorted(([a], [b]) => b - a)
    .flatMap(([blockBytes, count]) => {
      const size = sizes.get(blockBytes);
      return size === undefined ? [] : [{ blockBytes, size, sampled: count }];
    });
  const [largest] = rows;
  if (largest === undefined) return rows;
  // What a map of many tables has beside them is its directory; beside a large table, what has the size of
  // one bucket is its overflow, or a key on the same line.
  const { size, sampled: seen } = largest;
  if (size.isOneOfMany && seen > 1) return rows.slice(0, 1);
  return rows.filter((row) => size.entriesTo <= oneBucket || row.size.entriesTo > oneBucket);
}

interface Made {
  readonly types: SiteTypes;
  readonly map: MapModel;
  readonly rateBytes: number;
}

function figuresOf(rows: readonly Row[], isMade: boolean, made: Made): LiveFigures {
  const counted = rows.map((row) => countedRow(row, made.rateBytes));
  const sum = (value: (row: CountedRow) => number): number =>
    counted.reduce((total, row) => total + value(row), 0);
  // While a classic map grows its old table lives beside the new one, which all its entries go to.
  const holding = counted.filter(
    ({ size }) =>
      size.isOneOfMany || !counted.some((other) => other.size.entriesFrom === size.entriesTo + 1),
  );
  const entriesFrom = isMade
    ? 0
    : holding.reduce((total, { count, size }) => total + count.low * size.entriesFrom, 0);
  const entriesTo = holding.reduce(
    (total, { count, size }) => total + count.high * size.entriesTo,
    0,
  );
  const [nextGrowth = null, ...otherGrowths] = growthsOf(counted, isMade, made);
  return {
    source: 'profile',
    isEstimate: counted.some(({ count }) => count.low !== count.high),
    bytes: sum(({ blockBytes, tables: [tables] }) => blockBytes * tables),
    tables: sum(({ tables: [tables] }) => tables),
    entriesFrom,
    entriesTo,
    nextGrowth,
    otherGrowths,
  };
}

interface CountedRow extends Row {
  readonly count: SampledCount;
  /** Likeliest first. */
  readonly tables: readonly [number, ...number[]];
}

function countedRow(row: Row, rateBytes: number): CountedRow {
  const share = sampledShare(row.size.requestedBytes, rateBytes);
  const count = sampledCount(row.sampled, share);
  const [first = count.estimate, ...others] = row.size.isOneOfMany
    ? likelyTables(row.sampled, share, count)
    : [];
  return { ...row, count, tables: [first, ...others] };
}

/** The next growth of the one map that the rows are, for each number of tables that it may have. */
function growthsOf(
  rows: readonly CountedRow[],
  isMade: boolean,
  { types: { key, value }, map }: Made,
): readonly NextGrowth[] {
  const isOneMap = rows.every(({ size }) => size.isOneOfMany);
  const tables = isOneMap ? (rows[0]?.tables ?? []) : rows.map(({ tables: [first] }) => first);
  const [first] = rows;
  if (first === undefined || (!isOneMap && (rows.length > 1 || tables[0] !== 1))) return [];
  const { entriesTo } = first.size;
  const requests = tables.map((count) => {
    if (count === 1) return { entries: entriesTo };
    // What was made in its size tells by it what it was made for.
    if (isMade && Number.isInteger(Math.log2(count)))
      return { entries: 0, hint: count * entriesTo };
    return { entries: entriesOfTables(count) };
  });
  return requests.flatMap((request) => {
    const { nextGrowth: next } = planGrowth({ map, key, value, ...request });
    if (next === null) return [];
    return [
      { atEntries: next.entries, bytesDuring: next.bytesDuring, bytesAfter: next.bytesAfter },
    ];
  });
}
