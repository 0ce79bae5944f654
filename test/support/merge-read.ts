import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { collectMerged, openMerge, type OpenMerge } from '../../src/lab/run/shards/merge-shards.ts';
import type { ShardAttempt } from '../../src/lab/run/shards/read-shard.ts';

/** A merge with its records whole. */
export function mergeRead(
  attempts: readonly ShardAttempt[],
): Omit<OpenMerge, 'records'> & { readonly records: readonly RunRecord[] } {
  const merge = openMerge(attempts);
  return { ...merge, records: merge.records.map(collectMerged) };
}
