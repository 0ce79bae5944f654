import type { HeapStep } from '../record/exact-result.ts';

/** How far model and heap are apart somewhere. */
export interface HeapDifference {
  readonly bytes: number;
  /** Of what the model says there. */
  readonly share: number;
}

/** Where model and heap are furthest apart; `null` without a growth. */
export function worstDifference(steps: readonly HeapStep[]): HeapDifference | null {
  const differences = steps.map(({ modelBytes, heapBytes }) => differenceOf(modelBytes, heapBytes));
  return differences.toSorted((a, b) => b.bytes - a.bytes)[0] ?? null;
}

function differenceOf(model: number, heap: number): HeapDifference {
  const bytes = Math.abs(heap - model);
  return { bytes, share: model === 0 ? 0 : bytes / model };
}
