import { nextGrowth } from '../../maps/figures/next-growth.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { ExportedMap } from './exporter/exported-map.ts';
import type { InstrumentedMap } from './instrumented-map.ts';
import { servedMapNow } from './served-source.ts';

/** Growths that are looked through for the newest of each kind. */
const mostGrowths = 16;

/** A served map as the exporter shows it, in time that only the number of its shards decides. */
export function exportMap(map: InstrumentedMap): ExportedMap {
  const { options, writes, lookups, collisions, refusedWrites } = map;
  const { name, spec, figures, shards } = servedMapNow(map);
  return {
    name,
    figures,
    shards,
    nextGrowth: nextGrowth(spec, shards ?? figures),
    limitBytes: spec.limitBytes,
    growthKinds: modelFacts(options.map).growthKinds,
    keys: map.sampledKeys.read(),
    // One thread does every operation: nobody ever waits for another one.
    guardWaitSeconds: options.guard === 'none' ? null : 0,
    counts: { writes, lookups, collisions, refusedWrites: { ...refusedWrites } },
    growths: map.growths(mostGrowths),
    createdAtMs: map.createdAtMs,
  };
}
