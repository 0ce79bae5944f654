import type { Random } from '../../src/primitives/seeded-random.ts';
import { normalQuantile } from '../../src/stats/normal-quantile.ts';

/** Independent standard normal values. */
export function normalSample(random: Random, size: number): number[] {
  return Array.from({ length: size }, () => normalQuantile(random()));
}
