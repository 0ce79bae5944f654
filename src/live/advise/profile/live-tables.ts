import type { MapModel } from '../../../maps/model/map-model.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { type HeapSample, sampledShare } from '../../attach/pprof/heap-profile.ts';
import { sampledCount } from '../../attach/pprof/sampled-count.ts';
import type { LiveFigures } from '../advice-document.ts';
import type { SiteTypes } from '../site-costs.ts';
import type { MapSite } from '../sites/map-site.ts';
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
  const { types, map, rateBytes } = made;
  const counted = rows.map((row) => ({
    ...row,
    count: sampledCount(row.sampled, sampledShare(row.blockBytes, rateBytes)),
  }));
  const sum = (value: (row: (typeof counted)[number]) => number): number =>
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
  const tables = sum(({ count }) => count.estimate);
  const isOneMap = tables === 1 || rows.every(({ size }) => size.isOneOfMany);
  const middle = isMade ? entriesTo : Math.round((entriesFrom + entriesTo) / 2);
  const next = isOneMap
    ? planGrowth({ map, ...types, entries: tables === 1 ? entriesTo : middle }).nextGrowth
    : null;
  return {
    source: 'profile',
    isEstimate: counted.some(({ count }) => count.low !== count.high),
    bytes: sum(({ blockBytes, count }) => blockBytes * count.estimate),
    tables,
    entriesFrom,
    entriesTo,
    nextGrowth:
      next === null
        ? null
        : { atEntries: next.entries, bytesDuring: next.bytesDuring, bytesAfter: next.bytesAfter },
  };
}
