import { z } from 'zod';
import type { GrowthKind } from '../../map/growth-event.ts';
import { schemaOf } from './schema-of.ts';

const kinds = z.enum([
  'double',
  'same-size',
  'table-growth',
  'split',
  'directory-doubling',
  'prune',
  'rehash',
  'shrink',
]);

/** How a map swells. */
export const growthKindSchema: z.ZodType<GrowthKind> = schemaOf<GrowthKind>('growth-kind')(kinds);
