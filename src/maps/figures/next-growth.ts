import type { GoType } from '../model/go-type/go-type.ts';
import type { GrowthEvent } from '../model/growth-event.ts';
import { distinctKeys } from '../model/distinct-keys.ts';
import { guardFacts } from '../model/guards.ts';
import { familyFacts, modelFacts } from '../model/model-facts.ts';
import { parseGoKeyType, parseGoType } from '../model/go-type/parse-go-type.ts';
import { type GrowthAhead, growthAhead } from '../model/size/growth-ahead.ts';
import type { PlannedGrowth } from '../model/size/growth-plan.ts';
import type { SizeModel } from '../model/size/size-model.ts';
import { sizeModelFor } from '../model/size/size-model-for.ts';
import { redisGrowth } from '../model/size/redis-dict-model.ts';
import type { LiveMapSpec } from './live-map.ts';
import type { MapFigures } from './map-figures.ts';
import { nextWave } from './next-wave.ts';

/** The growth of a map that comes next: how far it is, and whether its peak fits beside other shards. */
export interface NextGrowth
  extends
    Pick<
      GrowthEvent,
      'kind' | 'shard' | 'fromBuckets' | 'toBuckets' | 'bytesBefore' | 'bytesDuring'
    >,
    GrowthAhead {
  /** Entries of that shard after the insert that starts it. */
  readonly entries: number;
  /**
   * Entries of all shards by then; with several the expected ones, because each gets an equal part of
   * the new keys.
   */
  readonly atEntries: number;
  readonly bytesAfter: number;
  /** Whether the hash has a say in the figures, so that they are means. */
  readonly isExpectedValue: boolean;
}

/**
 * The growth that comes next, by the size model of the map; `null` where none can come or none can be
 * foreseen. Of several shards, that of the one which is nearest to it.
 *
 * Every room asks it that has figures of a map. Who has none asks the size model of a new map: `plan`, what
 * `advise` reads off a profile's tables and what ended a filled process. Prometheus has figures and no
 * model: its rules know what a growth needs by the family alone (`bytesNeededPerByte`), and its exporter
 * the threshold from here. Tests hold both against this.
 *
 * @param spec the hint is that of all shards together
 * @param figures of the map, or of each of its shards
 * @param ratePerMinute entries that are added per minute, to all shards together; `null` = unknown
 * @param limitBytes charged bytes that all shards together may hold; `null` = no limit
 * @throws SandboxError `usage` for a spec that no map can have
 */
export function nextGrowth(
  spec: LiveMapSpec,
  figures: MapFigures | readonly MapFigures[],
  ratePerMinute: number | null = null,
  limitBytes: number | null = null,
): NextGrowth | null {
  const shards: readonly MapFigures[] = 'capacityEntries' in figures ? [figures] : figures;
  const shard = nearestToGrowth(shards);
  const nearest = shards[shard];
  const { model, keys } = sizesOf(spec);
  if (nearest === undefined || model === null) return null;
  const planned = plannedGrowth(spec, model, nearest);
  if (planned === null) return null;
  const bytesHeld = shards.reduce((sum, { bytes }) => sum + bytes.held, 0);
  const { entriesLeft, inMinutes, fits } = growthAhead(planned, {
    entries: nearest.entries,
    shards: shards.length,
    ratePerMinute,
    limitBytes,
    bytesElsewhere: bytesHeld - nearest.bytes.held,
  });
  const entriesNow = shards.reduce((sum, { entries }) => sum + entries, 0);
  const atEntries = entriesNow + entriesLeft * shards.length;
  // A map of every byte that there is will not get another one.
  if (atEntries > keys) return null;
  return {
    kind: planned.kind,
    shard,
    entries: planned.entries,
    entriesLeft,
    atEntries,
    fromBuckets: planned.fromBuckets,
    toBuckets: planned.toBuckets,
    bytesBefore: planned.bytesBefore,
    bytesDuring: planned.bytesDuring,
    bytesAfter: planned.bytesAfter,
    isExpectedValue: planned.isExpectedValue,
    inMinutes,
    fits,
  };
}

