import { guardFacts } from '../../../maps/model/guards.ts';
import type { Cell } from '../../../lab/config/cell.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import { familyFacts, modelFacts } from '../../../maps/model/model-facts.ts';
import { replacementSentence } from '../../../maps/model/plan/replacement-sentence.ts';
import { largestTableSlots } from '../../../maps/model/size/swiss-go-layout.ts';
import { largestV8Replacing } from '../../../maps/model/size/v8-table.ts';
import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import { mapFiguresOf } from '../../../maps/figures/map-figures.ts';
import { nextGrowth } from '../../../maps/figures/next-growth.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { isInsertOnly } from '../figures/describe-cell.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';

/** The growth that needed most memory, growths that made nothing larger, and the one to come. */
export function growthFindings(record: CellRecord): readonly WeightedSentence[] {
  const counts = exactCountsOf(record);
  if (counts === null) return [];
  const limitBytes = arenaLimitOf(record);
  return [
    ...hintFinding(record.cell, counts),
    ...sameSizeFinding(counts),
    ...largestGrowth(record.cell, counts, limitBytes),
    ...comingGrowth(record, counts, limitBytes),
    ...largestTable(record.cell, counts),
  ];
}

function hintFinding(cell: Cell, counts: ExactCounts): readonly WeightedSentence[] {
  if (cell.hint === 0 || counts.growthEvents.length > 0) return [];
  const sentence = `never grows: the hint of ${formatCount(cell.hint)} took ${formatBytes(counts.stats.bytesHeld)} once, and nothing was abandoned on the way`;
  return [{ weight: 'swelling', sentence }];
}

/** Go's repair of a map with too many overflow buckets: a second table of the size of the first. */
function sameSizeFinding(counts: ExactCounts): readonly WeightedSentence[] {
  const rebuilt = counts.growthEvents.filter(({ kind }) => kind === 'same-size');
  const number = counts.stats.growthsByKind['same-size'] ?? rebuilt.length;
  const [largest] = rebuilt.toSorted((a, b) => b.bytesDuring - a.bytesDuring);
  if (largest === undefined) return [];
  const sentence = `rebuilds its table in the same size ${number === 1 ? 'once' : counted(number, 'time')}: ${formatBytes(largest.bytesDuring)} on the way where ${formatBytes(largest.bytesBefore)} were held, without one entry more`;
  return [{ weight: 'swelling', sentence }];
}

function largestGrowth(
  cell: Cell,
  counts: ExactCounts,
  limitBytes: number | null,
): readonly WeightedSentence[] {
  const [largest] = counts.growthEvents
    .filter(({ kind }) => kind !== 'same-size')
    .toSorted((a, b) => b.bytesDuring - a.bytesDuring);
  if (largest === undefined) return [];
  const together = `together ${formatBytes(largest.bytesDuring)}${ofLimit(largest.bytesDuring, limitBytes)}`;
  const sentence = `${growthSentence(largest, whereOf(cell, largest))}, ${together}`;
  return [{ weight: 'swelling', sentence }];
}

/** Entries equal inserts only in one map that is never deleted from or overwritten. */
function whereOf(cell: Cell, event: GrowthEvent): string {
  const isSharded = guardFacts(cell.guard).shards > 1;
  if (!isSharded && isInsertOnly(cell) && event.operation === event.entries)
    return `insert ${formatCount(event.operation)}`;
  const entries = counted(event.entries, 'entry', 'entries');
  return `operation ${formatCount(event.operation)} (${isSharded ? `one shard, ${entries}` : entries})`;
}

function ofLimit(bytes: number, limitBytes: number | null): string {
  if (limitBytes === null || bytes / limitBytes < 0.05) return '';
  return `, ${formatShare(bytes / limitBytes)} of what it may hold`;
}

/** Where every write was an insert into one map, the growth to come is known to the insert. */
function comingGrowth(
  { cell, exact }: CellRecord,
  { stats, shape }: ExactCounts,
  limitBytes: number | null,
): readonly WeightedSentence[] {
  const isOneMap = cell.target === 'reference' && guardFacts(cell.guard).shards === 1;
  const isWhole = exact.every(({ outcome }) => outcome.kind === 'completed');
  if (!isOneMap || !isWhole || !isInsertOnly(cell)) return [];
  // Tables of a Swiss map grow one by one, at inserts that the hash decides.
  const { growsAsOne, slotsPerBucket } = modelFacts(cell.map);
  if (!growsAsOne && stats.buckets * slotsPerBucket > largestTableSlots) return [];
  const next = nextGrowth(cell, mapFiguresOf(stats, shape), null, limitBytes);
  if (next === null) return [];
  const peak = formatBytes(next.bytesDuring);
  const coming = `will grow next at entry ${formatCount(next.entries)} and then hold ${peak}`;
  if (limitBytes === null) return [{ weight: 'note', sentence: coming }];
  const limit = formatLimitBytes(limitBytes);
  if (next.fits === true)
    return [{ weight: 'note', sentence: `${coming}, which fits: it may hold ${limit}` }];
  const sentence = `${coming}, which does not fit: it may hold ${limit}`;
  return [{ weight: 'swelling', sentence }];
}

/** What no memory helps against: said one doubling before V8's largest table. */
function largestTable({ target }: Cell, { stats }: ExactCounts): readonly WeightedSentence[] {
  const slots = stats.buckets * familyFacts.v8.slotsPerBucket;
  if (target !== 'native' || slots < largestV8Replacing) return [];
  const sentence = `has a table of ${formatCount(slots)} slots: ${replacementSentence('map')}`;
  return [{ weight: 'note', sentence }];
}
