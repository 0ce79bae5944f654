import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { GrowthEvent, GrowthKind } from '../growth-event.ts';
import type { PlannedGrowth } from '../size/growth-plan.ts';

/** What a sentence needs to know of a growth, planned or recorded. */
export type SentencedGrowth = Pick<
  GrowthEvent,
  'kind' | 'entries' | 'fromBuckets' | 'toBuckets' | 'bytesBefore' | 'bytesDuring'
> & { readonly wave?: PlannedGrowth['wave'] };

/**
 * A growth in words: `doubles at insert 851,969: 38.3 MiB for the new table while ...`.
 *
 * @param at the write that starts it, where it is no insert of a new key into a map that only grows
 */
export function growthSentence(
  growth: SentencedGrowth,
  at: string = `insert ${formatCount(growth.entries)}`,
): string {
  const { kind, entries, bytesBefore, bytesDuring, wave = null } = growth;
  const insert = formatCount(entries);
  if (wave !== null && wave.tables > 1) {
    const tables = formatCount(wave.tables);
    const verb = kind === 'split' ? 'splits' : 'grows';
    return `${verb} its ${tables} tables one by one from insert ${insert} to ${formatCount(wave.lastAtEntries)}: from ${formatBytes(bytesBefore)} to ${formatBytes(bytesDuring)}`;
  }
  const added = formatBytes(bytesDuring - bytesBefore);
  const old = formatBytes(bytesBefore);
  const [verb, made] = words[kind];
  return `${verb} at ${at}: ${added} for ${made} while ${old} of the old map still lives`;
}

const words: Readonly<Record<GrowthKind, readonly [verb: string, made: string]>> = {
  double: ['doubles', 'the new table'],
  'same-size': ['rebuilds its table in the same size', 'the new table'],
  'table-growth': ['grows a table', 'the new table'],
  split: ['splits a table', 'the new tables'],
  'directory-doubling': ['doubles its directory', 'the new directory'],
  prune: ['prunes deleted slots', 'nothing new'],
  rehash: ['rehashes in the same size', 'the new table'],
  shrink: ['shrinks', 'the new table'],
};
