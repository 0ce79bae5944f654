import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { NodeLayout } from '../layout/node-layout.ts';

/**
 * How often each heap has collected garbage by now; `null` where this build does not tell. While the
 * numbers stay the same, no object has moved.
 */
export function collectionsSoFar(
  memory: ProcessMemory,
  heaps: readonly number[],
  { collections }: Pick<NodeLayout, 'collections'>,
): readonly number[] | null {
  if (collections === null) return null;
  return heaps.map((heap) => memory.read(heap + collections.all, 4)?.readUInt32LE(0) ?? Number.NaN);
}

/** Whether two answers of `collectionsSoFar` show that nothing was collected in between. */
export function isUnchanged(
  before: readonly number[] | null,
  after: readonly number[] | null,
): boolean {
  return (
    before !== null &&
    after !== null &&
    before.length === after.length &&
    before.every((count, index) => count === after[index])
  );
}
