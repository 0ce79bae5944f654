import { z } from 'zod';
import { count, figure, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import type { AttachReport, ReportedMap } from './attach-report.ts';
import { collectorNowSchema, oldTableFateSchema } from './collector/collector-schemas.ts';

const reportedMapSchema = schemaOf<ReportedMap>('reported-map')(
  z.strictObject({
    address: z
      .string()
      .regex(/^0x[\da-f]+$/)
      .nullable(),
    name: text.nullable(),
    type: text.nullable(),
    candidateTypes: z.array(text),
    entries: count,
    deleted: count.nullable(),
    capacity: count,
    bytes: count,
    oldBytes: count,
    oldTables: oldTableFateSchema.nullable(),
    isGrowing: z.boolean(),
    nextGrowthAtEntries: count.nullable(),
    minutesToGrowth: figure.nullable(),
    peakBytes: figure.nullable(),
    fits: z.boolean().nullable(),
  }),
);

export const attachReportSchema: z.ZodType<AttachReport> = schemaOf<AttachReport>('attach-report')(
  z.strictObject({
    process: z.strictObject({
      pid: count.nullable(),
      runtime: z.enum(['go', 'node', 'redis']),
      version: text,
    }),
    collector: collectorNowSchema.nullable(),
    maps: z.array(reportedMapSchema),
    notListed: z.strictObject({ maps: count, bytes: count }),
    notes: z.array(text),
  }),
);

/** The published JSON Schema (draft 2020-12): one report for a process, a list of them for a name. */
export function attachJsonSchema(): object {
  return {
    title: 'mapswell attach report',
    description: 'What `mapswell attach --once --json` prints. Bytes are charged bytes.',
    ...z.toJSONSchema(z.union([attachReportSchema, z.array(attachReportSchema)])),
  };
}
