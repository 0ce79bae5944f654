import type { Random } from './seeded-random.ts';

/** A copy in random order, every order equally likely (Fisher-Yates, O(n²) moves: for short lists). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const order = [...values];
  for (let end = order.length; end > 1; end--) {
    order.push(...order.splice(Math.floor(random() * end), 1));
  }
  return order;
}
