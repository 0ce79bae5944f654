import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import { classicVersion, newestClassic } from '../classic-version.ts';
import { distinctKeys } from '../distinct-keys.ts';
import type { GoType } from '../go-type/go-type.ts';
import type { GrowthPlan, PlannedGrowth, PlanRequest } from '../size/growth-plan.ts';
import { growthSentence } from './growth-sentence.ts';
import type { SizedModel } from '../map-model.ts';
import { modelFacts } from '../model-facts.ts';
import { evacuationOf } from './evacuation.ts';
import { stackShareOf } from './stack-share.ts';
import { entryTypes } from '../payload/entry-types.ts';
import { mostEntries, requireWhole } from '../require-whole.ts';
import { highestOf } from '../size/highest-of.ts';
import type { RisingStretch, SizeModel } from '../size/size-model.ts';
import { guardedModelFor } from '../size/guarded-model-for.ts';
import { syncMapCopyBytes, trieSpread } from '../size/sync-map-model.ts';
import { shardedSpread } from '../size/sharded-model.ts';
import { largestV8Replacing, type V8Collection, v8CollectionFor } from '../size/v8-table.ts';
import { replacementSentence } from './replacement-sentence.ts';

/**
 * How a new map swells while distinct keys are inserted into it, in closed form: the time does not
 * depend on the number of entries.
 *
 * @throws SandboxError `usage` if a type, a number or the model is wrong.
 */
export function planGrowth(request: PlanRequest): GrowthPlan {
  const { map } = request;
  const limitBytes = request.limitBytes ?? null;
  requireWhole('entries', request.entries, mostEntries);
  if (limitBytes !== null) requireWhole('limitBytes', limitBytes, Number.MAX_SAFE_INTEGER, 1);
  const { key, value } = entryTypes(request);
  const { model, shard, shards, hint, warnings } = guardedModelFor(request, key, value);
  const keys = distinctKeys(key);
  const entries = Math.min(request.entries, keys);
  const possible = Math.min(entries, model.maxEntries);
  const state = model.state(possible);
  const next = model.nextGrowth(possible);
  const nextGrowth = next !== null && next.entries > keys ? null : next;
  const stretches = model.stretches(possible);
  const failure = findFailure(model, stretches, entries, limitBytes);
  return settled({
    map,
    key,
    value,
    hint,
    entries,
    bytesHeld: state.bytesHeld,
    isGrowing: state.isGrowing,
    peakBytesHeld: Math.max(model.state(0).bytesHeld, model.peakUpTo(possible)),
    swellingBytes: state.bytesHeld - possible * entryBytes(map, key, value),
    totalBytesAllocated: state.totalBytesAllocated,
    totalAllocations: state.totalAllocations,
    growthEvents: model.growthsUpTo(possible),
    nextGrowthAtEntries: nextGrowth?.entries ?? null,
    nextGrowth,
    limitBytes,
    fits: failure === null,
    failsAtInsert: failure?.insert ?? null,
    reason: failure?.reason ?? null,
    ...(shards === 1 ? {} : { shards: spreadAtPeak(shard, shards, stretches) }),
    ...syncFigures(request, model, possible),
    ...(shards === 1 && request.guard !== 'sync.Map'
      ? singleFigures(
          request,
          key,
          value,
          state.isGrowing ? (model.growthsUpTo(possible).at(-1) ?? null) : nextGrowth,
        )
      : {}),
    isExpectedValue: {
      bytesHeld: state.isHeldExpected,
      totalBytesAllocated: state.isTotalExpected,
      totalAllocations: state.isTotalExpected,
      nextGrowthAtEntries: (nextGrowth?.wave ?? null) !== null,
    },
    warnings: [
      ...warnings,
      ...versionWarnings(map),
      ...copyWarnings(request, key, value, possible),
      ...redisWarnings(map, limitBytes),
      ...keyWarnings(key, request.entries),
      ...replacementWarnings(map, v8CollectionFor(value), possible),
    ],
  });
}

