import { formatBytes, formatLimitBytes } from '../primitives/format-bytes.ts';
import { formatCount } from '../primitives/format-count.ts';
import { SandboxError } from '../primitives/sandbox-error.ts';
import type { Warning } from '../primitives/warning.ts';
import { classicBucket, isHintIgnored } from './classic-go-layout.ts';
import { classicGoModel } from './classic-go-model.ts';
import type { GoType } from './go-type.ts';
import type { GrowthPlan, PlanRequest } from './growth-plan.ts';
import { growthSentence } from './growth-sentence.ts';
import { type MapModel, mapModels } from './map-model.ts';
import { parseGoKeyType, parseGoType } from './parse-go-type.ts';
import type { RisingStretch, SizeModel } from './size-model.ts';
import { swissHintFits } from './swiss-go-layout.ts';
import { swissGoModel } from './swiss-go-model.ts';
import { v8MapModel } from './v8-map-model.ts';

const mostEntries = 1e12;

/**
 * How a new map swells while distinct keys are inserted into it, in closed form: the time does not
 * depend on the number of entries.
 *
 * @throws SandboxError `usage` if a type, a number or the model is wrong.
 */
export function planGrowth(request: PlanRequest): GrowthPlan {
  const { map, entries } = request;
  const limitBytes = request.limitBytes ?? null;
  requireWhole('entries', entries, 0);
  if (limitBytes !== null) requireWhole('limitBytes', limitBytes, 1);
  const key = parseGoKeyType(request.key, 'key');
  const value = parseGoType(request.value, 'value');
  const { model, hint, warnings } = modelFor(map, key, value, request.hint ?? 0);
  const possible = Math.min(entries, model.maxEntries);
  const state = model.state(possible);
  const nextGrowth = model.nextGrowth(possible);
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
    peakBytesHeld: Math.max(model.state(0).bytesHeld, ...stretches.map(highest)),
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
    isExpectedValue: {
      bytesHeld: state.isHeldExpected,
      totalBytesAllocated: state.isTotalExpected,
      totalAllocations: state.isTotalExpected,
      nextGrowthAtEntries: (nextGrowth?.wave ?? null) !== null,
    },
    warnings,
  });
}

function modelFor(
  map: MapModel,
  key: GoType,
  value: GoType,
  hint: number,
): { readonly model: SizeModel; readonly hint: number; readonly warnings: readonly Warning[] } {
  requireWhole('hint', hint, 0);
  switch (map) {
    case 'go1.22':
    case 'go1.23': {
      const isIgnored = isHintIgnored(hint, classicBucket(key, value));
      const used = isIgnored ? 0 : hint;
      const warnings = isIgnored ? [ignoredHint(hint)] : [];
      return { model: classicGoModel(key, value, used), hint: used, warnings };
    }
    case 'go1.24':
    case 'go1.25':
    case 'go1.26':
    case 'go1.27':
      if (!swissHintFits(key, value, hint)) throw refusedHint(hint, 'to fit an address space');
      return { model: swissGoModel(key, value, hint), hint, warnings: [] };
    case 'v8':
      if (hint !== 0) throw refusedHint(hint, 'to be 0, since a Map of V8 takes none');
      return { model: v8MapModel, hint, warnings: [] };
    default:
      throw new SandboxError(
        'usage',
        `expected map to be one of ${mapModels.join(', ')}, got ${JSON.stringify(map satisfies never)}`,
      );
  }
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
  for (const stretch of stretches) {
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
  const started = model.growthsUpTo(insert).filter(({ entries }) => entries === insert);
  const growth = started.find(({ bytesDuring }) => bytesDuring > limit);
  const peak = formatBytes(growth?.bytesDuring ?? stretch.peakBytes(insert));
  const above = `, together ${peak}, above the limit of ${formatLimitBytes(limit)}`;
  if (growth !== undefined) return growthSentence(growth) + above;
  return `insert ${formatCount(insert)} brings what the map holds to ${peak}, above the limit of ${formatLimitBytes(limit)}`;
}

function highest({ from, to, peakBytes }: RisingStretch): number {
  return Math.max(peakBytes(from), peakBytes(to));
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
function entryBytes(map: MapModel, key: GoType, value: GoType): number {
  return map === 'v8' ? 16 : key.sizeBytes + value.sizeBytes;
}

function requireWhole(name: string, value: number, min: number): void {
  if (
    Number.isSafeInteger(value) &&
    value >= min &&
    (name === 'limitBytes' || value <= mostEntries)
  )
    return;
  const max = name === 'limitBytes' ? '2^53 - 1' : formatCount(mostEntries);
  throw new SandboxError(
    'usage',
    `expected ${name} to be a whole number from ${min} to ${max}, got ${value}`,
  );
}

function ignoredHint(hint: number): Warning {
  return {
    code: 'hint-ignored',
    message: `Go takes no notice of a hint of ${formatCount(hint)}: its buckets exceed what can be allocated`,
  };
}

function refusedHint(hint: number, rule: string): SandboxError {
  return new SandboxError('usage', `expected hint ${rule}, got ${formatCount(hint)}`);
}
