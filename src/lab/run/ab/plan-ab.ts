import type { Cell } from '../../config/cell.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { shuffled } from '../../../base/primitives/shuffled.ts';
import { hasExactPass } from '../../subjects/has-exact-pass.ts';
import { balancedOrder } from '../plan/balanced-order.ts';
import type { PlannedProcess } from '../plan/planned-process.ts';

/** The arms of an A/B measurement: each side twice, so that it is its own control. */
export const abArms = ['base-1', 'base-2', 'head-1', 'head-2'] as const;

export type AbArm = (typeof abArms)[number];

/** One process, and whose result it is: a count is that of both arms of its side. */
export interface AbPlanned {
  readonly arms: readonly [AbArm, ...AbArm[]];
  readonly process: PlannedProcess;
}

const sides = [
  ['base-1', 'base-2'],
  ['head-1', 'head-2'],
] as const;

/**
 * The order of all processes: the counts of both sides, then the timed rounds. In a round the four
 * arms of a cell follow each other directly, in random order that is balanced over the rounds, so that
 * they meet the same machine; the cells come in random order, every second round in the reverse. There
 * is no yardstick: the other arms, a second away, tell more of the machine.
 *
 * @param base cells of the base that the head has too, with its own version of each
 */
export function planAb(
  base: readonly Cell[],
  head: readonly Cell[],
  rounds: number,
  seed: number,
): readonly AbPlanned[] {
  const plan: AbPlanned[] = [];
  for (const repeat of [1, 2])
    for (const [index, cells] of [base, head].entries())
      for (const { id } of cells.filter(hasExactPass))
        plan.push({
          arms: sides[index === 0 ? 0 : 1],
          process: { kind: 'exact', cellId: id, repeat },
        });
  const random = seededRandom(seed);
  const orders = new Map(
    base.map(({ id }, index) => [id, balancedOrder(seed + index, rounds, abArms)]),
  );
  const ids = base.map(({ id }) => id);
  let order: readonly string[] = [];
  for (let round = 0; round < rounds; round++) {
    order = round % 2 === 0 ? shuffled(ids, random) : order.toReversed();
    for (const cellId of order)
      for (const arm of orders.get(cellId)?.[round] ?? [])
        plan.push({ arms: [arm], process: { kind: 'timed', cellId, round } });
  }
  return plan;
}
