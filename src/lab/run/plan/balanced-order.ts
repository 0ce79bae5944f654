import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { shuffled } from '../../../base/primitives/shuffled.ts';

/**
 * The order of the arms in each round: random, and balanced so that within every block of as many
 * rounds as arms each arm stands once in each place and, for an even number of arms, follows each
 * other arm once (E. J. Williams, 1949). A fixed order would credit the place to the arm.
 *
 * @throws RangeError if rounds is no integer of at least 1 or there are fewer than two arms
 */
export function balancedOrder<Arm>(
  seed: number,
  rounds: number,
  arms: readonly Arm[],
): readonly (readonly Arm[])[] {
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`expected rounds to be an integer of at least 1, got ${rounds}`);
  }
  if (arms.length < 2) throw new RangeError(`expected at least two arms, got ${arms.length}`);
  const random = seededRandom(seed);
  const square = williamsSquare(arms.length);
  const order: Arm[][] = [];
  while (order.length < rounds) {
    const names = shuffled(arms, random);
    const rows = shuffled(square, random);
    order.push(...rows.map((row) => row.flatMap((place) => names.slice(place, place + 1))));
  }
  return order.slice(0, rounds);
}

/** Rows are the order 0, 1, n - 1, 2, n - 2, ... shifted by one from row to row. */
function williamsSquare(size: number): readonly (readonly number[])[] {
  const first = Array.from({ length: size }, (_, place) =>
    place % 2 === 1 ? (place + 1) / 2 : (size - place / 2) % size,
  );
  return first.map((_, shift) => first.map((arm) => (arm + shift) % size));
}
