import { z } from 'zod';
import { count, figure, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import type { GoType } from '../model/go-type/go-type.ts';
import { keyKinds } from '../model/go-type/go-type.ts';
import { sizedModels } from '../model/map-model.ts';
import { guardSchema } from '../model/map-spec-schema.ts';
import { growthKindSchema } from './growth-schemas.ts';
import { type LiveMap, type LiveProcess, mapKinds, nameSources, runtimes } from './live-map.ts';
import type { MapFigures } from './map-figures.ts';

export const mapFiguresSchema: z.ZodType<MapFigures> = schemaOf<MapFigures>('map-figures')(
  z.strictObject({
    entries: count,
    deleted: count.nullable(),
    capacityEntries: count,
    loadFactor: figure,
    buckets: count,
    overflowBuckets: count.nullable(),
    bytes: z.strictObject({
      held: count,
      current: count,
      old: count,
      headers: count.nullable(),
      entries: count.nullable(),
      peak: count.nullable(),
    }),
    growing: z
      .strictObject({
        oldBuckets: count.nullable(),
        movedBuckets: count.nullable(),
        fewestWritesLeft: count.nullable(),
        mostWritesLeft: count.nullable(),
        isStalled: z.boolean().nullable(),
      })
      .nullable(),
    growthsByKind: z.partialRecord(growthKindSchema, count).nullable(),
    tables: z.array(z.strictObject({ slots: count, insertsLeft: count, share: figure })).nullable(),
  }),
);

const goTypeSchema = schemaOf<GoType>('go-type')(
  z.strictObject({
    name: text,
    sizeBytes: count,
    alignBytes: count,
    hasPointers: z.boolean(),
    keyKind: z.enum(keyKinds),
  }),
);

const typeSchema = z.union([text, goTypeSchema], { error: 'expected a Go type' });

export const liveProcessSchema: z.ZodType<LiveProcess> = schemaOf<LiveProcess>('live-process')(
  z.strictObject({
    pid: count.nullable(),
    name: text,
    runtime: z.enum(runtimes),
    version: text,
    limitBytes: count.nullable(),
  }),
);

export const liveMapSchema: z.ZodType<LiveMap> = schemaOf<LiveMap>('live-map')(
  z.strictObject({
    id: text,
    address: text.nullable(),
    name: text.nullable(),
    namedBy: z.enum(nameSources).nullable(),
    kind: z.enum(mapKinds),
    type: text.nullable(),
    candidateTypes: z.array(text),
    spec: z
      .strictObject({
        map: z.enum(sizedModels),
        key: typeSchema,
        value: typeSchema,
        guard: guardSchema.exactOptional(),
        hint: count.exactOptional(),
        limitBytes: count.nullable().exactOptional(),
      })
      .nullable(),
    figures: mapFiguresSchema,
    shards: z.array(mapFiguresSchema).nullable(),
    isReferenced: z.boolean().nullable(),
    atMs: figure,
  }),
);
