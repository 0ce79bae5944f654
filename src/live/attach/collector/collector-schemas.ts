import { z } from 'zod';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import type { CollectorLook } from './collector-look.ts';
import type { OldTableFate } from './old-table.ts';

export const oldTableFateSchema: z.ZodType<OldTableFate> = schemaOf<OldTableFate>('old-table-fate')(
  z.strictObject({
    tables: count,
    bytes: count,
    state: z.enum(['in-use', 'garbage', 'swept']),
    garbageSinceCycle: count.nullable(),
    sweptByCycle: z.strictObject({ notBefore: count, notAfter: count }).nullable(),
  }),
);

const fields = {
  readFrom: z.enum(['memory', 'gctrace']),
  cycles: count.nullable(),
  majorCycles: count.nullable(),
  isMarking: z.boolean().nullable(),
  heapBytes: count,
  markedBytes: count.nullable(),
  goalBytes: count.nullable(),
  spaces: z.array(z.strictObject({ name: text, bytes: count })),
};

export const collectorLookSchema: z.ZodType<CollectorLook> = schemaOf<CollectorLook>(
  'collector-look',
)(z.strictObject({ atMs: figure, ...fields }));

/** Without its time. */
export const collectorNowSchema: z.ZodType<Omit<CollectorLook, 'atMs'>> = schemaOf<
  Omit<CollectorLook, 'atMs'>
>('collector-now')(z.strictObject(fields));
