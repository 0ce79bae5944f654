import { formatCount } from '../../../base/primitives/format-count.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { expectedLongest } from '../figures/poisson-buckets.ts';
import type { WeightedSentence } from './weighted-sentence.ts';

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
