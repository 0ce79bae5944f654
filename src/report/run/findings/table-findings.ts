import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { bitRanges } from '../figures/bit-ranges.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import type { WeightedSentence } from './run-finding.ts';
import { expectedLongest } from '../figures/poisson-buckets.ts';

/** Of fewer entries some bits of the hash are alike by chance. */
const fewestEntries = 100;
/** Share of the slots in use that deleted entries may hold before it is worth a word. */
const mostDeleted = 0.1;

/** What the table of a map keeps that nobody would expect: a stalled growth, stuck bits, deleted slots. */
export function tableFindings(record: CellRecord): readonly WeightedSentence[] {
  const counts = exactCountsOf(record);
  if (counts === null) return [];
  return [...stalledFinding(counts), ...stuckFinding(counts), ...deletedFinding(counts)];
}

function stalledFinding({ shape }: ExactCounts): readonly WeightedSentence[] {
  const evacuation = shape?.evacuation ?? null;
  if (shape === undefined || evacuation?.isStalled !== true) return [];
  const { movedBuckets, oldBuckets, fewestWritesLeft } = evacuation;
  const moved = `${formatCount(movedBuckets)} of ${counted(oldBuckets, 'old bucket')}`;
  const sentence = `keeps ${formatBytes(shape.bytesOldTable)} of an old table, because writes stopped when ${moved} had been moved: ${counted(fewestWritesLeft, 'write')} more, or up to twice as many, would free it`;
  return [{ weight: 'swelling', sentence }];
}

function stuckFinding({ quality }: ExactCounts): readonly WeightedSentence[] {
  if (quality === undefined || quality.entries < fewestEntries) return [];
  if (quality.stuckBits.length === 0) return [];
  const sentence = `has ${counted(quality.stuckBits.length, 'stuck hash bit')} (${bitRanges(quality.stuckBits)}): they are alike in all ${formatCount(quality.entries)} entries and tell none apart`;
  return [{ weight: 'swelling', sentence }];
}

function deletedFinding({ quality }: ExactCounts): readonly WeightedSentence[] {
  if (quality === undefined) return [];
  const { tombstones, entries } = quality;
  const share = tombstones / Math.max(1, tombstones + entries);
  if (share < mostDeleted) return [];
  const sentence = `ends with ${counted(tombstones, 'deleted slot')} that searches still pass, ${formatShare(share)} of those in use`;
  return [{ weight: 'note', sentence }];
}

/** A chain far longer than chance makes one: hash flooding, or a bad hash. */
export function chainFindings(record: CellRecord): readonly WeightedSentence[] {
  const chains = exactCountsOf(record)?.chains;
  if (chains === undefined) return [];
  const expected = expectedLongest(chains.entriesPerBucket);
  if (chains.maxChainEntries <= 2 * expected + 8) return [];
  const sentence =
    `has a chain of ${formatCount(chains.maxChainEntries)} entries in ` +
    `${formatCount(chains.maxChainBuckets)} buckets, where chance makes none above ${expected}: ` +
    'every write to it walks them all';
  return [{ weight: 'swelling', sentence }];
}
