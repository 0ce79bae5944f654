import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import type { SizedModel } from '../map-model.ts';
import { modelFacts } from '../model-facts.ts';
import { expectedGrowthWrites } from '../size/classic-go-model.ts';
import type { Evacuation, PlannedGrowth } from '../size/growth-plan.ts';
import { redisEvacuation } from '../size/redis-dict-model.ts';

/**
 * Standard deviation of the writes that a doubling takes, by the square root of the old buckets: 0.236 to
 * 0.242 in simulations of 32 to 4,096 of them. The bounds are certain: half of them at least, all at most.
 */
const deviation = 0.24;

/** Of a doubling of a classic Go map or of a dict of Redis; `null` for growths that move all at once. */
export function evacuationOf(map: SizedModel, growth: PlannedGrowth | null): Evacuation | null {
  const { family } = modelFacts(map);
  if (growth?.kind !== 'double') return null;
  if (family === 'redis') return redisEvacuation(growth.fromBuckets);
  if (family !== 'classic') return null;
  const { entries, fromBuckets } = growth;
  const reach = normalQuantile(0.975) * deviation * Math.sqrt(fromBuckets);
  const writes = expectedGrowthWrites(fromBuckets);
  return {
    fromEntries: entries,
    endsAtEntries: entries + writes - 1,
    low: entries - 1 + Math.max(Math.ceil(fromBuckets / 2), Math.round(writes - reach)),
    high: entries - 1 + Math.min(fromBuckets, Math.round(writes + reach)),
  };
}
