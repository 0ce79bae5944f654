import { must } from '../../../base/primitives/must.ts';
import { createMap } from '../../../maps/reference/create-map.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import type { MapStats } from '../../../maps/model/map-stats.ts';
import type { ReferenceMap } from '../../../maps/reference/reference-map.ts';
import {
  type ChainFigures,
  type ClaimFigures,
  chainedHint,
  entriesAtLoad,
  growingInsert,
} from './claim-figures.ts';

/** The models that claims are tested on: one of each kind of Go map, and V8's. */
export const claimModels: readonly MapModel[] = ['go1.22', 'go1.27', 'v8'];

/** Maps of a mean: which buckets overflow depends on the seed. */
const seeds = 100;

/** Asks a model all that claims need; every figure is counted on a map that was really filled. */
export function modelFigures(model: MapModel): ClaimFigures {
  const { family } = modelFacts(model);
  const thousand = measured(model, 1000, 0, 'int64');
  return {
    subject: `model ${model}`,
    isReal: false,
    family,
    emptyBytes: measured(model, 0, 0, 'int64').bytesHeld,
    loadAtGrowth: loadAtGrowth(model),
    bucketBits: family === 'classic' ? bucketBits(model) : null,
    growthsAtHint4: family === 'v8' ? null : growthsAtHint4(model),
    thousandBytes: thousand.bytesHeld,
    thousandSetBytes: measured(model, 1000, 0, 'struct{}').bytesHeld,
    thousandAllocatedBytes: thousand.totalBytesAllocated,
    thousandAllocations: thousand.totalAllocations,
    deletion: deletion(model),
    stalled: family === 'v8' ? null : stalled(model, growingInsert[family]),
    chains: family === 'classic' ? [chainsAt(model, 0.3), chainsAt(model, 0.75)] : null,
    refilled: family === 'v8' ? refilled(model) : null,
  };
}

function filled(
  model: MapModel,
  entries: number,
  hint: number,
  value: string,
  seed: number = 1,
): ReferenceMap {
  const map = createMap({ map: model, key: 'int64', value, hint, seed });
  const elem = value === 'struct{}' ? null : 0n;
  for (let key = 0; key < entries; key++) map.set(BigInt(key), elem);
  return map;
}

/** Means over maps with different seeds; the Map of V8 has none. */
function measured(
  model: MapModel,
  entries: number,
  hint: number,
  value: string,
): Pick<MapStats, 'bytesHeld' | 'totalBytesAllocated' | 'totalAllocations'> {
  const maps = modelFacts(model).family === 'v8' ? 1 : seeds;
  const sum = { bytesHeld: 0, totalBytesAllocated: 0, totalAllocations: 0 };
  for (let seed = 1; seed <= maps; seed++) {
    const map = filled(model, entries, hint, value, seed);
    const stats = map.stats();
    map.close();
    sum.bytesHeld += stats.bytesHeld;
    sum.totalBytesAllocated += stats.totalBytesAllocated;
    sum.totalAllocations += stats.totalAllocations;
  }
  return {
    bytesHeld: Math.round(sum.bytesHeld / maps),
    totalBytesAllocated: Math.round(sum.totalBytesAllocated / maps),
    totalAllocations: Math.round(sum.totalAllocations / maps),
  };
}

function stalled(model: MapModel, insert: number): ClaimFigures['stalled'] {
  return {
    insert,
    bytes: measured(model, insert, 0, 'int64').bytesHeld,
    hintedBytes: measured(model, insert, insert, 'int64').bytesHeld,
  };
}

/** At the last growth up to 100,000 entries. */
function bucketBits(model: MapModel): ClaimFigures['bucketBits'] {
  const { growthEvents } = planGrowth({
    map: model,
    key: 'int64',
    value: 'int64',
    entries: 100_000,
  });
  const last = must(growthEvents.at(-1), 'a growth up to 100,000 entries');
  return { entries: last.entries - 1, bits: Math.log2(last.fromBuckets) };
}

/** Of the last growth up to 100,000 entries that one insert decides. */
function loadAtGrowth(model: MapModel): number {
  const { family, slotsPerBucket } = modelFacts(model);
  const { growthEvents } = planGrowth({
    map: model,
    key: 'int64',
    value: 'int64',
    entries: family === 'swiss' ? 800 : 100_000,
  });
  const last = must(growthEvents.at(-1), 'a growth that one insert decides');
  // Swiss growths count slots.
  const slots = family === 'swiss' ? last.fromBuckets : slotsPerBucket * last.fromBuckets;
  return (last.entries - 1) / slots;
}

function growthsAtHint4(model: MapModel): readonly number[] {
  const map = filled(model, 60, 4, 'int64');
  const growths = map.growthEvents().map(({ operation }) => operation);
  map.close();
  return growths;
}

function deletion(model: MapModel): NonNullable<ClaimFigures['deletion']> {
  const entries = 100_000;
  const map = filled(model, entries, 0, 'int64');
  const before = map.stats().bytesHeld;
  for (let key = 0; key < entries * 0.9; key++) map.delete(BigInt(key));
  const after = map.stats().bytesHeld;
  map.close();
  return { before, after };
}

function chainsAt(model: MapModel, load: number): ChainFigures {
  const entries = entriesAtLoad(load);
  const map = filled(model, entries, chainedHint, 'int64');
  const chains = map.chainStats();
  const { overflowBuckets } = map.stats();
  map.close();
  return {
    load,
    keys: entries,
    meanBuckets: chains.meanChainBuckets,
    maxBuckets: chains.maxChainBuckets,
    maxEntries: chains.maxChainEntries,
    overflowBuckets,
  };
}

function refilled(model: MapModel): NonNullable<ClaimFigures['refilled']> {
  const map = filled(model, 4096, 0, 'int64');
  const before = map.stats().bytesHeld;
  map.delete(0n);
  map.set(4096n, 0n);
  const after = map.stats().bytesHeld;
  map.close();
  return { before, after };
}
