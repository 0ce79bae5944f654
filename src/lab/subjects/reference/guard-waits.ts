import type { GuardWaits } from '../../record/key-use.ts';
import type { TimedIteration } from '../../record/timed-result.ts';
import type { PlacedCell } from './placed-cell.ts';

/**
 * Begins to count what is waited for the guards of a cell; the function tells it at the end.
 *
 * @returns `null` for a map that nothing protects
 */
export function watchGuards(
  cell: PlacedCell,
  isGuarded: boolean,
): ((runs: readonly TimedIteration[]) => GuardWaits) | null {
  if (!isGuarded) return null;
  const before = cell.shardCounters();
  return (runs) => ({
    runNs: cell.writers * runs.reduce((sum, { elapsedNs }) => sum + elapsedNs, 0),
    shards: cell.shardCounters().map(({ waits, waitNs }, shard) => ({
      waits: waits - (before[shard]?.waits ?? 0),
      waitNs: waitNs - (before[shard]?.waitNs ?? 0),
    })),
  });
}
