import { binomialCdf } from '../../../base/stats/distributions/binomial-cdf.ts';
import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import { highestOfAll } from './highest-of.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';

/** Points of equal share that stand for the number of entries of one shard. */
const points = 33;
const quantiles: readonly number[] = Array.from({ length: points }, (_, index) =>
  normalQuantile((index + 0.5) / points),
);
/** Steps in which the inserts of a window are looked at. */
const windowSteps = 24;
const evenSteps = 96;

/**
 * The closed form of so many equal maps among which a hash splits the entries: each has a binomial number of
 * them, and grows at a time of its own. Figures are means over hashes.
 */
export function shardedModel(shard: SizeModel, shards: number): SizeModel {
  // Means are sums over many states of one map, and asked for again and again.
  const own = remembered(shard.state);
  const state = remembered((entries) => meanState({ ...shard, state: own }, shards, entries));
  const windows = new Map<string, PlannedGrowth>();
  const windowAt = (growth: PlannedGrowth): PlannedGrowth => {
    const name = `${growth.kind} ${growth.entries}`;
    const known = windows.get(name) ?? windowOf(growth, shards, state);
    windows.set(name, known);
    return known;
  };
  const growths = (most: number): PlannedGrowth[] =>
    shard.growthsUpTo(Math.min(shard.maxEntries, mostOfOne(most, shards))).map(windowAt);
  const stretches = (entries: number): RisingStretch[] =>
    stretchesOf(gridOf(growths(entries), entries), state);
  return {
    maxEntries: shard.maxEntries,
    state,
    growthsUpTo: (entries) => growths(entries).filter((growth) => growth.entries <= entries),
    // Every map grows before it has four times the entries.
    nextGrowth: (entries) =>
      growths(4 * entries + 64 * shards).find(
        ({ kind, entries: first }) => first > entries && kind !== 'directory-doubling',
      ) ?? null,
    stretches,
    peakUpTo: (entries) => highestOfAll(stretches(entries)),
  };
}

function remembered<Value>(of: (entries: number) => Value): (entries: number) => Value {
  const known = new Map<number, Value>();
  return (entries) => {
    const value = known.get(entries) ?? of(entries);
    known.set(entries, value);
    return value;
  };
}

/** Where what all shards hold lies at 95 % of all hashes, with so many entries. */
export function shardedSpread(
  shard: SizeModel,
  shards: number,
  entries: number,
): { readonly mean: number; readonly low: number; readonly high: number } {
  const counts = countsOf(shards, entries);
  const held = counts.map((count) => shard.state(count).bytesHeld);
  const [meanCount, meanHeld] = [meanOf(counts), meanOf(held)];
  const product = (a: readonly number[], b: readonly number[], am: number, bm: number): number =>
    meanOf(a.map((one, index) => (one - am) * ((b[index] ?? bm) - bm)));
  const ofCounts = product(counts, counts, meanCount, meanCount);
  const together = product(counts, held, meanCount, meanHeld);
  // The shards share one number of entries: what goes with it in a straight line evens out.
  const alone =
    product(held, held, meanHeld, meanHeld) - (ofCounts > 0 ? together ** 2 / ofCounts : 0);
  const reach = normalQuantile(0.975) * Math.sqrt(Math.max(0, alone) * shards);
  const mean = shards * meanHeld;
  return { mean, low: mean - reach, high: mean + reach };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function countsOf(shards: number, entries: number): readonly number[] {
  const mean = entries / shards;
  const sd = Math.sqrt(mean * (1 - 1 / shards));
  return quantiles.map((z) => Math.min(entries, Math.max(0, Math.round(mean + z * sd))));
}

/** More than the fullest shard ever has. */
function mostOfOne(entries: number, shards: number): number {
  return Math.min(entries, Math.ceil(entries / shards + 6 * Math.sqrt(entries / shards) + 6));
}

function meanState(shard: SizeModel, shards: number, entries: number): SizeState {
  const states = countsOf(shards, entries).map((count) =>
    shard.state(Math.min(count, shard.maxEntries)),
  );
  const sum = (figure: (one: SizeState) => number): number => shards * meanOf(states.map(figure));
  return {
    bytesHeld: sum(({ bytesHeld }) => bytesHeld),
    isGrowing: states.filter(({ isGrowing }) => isGrowing).length > points / 2,
    totalBytesAllocated: sum((one) => one.totalBytesAllocated),
    totalAllocations: sum((one) => one.totalAllocations),
    isHeldExpected: true,
    isTotalExpected: true,
  };
}

/** From the insert at which half of all hashes have seen the first shard grow to that of the last one. */
function windowOf(
  growth: PlannedGrowth,
  shards: number,
  state: (entries: number) => SizeState,
): PlannedGrowth {
  const { entries: own, wave } = growth;
  const first = insertAt(shards, own, (below) => 1 - below ** shards);
  const last = insertAt(shards, wave?.lastAtEntries ?? own, (below) => (1 - below) ** shards);
  const middle = Math.round(shards * (wave?.middleAtEntries ?? own));
  const during = Array.from({ length: windowSteps + 1 }, (_, step) =>
    Math.round(first + ((last - first) * step) / windowSteps),
  );
  return {
    ...growth,
    entries: first,
    fromBuckets: shards * growth.fromBuckets,
    toBuckets: shards * growth.toBuckets,
    bytesBefore: state(first - 1).bytesHeld,
    bytesDuring: Math.max(...during.map((entries) => state(entries).bytesHeld)),
    bytesAfter: state(last).bytesHeld,
    isExpectedValue: true,
    wave: {
      tables: shards * (wave?.tables ?? 1),
      middleAtEntries: Math.min(last, Math.max(first, middle)),
      lastAtEntries: last,
    },
  };
}

/**
 * The insert by which half of all hashes have seen it.
 *
 * @param seen the probability that it was seen, of that of one shard to be below `threshold`
 */
function insertAt(shards: number, threshold: number, seen: (below: number) => number): number {
  const share = 1 / shards;
  let low = threshold - 1;
  let high = Math.ceil(shards * threshold + 12 * shards * Math.sqrt(threshold) + 12 * shards);
  while (high - low > 1) {
    const entries = Math.floor((low + high) / 2);
    if (seen(binomialCdf(threshold - 1, entries, share)) >= 0.5) high = entries;
    else low = entries;
  }
  return high;
}

/** Inserts at which the mean may turn: even steps, and finer ones inside of windows. */
function gridOf(growths: readonly PlannedGrowth[], most: number): readonly number[] {
  const grid = new Set([1, most]);
  for (let step = 1; step <= evenSteps; step++) grid.add(Math.ceil((most * step) / evenSteps));
  for (const { entries, wave } of growths) {
    const to = wave?.lastAtEntries ?? entries;
    for (let step = 0; step <= windowSteps; step++)
      grid.add(Math.round(entries + ((to - entries) * step) / windowSteps));
  }
  return [...grid].filter((entries) => entries >= 1 && entries <= most).toSorted((a, b) => a - b);
}

function stretchesOf(
  grid: readonly number[],
  state: (entries: number) => SizeState,
): RisingStretch[] {
  const peakBytes = (entries: number): number => state(entries).bytesHeld;
  return grid.map((from, index) => ({
    from,
    to: Math.max(from, (grid[index + 1] ?? from + 1) - 1),
    peakBytes,
  }));
}
