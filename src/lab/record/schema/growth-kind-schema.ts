import { z } from 'zod';
import { type GrowthKind, growthKinds } from '../../../maps/model/growth-event.ts';
import { schemaOf } from './schema-of.ts';

/** How a map swells. */
export const growthKindSchema: z.ZodType<GrowthKind> = schemaOf<GrowthKind>('growth-kind')(
  z.enum(growthKinds),
);
