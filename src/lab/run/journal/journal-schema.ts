import { z } from 'zod';
import { moment, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { cellSchema } from '../../record/schema/cell-schema.ts';
import {
  configurationSchema,
  environmentSchema,
  exactRunSchema,
  roundSchema,
  yardstickSchema,
} from '../../record/schema/run-record-schema.ts';
import type { JournalEntry } from './journal.ts';
import type { ProcessResult } from './process-result.ts';
import { journalKind, journalVersion, type RunHeader } from './run-header.ts';

/** The first line of a journal. */
export const runHeaderSchema: z.ZodType<RunHeader> = schemaOf<RunHeader>('run-header')(
  z.strictObject({
    kind: z.literal(journalKind),
    version: z.literal(journalVersion),
    id: text,
    startedAt: moment,
    environment: environmentSchema,
    configuration: configurationSchema,
    cells: z.array(cellSchema),
  }),
);

const processResultSchema = schemaOf<ProcessResult>('process-result')(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('exact'),
      cellId: text,
      repeat: z.int().nonnegative(),
      run: exactRunSchema,
    }),
    z.strictObject({ kind: z.literal('timed'), cellId: text, run: roundSchema }),
    z.strictObject({ kind: z.literal('yardstick'), run: yardstickSchema }),
  ]),
);

/** Every line after the first. */
export const journalEntrySchema: z.ZodType<JournalEntry> = schemaOf<JournalEntry>('journal-entry')(
  z.discriminatedUnion('event', [
    z.strictObject({ event: z.literal('resumed'), at: moment }),
    z.strictObject({ event: z.literal('started'), key: text, at: moment }),
    z.strictObject({
      event: z.literal('finished'),
      key: text,
      at: moment,
      result: processResultSchema,
    }),
  ]),
);
