import { z } from 'zod';
import { count, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import { type Guard, plainGuards } from './guards.ts';
import { mapModels } from './map-model.ts';
import type { MapSpec } from './map-spec.ts';

export const guardSchema: z.ZodType<Guard> = schemaOf<Guard>('guard')(
  z.union([z.enum(plainGuards), z.templateLiteral(['sharded:', z.number()])], {
    error: `expected one of ${plainGuards.join(', ')}, sharded:N`,
  }),
);

export const mapSpecSchema: z.ZodType<MapSpec> = schemaOf<MapSpec>('map-spec')(
  z.strictObject({
    map: z.enum(mapModels),
    key: text,
    value: text,
    guard: guardSchema,
    hint: count,
    seed: z.int(),
    limitBytes: count.nullable(),
  }),
);
