import { z } from 'zod';
import type { Warning } from '../primitives/warning.ts';
import { runRecordSchema } from '../record/schema/run-record-schema.ts';
import { schemaOf } from '../record/schema/schema-of.ts';
import { baselineKind, baselineVersion, type Acceptance, type Baseline } from './baseline.ts';

const exactValue = z.union([z.number(), z.string()]);

const acceptanceSchema = schemaOf<Acceptance>('acceptance')(
  z.strictObject({
    cell: z.string(),
    metric: z.string(),
    from: exactValue,
    to: exactValue,
    reason: z.string(),
    at: z.string(),
  }),
);

const warningSchema = schemaOf<Warning>('baseline-warning')(
  z.strictObject({ code: z.string(), message: z.string() }),
);

/** The whole baseline, version 1. */
export const baselineSchema: z.ZodType<Baseline> = schemaOf<Baseline>('baseline')(
  z.strictObject({
    kind: z.literal(baselineKind),
    version: z.literal(baselineVersion),
    batches: z.tuple([runRecordSchema, runRecordSchema]),
    acceptances: z.array(acceptanceSchema),
    warnings: z.array(warningSchema),
  }),
);

/** The published JSON Schema (draft 2020-12) of a baseline. */
export function baselineJsonSchema(): object {
  return {
    title: 'mapswell baseline',
    description: 'Two runs that agreed, and the changes that were accepted since.',
    ...z.toJSONSchema(baselineSchema),
  };
}