/** What is known of one map of Go, and of no others. */
function singleFigures(
  { map, hint = 0 }: PlanRequest,
  key: GoType,
  value: GoType,
  growth: PlannedGrowth | null,
): Pick<GrowthPlan, 'evacuation' | 'onStack'> {
  const evacuation = evacuationOf(map, growth);
  const onStack = stackShareOf(map, key, value, hint);
  return {
    ...(evacuation === null ? {} : { evacuation }),
    ...(onStack === null ? {} : { onStack }),
  };
}

/** What the name of an old version of Go stands for. */
function versionWarnings(map: SizedModel): readonly Warning[] {
  const { family, goMinor } = modelFacts(map);
  if (family !== 'classic' || goMinor === null) return [];
  const { load, hasMallocHeaders } = classicVersion(goMinor);
  if (hasMallocHeaders) return [];
  const alike = 'without the 8 bytes in front of objects above 512 bytes that hold pointers';
  const message =
    load === newestClassic.load
      ? `Go 1.${goMinor} has the maps of Go 1.22, ${alike}`
      : `Go 1.${goMinor} doubles a map at ${load.toFixed(1)} entries per bucket, where all others do at ${newestClassic.load}; else it has the maps of Go 1.22, ${alike}`;
  return [{ code: 'old-go', message }];
}

/** When a dict of Redis does not double where it should. */
function redisWarnings(map: SizedModel, limitBytes: number | null): readonly Warning[] {
  if (modelFacts(map).family !== 'redis') return [];
  const child =
    'While a child saves (BGSAVE, a rewrite of the AOF), Redis 7.0 and 7.2 put a doubling off until there are 6 entries to a slot, and then make a table 8 times as large';
  const full =
    'Where maxmemory has no room for the new table, Redis puts the doubling off until there are more than 1.618 entries to a slot, and then makes it all the same, above maxmemory';
  return [
    { code: 'redis-child', message: child },
    ...(limitBytes === null ? [] : [{ code: 'redis-maxmemory', message: full }]),
  ];
}

/** Of a `sync.Map` that is a trie, how far the hash moves what it holds. */
function syncFigures(
  { map, guard }: PlanRequest,
  model: SizeModel,
  entries: number,
): Pick<GrowthPlan, 'trie'> {
  if (guard !== 'sync.Map' || modelFacts(map).family === 'classic') return {};
  const { low, high } = trieSpread(model, entries);
  return { trie: { peakLow: Math.round(low), peakHigh: Math.round(high) } };
}

/** An old `sync.Map` that is only filled has one map inside, but one that is used has two now and then. */
function copyWarnings(
  { map, guard }: PlanRequest,
  key: GoType,
  value: GoType,
  entries: number,
): readonly Warning[] {
  if (guard !== 'sync.Map' || modelFacts(map).family !== 'classic' || entries === 0) return [];
  const bytes = formatBytes(syncMapCopyBytes(entries, key, value, modelFacts(map).goMinor ?? 0));
  const message = `Nothing is looked up on the way: after look-ups of new keys, or a Range, the next new key copies all keys into a second map, and then it holds about ${bytes}`;
  return [{ code: 'sync-map-copy', message }];
}

/** Where what all shards hold lies at the highest moment of the mean. */
function spreadAtPeak(
  shard: SizeModel,
  shards: number,
  stretches: readonly RisingStretch[],
): NonNullable<GrowthPlan['shards']> {
  const [first] = stretches.toSorted((a, b) => highestOf(b) - highestOf(a));
  if (first === undefined) return { count: shards, peakLow: 0, peakHigh: 0 };
  const at = first.peakBytes(first.from) > first.peakBytes(first.to) ? first.from : first.to;
  const { low, high } = shardedSpread(shard, shards, at);
  return { count: shards, peakLow: Math.round(low), peakHigh: Math.round(high) };
}

