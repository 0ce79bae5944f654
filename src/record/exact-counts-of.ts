import type { ExactCounts } from './exact-result.ts';
import type { CellRecord } from './run-record.ts';

/** The counts of the first exact process that gave any; `null` where none did. */
export function exactCountsOf({ exact }: Pick<CellRecord, 'exact'>): ExactCounts | null {
  return exact.find(({ counts }) => counts !== null)?.counts ?? null;
}
