import { z } from 'zod';
import { count, figure, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import { growthKindSchema } from '../../maps/figures/growth-schemas.ts';
import { mapModels } from '../../maps/model/map-model.ts';
import type { GrowthCloudEvent } from './growth-stream.ts';
import type { TimedGrowth } from './instrumented-map.ts';
import type { MapSize, MapSizeGrowth, ShardSizes } from './map-size.ts';

const timedGrowth = schemaOf<TimedGrowth>('timed-growth')(
  z.strictObject({
    startedAtMs: figure,
    kind: growthKindSchema,
    shard: count,
    operation: count,
    entries: count,
    fromBuckets: count,
    toBuckets: count,
    bytesBefore: count,
    bytesDuring: count,
    bytesAfter: count.nullable(),
    writesToFinish: count.nullable(),
    startNs: figure.nullable(),
    durationNs: figure.nullable(),
  }),
);

const cloudEvent = schemaOf<GrowthCloudEvent>('growth-cloud-event')(
  z.strictObject({
    specversion: z.literal('1.0'),
    id: text,
    source: text,
    type: z.literal('mapswell.map.growth.v1'),
    subject: text,
    time: z.string().meta({ format: 'date-time' }),
    datacontenttype: z.literal('application/json'),
    data: timedGrowth,
  }),
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
  }),
);

/** The published JSON Schema (draft 2020-12) of `/debug/mapsize`. */
export function mapSizeJsonSchema(): Readonly<Record<string, unknown>> {
  return published(mapSize, 'The page /debug/mapsize', 'The state of a map that is served.');
}

/** The published JSON Schema (draft 2020-12) of an event of a growth, version 1. */
export function growthEventJsonSchema(): Readonly<Record<string, unknown>> {
  return published(
    cloudEvent,
    'mapswell.map.growth.v1',
    'A growth of a map, in the envelope of CloudEvents 1.0.',
  );
}

/** Open for fields that come later: those who check a service are older than it. */
function published(
  schema: z.ZodType,
  title: string,
  description: string,
): Readonly<Record<string, unknown>> {
  return {
    title,
    description,
    ...z.toJSONSchema(schema, {
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
  };
}
