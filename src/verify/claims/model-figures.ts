import { createMap } from '../../map/create-map.ts';
import type { MapModel } from '../../map/map-model.ts';
import { planGrowth } from '../../map/plan-growth.ts';
import type { ReferenceMap } from '../../map/reference-map.ts';
import type { ChainFigures, ClaimFigures } from './claim-figures.ts';

/** The models that claims are tested on: one of each kind of Go map, and V8's. */
export const claimModels: readonly MapModel[] = ['go1.22', 'go1.27', 'v8'];

const slotsPerBucket = 8;
const tableBuckets = 16_384;

/** Asks a model all that claims need; every figure is counted on a map that was really filled. */
export function modelFigures(model: MapModel): ClaimFigures {
  const family = model === 'v8' ? 'v8' : Number(model.slice(4)) >= 24 ? 'swiss' : 'classic';
  const thousand = measured(model, 1000, 0, 'int64');
  return {
    subject: `model ${model}`,
    isReal: false,
    family,
    emptyBytes: measured(model, 0, 0, 'int64').bytesHeld,
    loadAtGrowth: loadAtGrowth(model),
    growthsAtHint4: family === 'v8' ? null : growthsAtHint4(model),
    thousandBytes: thousand.bytesHeld,
    thousandSetBytes: measured(model, 1000, 0, 'struct{}').bytesHeld,
    thousandAllocatedBytes: thousand.totalBytesAllocated,
    thousandAllocations: thousand.totalAllocations,
    deletion: deletion(model),
    stalled:
      family === 'v8'
        ? null
        : {
            bytes: measured(model, 105, 0, 'int64').bytesHeld,
            hintedBytes: measured(model, 105, 105, 'int64').bytesHeld,
          },
    chains: family === 'classic' ? [chainsAt(model, 0.3), chainsAt(model, 0.75)] : null,
    refilled: family === 'v8' ? refilled(model) : null,
  };
}

function filled(model: MapModel, entries: number, hint: number, value: string): ReferenceMap {
  const map = createMap({ map: model, key: 'int64', value, hint });
  const elem = value === 'struct{}' ? null : 0n;
  for (let key = 0; key < entries; key++) map.set(BigInt(key), elem);
  return map;
}

function measured(
  model: MapModel,
  entries: number,
  hint: number,
  value: string,
): ReturnType<ReferenceMap['stats']> {
  const map = filled(model, entries, hint, value);
  const stats = map.stats();
  map.close();
  return stats;
}

/** Of the last growth up to 100,000 entries that one insert decides. */
function loadAtGrowth(model: MapModel): number {
  const { growthEvents } = planGrowth({
    map: model,
    key: 'int64',
    value: 'int64',
    entries: model.startsWith('go') ? (Number(model.slice(4)) >= 24 ? 800 : 100_000) : 100_000,
  });
  const last = growthEvents.at(-1);
  if (last === undefined) return 0;
  // A bucket of V8 stands for two entries; Swiss growths count slots.
  const slots =
    model === 'v8'
      ? 2 * last.fromBuckets
      : last.kind === 'double'
        ? 8 * last.fromBuckets
        : last.fromBuckets;
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
  const entries = Math.round(load * slotsPerBucket * tableBuckets);
  // A hint for the fullest table of that size, so that nothing grows on the way.
  const map = filled(model, entries, (tableBuckets * 13) / 2, 'int64');
  const chains = map.chainStats();
  const { overflowBuckets } = map.stats();
  map.close();
  return {
    load,
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
