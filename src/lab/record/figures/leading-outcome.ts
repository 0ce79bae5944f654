import type { Outcome } from '../outcome.ts';
import type { CellRecord } from '../run-record.ts';

/**
 * What became of a cell in one outcome: the first that is not `completed`, the exact pass before the
 * rounds; `skipped` where no process ran at all.
 */
export function leadingOutcome({ exact, rounds }: Pick<CellRecord, 'exact' | 'rounds'>): Outcome {
  const outcomes = [...exact, ...rounds].map(({ outcome }) => outcome);
  return (
    outcomes.find(({ kind }) => kind !== 'completed') ??
    outcomes[0] ?? { kind: 'skipped', reason: 'no process of this cell ran' }
  );
}
