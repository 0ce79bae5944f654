import type { HeapStep } from '../../../lab/record/exact-result.ts';

/** How far model and heap are apart at most. */
export interface HeapDifference {
  readonly bytes: number;
  /** Of the largest table, by the model: what the measuring leaves behind does not grow with it. */
  readonly share: number;
}

/** Where model and heap are furthest apart; `null` without a growth. */
export function worstDifference(steps: readonly HeapStep[]): HeapDifference | null {
  if (steps.length === 0) return null;
  const bytes = Math.max(
    ...steps.map(({ modelBytes, heapBytes }) => Math.abs(heapBytes - modelBytes)),
  );
  return { bytes, share: bytes / Math.max(1, ...steps.map(({ modelBytes }) => modelBytes)) };
}
