import { z } from 'zod';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { growthEventFields, growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import { openJsonSchema } from '../../../maps/figures/open-json-schema.ts';
import { mapModels } from '../../../maps/model/map-model.ts';
import type { TimedGrowth } from '../instrumented-map.ts';
import type { SampledKeyLoad } from './sampled-keys.ts';
import type { MapSize, MapSizeGrowth, ShardSizes } from './map-size.ts';

const timedGrowth = schemaOf<TimedGrowth>('timed-growth')(
  z.strictObject({ startedAtMs: figure, ...growthEventFields }),
);

const sizeGrowth = schemaOf<MapSizeGrowth>('map-size-growth')(
  z.strictObject({
    kind: growthKindSchema,
    shard: count,
    entries: count,
    entriesLeft: z.int(),
    fromBuckets: count,
    toBuckets: count,
    bytesDuring: figure,
    bytesAfter: figure,
    isExpectedValue: z.boolean(),
    fits: z.boolean().nullable(),
  }),
);

const shardSizes = schemaOf<ShardSizes>('shard-sizes')(
  z.strictObject({
    count,
    growing: z.array(count),
    entries: z.array(count),
    bytesHeld: z.array(count),
    growths: z.array(count),
  }),
);

const hotKeys = schemaOf<SampledKeyLoad>('hot-keys')(
  z.strictObject({
    sampled: count,
    interval: count,
    keys: z.array(
      z.strictObject({
        hash: text,
        key: text.exactOptional(),
        share: figure,
        standardError: figure,
      }),
    ),
    shards: z.array(figure).nullable(),
  }),
);

const mapSize = schemaOf<MapSize>('map-size')(
  z.strictObject({
    map: text,
    model: z.enum(mapModels),
    key: text,
    value: text,
    guard: text,
    limitBytes: count.nullable(),
    size: count,
    capacity: count,
    loadFactor: figure,
    buckets: count,
    overflowBuckets: count,
    bytes: z.strictObject({ held: count, peak: count, current: count, old: count }),
    writes: count,
    lookups: count,
    collisions: count,
    refusedWrites: z.strictObject({ 'out-of-memory': count, 'map-full': count }),
    isGrowing: z.boolean(),
    growthsByKind: z.partialRecord(growthKindSchema, count),
    nextGrowth: sizeGrowth.nullable(),
    shards: shardSizes.nullable(),
    growthEvents: z.array(timedGrowth),
    growthEventsDropped: count,
    hotKeys: hotKeys.exactOptional(),
  }),
);

/** The published JSON Schema (draft 2020-12) of `/debug/mapsize`. */
export function mapSizeJsonSchema(): Readonly<Record<string, unknown>> {
  return openJsonSchema(mapSize, 'The page /debug/mapsize', 'The state of a map that is served.');
}
