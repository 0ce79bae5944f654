import { z } from 'zod';
import { count, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import type { GrowthCloudEvent, GrowthEventData } from './growth-cloud-event.ts';
import { growthKindSchema } from './growth-schemas.ts';
import { openJsonSchema } from './open-json-schema.ts';

const data = schemaOf<GrowthEventData>('growth-event-data')(
  z.strictObject({
    kind: growthKindSchema,
    shard: count,
    entries: count,
    fromBuckets: count,
    toBuckets: count,
    bytesBefore: count,
    bytesDuring: count,
    bytesAfter: count.nullable(),
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
    data,
  }),
);

/** The published JSON Schema (draft 2020-12) of an event of a growth, version 1. */
export function growthEventJsonSchema(): Readonly<Record<string, unknown>> {
  return openJsonSchema(
    cloudEvent,
    'mapswell.map.growth.v1',
    'A growth of a map, in the envelope of CloudEvents 1.0: what serve, attach and register all say.',
  );
}