function keyWarnings(key: GoType, asked: number): readonly Warning[] {
  const keys = distinctKeys(key);
  if (asked <= keys) return [];
  const message = `There are only ${formatCount(keys)} different keys of type ${key.name}: this is the plan of as many entries, not of ${formatCount(asked)}`;
  return [{ code: 'few-keys', message }];
}

/** Said from where the table is one doubling from its largest: before that there is room enough. */
function replacementWarnings(
  map: SizedModel,
  collection: V8Collection,
  entries: number,
): readonly Warning[] {
  if (modelFacts(map).runtime !== 'node' || entries <= largestV8Replacing / 2) return [];
  return [{ code: 'map-full', message: replacementSentence(collection) }];
}

function findFailure(
  model: SizeModel,
  stretches: readonly RisingStretch[],
  entries: number,
  limitBytes: number | null,
): { readonly insert: number; readonly reason: string } | null {
  const limit = limitBytes ?? Number.POSITIVE_INFINITY;
  const made = model.state(0).bytesHeld;
  if (made > limit) {
    const reason = `making the map takes ${formatBytes(made)}, above the limit of ${formatLimitBytes(limit)}`;
    return { insert: 0, reason };
  }
  for (const stretch of limitBytes === null ? [] : stretches) {
    const insert = firstAbove(stretch, limit);
    if (insert !== null) return { insert, reason: failureReason(model, stretch, insert, limit) };
  }
  if (entries <= model.maxEntries) return null;
  const insert = model.maxEntries + 1;
  const most = formatCount(model.maxEntries);
  const reason = `insert ${formatCount(insert)} throws "RangeError: Map maximum size exceeded": a Map of V8 holds at most ${most} entries, whatever the memory`;
  return { insert, reason };
}

/** The first insert of a stretch that goes above the limit, by bisection. */
function firstAbove({ from, to, peakBytes }: RisingStretch, limit: number): number | null {
  if (peakBytes(from) > limit) return from;
  if (peakBytes(to) <= limit) return null;
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (peakBytes(middle) > limit) high = middle;
    else low = middle;
  }
  return high;
}

function failureReason(
  model: SizeModel,
  stretch: RisingStretch,
  insert: number,
  limit: number,
): string {
  const growths = model.growthsUpTo(insert);
  const started = growths.find((growth) => growth.entries === insert && growth.bytesDuring > limit);
  const above = `above the limit of ${formatLimitBytes(limit)}`;
  if (started !== undefined && started.wave === null) {
    return `${growthSentence(started)}, together ${formatBytes(started.bytesDuring)}, ${above}`;
  }
  const wave = growths.findLast((growth) => growth.wave !== null);
  const isSplitting = wave !== undefined && insert <= (wave.wave?.lastAtEntries ?? 0);
  const cause = isSplitting
    ? `: the map ${growthSentence(wave)}`
    : model.state(insert).isGrowing
      ? ' while the old table is still held'
      : '';
  const peak = formatBytes(stretch.peakBytes(insert));
  return `insert ${formatCount(insert)} brings what the map holds to ${peak}, ${above}${cause}`;
}

/** Sums of probabilities that are certain miss a whole number by the last digits: here they do not. */
function settled(plan: GrowthPlan): GrowthPlan {
  return {
    ...plan,
    bytesHeld: nearestWhole(plan.bytesHeld),
    peakBytesHeld: nearestWhole(plan.peakBytesHeld),
    swellingBytes: nearestWhole(plan.swellingBytes),
    totalBytesAllocated: nearestWhole(plan.totalBytesAllocated),
    totalAllocations: nearestWhole(plan.totalAllocations),
  };
}

function nearestWhole(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) <= 1e-12 * whole ? whole : value;
}

/** Bytes of a key and a value without any table. */
function entryBytes(map: SizedModel, key: GoType, value: GoType): number {
  const { runtime } = modelFacts(map);
  if (runtime === 'go') return key.sizeBytes + value.sizeBytes;
  // All that a table of Redis has of an entry is where it lies.
  if (runtime === 'redis') return 8;
  return v8CollectionFor(value) === 'set' ? 8 : 16;
}
