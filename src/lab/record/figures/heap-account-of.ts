import type { HeapAccount } from '../exact-result.ts';
import type { CellRecord } from '../run-record.ts';

/** The heap account of the first exact process that has one; `null` where none has. */
export function heapAccountOf({ exact }: Pick<CellRecord, 'exact'>): HeapAccount | null {
  return exact.find(({ heap }) => heap !== undefined)?.heap ?? null;
}
