import type { Random } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';

/** Independent standard normal values. */
export function normalSample(random: Random, size: number): number[] {
  return Array.from({ length: size }, () => normalQuantile(random()));
}
