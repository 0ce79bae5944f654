import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { openMerge, type OpenMerge } from '../../src/lab/run/shards/merge-shards.ts';
import type { ShardAttempt } from '../../src/lab/run/shards/read-shard.ts';

/** A merge with its records whole. */
export function mergeRead(
  attempts: readonly ShardAttempt[],
): Omit<OpenMerge, 'records'> & { readonly records: readonly RunRecord[] } {
  const merge = openMerge(attempts);
  const records = merge.records.map(({ head, cells }) =>
    Object.assign({}, head, { cells: [...cells()] }),
  );
  return { ...merge, records };
}
