import type { GuardWaits, KeyUse } from '../key-use.ts';
import type { CellRecord } from '../run-record.ts';

/** Which keys the operations of a cell ask for, by the process that counted them; `null` where none did. */
export function keyUseOf({ exact, rounds }: Pick<CellRecord, 'exact' | 'rounds'>): KeyUse | null {
  const counted = exact.find(({ keys }) => keys !== undefined)?.keys;
  const ofModule = rounds.find(({ measurement }) => measurement?.module?.keys !== undefined);
  return counted ?? ofModule?.measurement?.module?.keys ?? null;
}

/** What was waited for the guards of a cell, all rounds together; `null` where nothing was measured. */
export function guardWaitsOf({ rounds }: Pick<CellRecord, 'rounds'>): GuardWaits | null {
  const measured = rounds.flatMap(({ measurement }) => measurement?.guard ?? []);
  const [first] = measured;
  if (first === undefined) return null;
  return {
    runNs: measured.reduce((sum, { runNs }) => sum + runNs, 0),
    shards: first.shards.map((_, shard) => ({
      waits: measured.reduce((sum, { shards }) => sum + (shards[shard]?.waits ?? 0), 0),
      waitNs: measured.reduce((sum, { shards }) => sum + (shards[shard]?.waitNs ?? 0), 0),
    })),
  };
}
