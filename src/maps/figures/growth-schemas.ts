import { z } from 'zod';
import { count, figure, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import { type GrowthEvent, type GrowthKind, growthKinds } from '../model/growth-event.ts';
import type { LiveGrowth } from './live-map.ts';
import type { NextGrowth } from './next-growth.ts';

/** How a map swells. */
export const growthKindSchema: z.ZodType<GrowthKind> = schemaOf<GrowthKind>('growth-kind')(
  z.enum(growthKinds),
);

/** The fields of a growth, for documents that say more of one. */
export const growthEventFields: {
  readonly [Field in keyof GrowthEvent]: z.ZodType<GrowthEvent[Field]>;
} = {
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
};

export const growthEventSchema: z.ZodType<GrowthEvent> = schemaOf<GrowthEvent>('growth-event')(
  z.strictObject(growthEventFields),
);

export const liveGrowthSchema: z.ZodType<LiveGrowth> = schemaOf<LiveGrowth>('live-growth')(
  z.strictObject({
    mapId: text,
    kind: growthKindSchema,
    shard: count,
    entries: count,
    isToTheInsert: z.boolean(),
    fromBuckets: count,
    toBuckets: count,
    bytesBefore: count,
    bytesDuring: count,
    bytesAfter: count.nullable(),
    notBeforeMs: figure,
    notAfterMs: figure,
    stack: z.array(text).nullable(),
  }),
);

export const nextGrowthSchema: z.ZodType<NextGrowth> = schemaOf<NextGrowth>('next-growth')(
  z.strictObject({
    kind: growthKindSchema,
    shard: count,
    entries: count,
    entriesLeft: z.int(),
    atEntries: count,
    fromBuckets: count,
    toBuckets: count,
    bytesBefore: figure,
    bytesDuring: figure,
    bytesAfter: figure,
    isExpectedValue: z.boolean(),
    inMinutes: figure.nullable(),
    fits: z.boolean().nullable(),
  }),
);
