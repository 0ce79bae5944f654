import type { Random } from '../../../base/primitives/seeded-random.ts';

/** Draws from the random source of one series. */
export class Draw {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** Spread evenly over orders of magnitude. */
  scaled(low: number, high: number): number {
    return low * (high / low) ** this.random();
  }

  oneOf<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.random() * items.length)] ?? items[0];
  }

  isTrue(probability: number): boolean {
    return this.random() < probability;
  }
}
