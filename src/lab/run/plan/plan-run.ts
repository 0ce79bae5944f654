import type { Cell } from '../../config/cell.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { shuffled } from '../../../base/primitives/shuffled.ts';
import { hasExactPass } from '../../subjects/has-exact-pass.ts';
import type { PlannedProcess } from './planned-process.ts';

/** Two processes count exactly, so that a count which is not exact shows. */
const exactRepeats = 2;

/**
 * The order of all processes of a run: first the exact ones of the cells that can be counted, then the timed rounds, each with every
 * cell that has such a round and one yardstick.
 *
 * Rounds come in pairs, the second in the reverse of the first's random order: so every cell stands
 * early as often as late, and a drift of the machine falls on all alike. Fixed orders have certified
 * identical code as 30 % faster.
 */
export function planRun(cells: readonly Cell[], seed: number): readonly PlannedProcess[] {
  const plan: PlannedProcess[] = [];
  for (let repeat = 1; repeat <= exactRepeats; repeat++)
    for (const cell of cells.filter(hasExactPass))
      plan.push({ kind: 'exact', cellId: cell.id, repeat });
  const random = seededRandom(seed);
  const rounds = Math.max(0, ...cells.map((cell) => cell.rounds));
  let order: readonly (Cell | null)[] = [];
  for (let round = 0; round < rounds; round++) {
    order = round % 2 === 0 ? shuffled([...cells, null], random) : order.toReversed();
    for (const cell of order) {
      if (cell === null) plan.push({ kind: 'yardstick', round });
      else if (round < cell.rounds) plan.push({ kind: 'timed', cellId: cell.id, round });
    }
  }
  return plan;
}
