import { groupBy } from '../../../base/primitives/group-by.ts';
import type { HeapProfile, HeapSample, ProfileFrame } from './heap-profile.ts';
import { sampledShare } from './heap-profile.ts';
import { fitShapes, largestSmallBytes, provenSlotBytes } from './fit-shapes.ts';
import { type SampledCount, sampledCount } from './sampled-count.ts';
import { type TableShape, tableShapes } from './table-shapes.ts';

/** Tables of one size that a line made, and that are in use. */
export interface TablesOfLine {
  readonly blockBytes: number;
  readonly sampled: number;
  readonly count: SampledCount;
  /** Shapes that fit, most likely first; empty where none does, as for a type of several on one line. */
  readonly shapes: readonly TableShape[];
}

/** A line of the program that holds tables of maps. */
export interface TableLine {
  readonly family: TableShape['family'];
  /** By the functions of the runtime that allocated, or only by sizes that nothing else has. */
  readonly evidence: 'functions' | 'sizes';
  /** The line, and the calls that led to it. */
  readonly frames: readonly ProfileFrame[];
  /** Whether tables were made at a size that the program asked for: they may be empty. */
  readonly isPresized: boolean;
  readonly tables: readonly TablesOfLine[];
  /** Bytes in use of these tables. */
  readonly bytes: SampledCount;
}

/** What a heap profile shows of maps. */
export interface TablesInProfile {
  readonly rateBytes: number;
  /** Largest first. */
  readonly lines: readonly TableLine[];
  /** Estimated bytes in use: of the profile, of tables, and what else maps of the known lines hold. */
  readonly bytesInUse: number;
  readonly tableBytes: number;
  readonly otherMapBytes: number;
  /** Whether the profile names functions of the runtime: without them small tables are not known. */
  readonly hasRuntimeCalls: boolean;
}

const mapFunction =
  /^runtime\.(?:makemap|mapassign|mapclone|makeBucketArray|hashGrow|growWork|evacuate|\(\*hmap\)\.)|^internal\/runtime\/maps\./;
const makesBuckets = new Set(['runtime.makeBucketArray']);
const makesGroups = new Set(['internal/runtime/maps.newarray', 'internal/runtime/maps.newGroups']);
const split = 'internal/runtime/maps.(*table).split';
const presizes = new Set([
  'runtime.makemap',
  'runtime.makemap64',
  'internal/runtime/maps.NewMap',
  'runtime.mapclone',
  'runtime.mapclone2',
]);

/** Finds the lines that hold tables of Go maps, and what their sizes tell. */
export function findTables({ rateBytes, samples }: HeapProfile): TablesInProfile {
  const rows = samples.filter(({ blockBytes }) => blockBytes > 0);
  const tables = rows.flatMap((sample): TableRow[] => {
    const calls = sample.runtimeCalls ?? [];
    const family = calls.some((name) => makesGroups.has(name))
      ? 'swiss'
      : calls.some((name) => makesBuckets.has(name))
        ? 'classic'
        : null;
    const isOfSplit = calls.includes(split);
    const isPresized = calls.some((name) => presizes.has(name));
    return family === null
      ? []
      : [{ ...sample, family, isOfSplit, isPresized, evidence: 'functions' }];
  });
  const unnamed = rows.filter(({ runtimeCalls }) => runtimeCalls === null);
  const bySize = [...groupBy(unnamed, ({ frames }) => JSON.stringify(frames)).values()];
  const all = [...tables, ...bySize.flatMap(tablesBySize)];
  const lines = [...groupBy(all, keyOfLine).values()]
    .map((ofLine) => lineOf(ofLine, rateBytes))
    .filter(({ tables: inUse }) => inUse.length > 0)
    .toSorted((one, other) => other.bytes.estimate - one.bytes.estimate);
  const others = rows.filter(
    (sample) =>
      !tables.some(
        (row) => row.frames === sample.frames && row.runtimeCalls === sample.runtimeCalls,
      ) && (sample.runtimeCalls ?? []).some((name) => mapFunction.test(name)),
  );
  return {
    rateBytes,
    lines,
    bytesInUse: bytesOf(rows, rateBytes),
    tableBytes: lines.reduce((sum, { bytes }) => sum + bytes.estimate, 0),
    otherMapBytes: bytesOf(others, rateBytes),
    hasRuntimeCalls: unnamed.length < rows.length,
  };
}

