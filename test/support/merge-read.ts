import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { collectRecord } from '../../src/lab/record/stored/open-record.ts';
import { openMerge, type OpenMerge } from '../../src/lab/run/shards/merge-shards.ts';
import type { ShardAttempt } from '../../src/lab/run/shards/read-shard.ts';

/** A merge with its records whole. */
export async function mergeRead(
  attempts: readonly ShardAttempt[],
): Promise<Omit<OpenMerge, 'records'> & { readonly records: readonly RunRecord[] }> {
  const merge = openMerge(attempts);
  return { ...merge, records: await Promise.all(merge.records.map(collectRecord)) };
}