/** What the spec of a map decides alone. */
interface SpecSizes {
  /** Of one shard; `null` for a `sync.Map`, which no closed form describes. */
  readonly model: SizeModel | null;
  /** Different keys that there are. */
  readonly keys: number;
}

/** A model is made once for a spec: the waves of a Swiss one take milliseconds. */
const sizes = new WeakMap<LiveMapSpec, SpecSizes>();

function sizesOf(spec: LiveMapSpec): SpecSizes {
  const known = sizes.get(spec);
  if (known !== undefined) return known;
  const { map, key, value, guard = 'none', hint = 0 } = spec;
  const keyType = typed(key, parseGoKeyType, 'key');
  const { kind, shards } = guardFacts(guard);
  const made = {
    keys: modelFacts(map).runtime === 'go' ? distinctKeys(keyType) : Number.POSITIVE_INFINITY,
    model:
      kind === 'sync.Map'
        ? null
        : sizeModelFor(map, keyType, typed(value, parseGoType, 'value'), Math.ceil(hint / shards))
            .model,
  };
  sizes.set(spec, made);
  return made;
}

function typed(
  type: string | GoType,
  parse: (text: string, option: string) => GoType,
  option: string,
): GoType {
  return typeof type === 'string' ? parse(type, option) : type;
}

/**
 * A map that grows as one does so when it is full, so the model is asked for the growth of a map that
 * is just that: a map that shrank keeps its table. The tables of a Swiss map grow one by one: where they
 * were read, by what they have left, else the model is asked for the entries that are there.
 */
function plannedGrowth(
  { map }: LiveMapSpec,
  model: SizeModel,
  figures: MapFigures,
): PlannedGrowth | null {
  const { family } = modelFacts(map);
  switch (family) {
    case 'classic':
      return model.nextGrowth(figures.capacityEntries);
    case 'swiss':
      return nextWave(figures) ?? plannedTable(model, figures);
    case 'v8':
      return plannedRehash(model, figures);
    case 'redis':
      // A doubling that was put off is due with the next insert, however far the table is beyond full.
      return redisGrowth(
        figures.capacityEntries,
        Math.max(figures.capacityEntries, figures.entries),
      );
    case 'cpython':
    case 'v8-object':
      return model.nextGrowth(figures.capacityEntries);
  }
}

/** The only table, by what it has left where that was read: a map that shrank keeps it. */
function plannedTable(model: SizeModel, { entries, tables }: MapFigures): PlannedGrowth | null {
  const [table] = tables ?? [];
  if (table === undefined) return model.nextGrowth(entries);
  const planned = model.nextGrowth(Math.floor((table.slots * 7) / 8));
  return planned === null ? null : { ...planned, entries: entries + table.insertsLeft + 1 };
}

/** Deleted entries keep their places until a new table is made: of the same size where half are gone. */
function plannedRehash(model: SizeModel, figures: MapFigures): PlannedGrowth | null {
  const { buckets, bytes, capacityEntries } = figures;
  const places = familyFacts.v8.slotsPerBucket * buckets;
  const entries = capacityEntries + 1;
  if (places - capacityEntries < places / 2) {
    const doubling = model.nextGrowth(places);
    return doubling === null ? null : { ...doubling, entries };
  }
  return {
    kind: 'rehash',
    entries,
    fromBuckets: buckets,
    toBuckets: buckets,
    bytesBefore: bytes.held,
    bytesDuring: bytes.held + bytes.current,
    bytesAfter: bytes.held,
    isExpectedValue: false,
    wave: null,
  };
}

/** Of each family the entries that are missing to a full table decide. */
function nearestToGrowth(shards: readonly MapFigures[]): number {
  const left = shards.map(({ capacityEntries, entries }) => capacityEntries - entries);
  return left.indexOf(Math.min(...left));
}