interface TableRow extends HeapSample {
  readonly family: TableShape['family'];
  readonly evidence: TableLine['evidence'];
  readonly isOfSplit: boolean;
  readonly isPresized: boolean;
}

/**
 * Tables of one stack by sizes alone. Classic ones double again and again, with a sixteenth part for
 * overflow. A split of a Swiss table allocates twice in different places, so that one call of the
 * program has two samples of the same size, which no other function of the runtime does.
 */
function tablesBySize(rows: readonly HeapSample[]): readonly TableRow[] {
  const slotBytes = provenSlotBytes(rows.map(({ blockBytes }) => blockBytes));
  if (slotBytes !== null)
    return rows
      .filter(
        ({ blockBytes }) =>
          blockBytes > largestSmallBytes &&
          tableShapes(blockBytes).some(
            (shape) => shape.family === 'classic' && shape.slotBytes === slotBytes,
          ),
      )
      .map((row) => rowBySize(row, 'classic', false));
  const twice = rows.filter(
    (row) =>
      rows.some((other) => other !== row && other.blockBytes === row.blockBytes) &&
      tableShapes(row.blockBytes).some(({ family, slots }) => family === 'swiss' && slots === 1024),
  );
  return twice.map((row) => rowBySize(row, 'swiss', true));
}

function rowBySize(row: HeapSample, family: TableShape['family'], isOfSplit: boolean): TableRow {
  return { ...row, family, evidence: 'sizes', isOfSplit, isPresized: false };
}

function keyOfLine({ family, evidence, frames: [first] }: TableRow): string {
  return `${family} ${evidence} ${first?.function} ${first?.file}:${first?.line}`;
}

function lineOf(rows: readonly TableRow[], rateBytes: number): TableLine {
  const [first] = rows;
  if (first === undefined) throw new Error('a group has a row at least');
  const sizes = [...groupBy(rows, ({ blockBytes }) => blockBytes)].map(([blockBytes, ofSize]) => ({
    blockBytes,
    isOfSplit: ofSize.some(({ isOfSplit }) => isOfSplit),
    sampled: ofSize.reduce((sum, { sampledInUse }) => sum + sampledInUse, 0),
  }));
  const shapes = fitShapes(first.family, sizes);
  const tables = sizes
    .filter(({ sampled }) => sampled > 0)
    .map((size) => ({
      blockBytes: size.blockBytes,
      sampled: size.sampled,
      count: sampledCount(size.sampled, sampledShare(size.blockBytes, rateBytes)),
      shapes: shapes.get(size) ?? [],
    }))
    .toSorted((one, other) => total(other) - total(one));
  return {
    family: first.family,
    evidence: first.evidence,
    frames: first.frames,
    isPresized: rows.some(({ isPresized, sampledInUse }) => isPresized && sampledInUse > 0),
    tables,
    bytes: {
      estimate: tables.reduce((sum, each) => sum + total(each), 0),
      low: tables.reduce((sum, { blockBytes, count }) => sum + blockBytes * count.low, 0),
      high: tables.reduce((sum, { blockBytes, count }) => sum + blockBytes * count.high, 0),
    },
  };
}

function total({ blockBytes, count }: TablesOfLine): number {
  return blockBytes * count.estimate;
}

function bytesOf(samples: readonly HeapSample[], rateBytes: number): number {
  const bytes = samples.reduce(
    (sum, { blockBytes, sampledInUse }) =>
      sum + (blockBytes * sampledInUse) / sampledShare(blockBytes, rateBytes),
    0,
  );
  return Math.round(bytes);
}
