import { z } from 'zod';
import { count, moment, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { cellSchema } from '../../record/schema/cell-schema.ts';
import {
  configurationSchema,
  environmentSchema,
  exactRunSchema,
  roundSchema,
  yardstickSchema,
} from '../../record/schema/run-record-schema.ts';
import { histogramSchema } from '../../record/schema/histogram-schema.ts';
import type { GeneratorPart } from '../../subjects/http/generator-part.ts';
import type { JournalEntry } from './journal.ts';
import type { ProcessResult } from './process-result.ts';
import type { CellCost, ShardHeader } from '../shards/shard-header.ts';
import { journalKind, journalVersion, type RunHeader } from './run-header.ts';

const positive = z.int().positive();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const shardHeaderSchema = schemaOf<ShardHeader>('shard-header')(
  z.strictObject({
    index: positive,
    count: positive,
    digest: hash,
    kernel: hash,
    startAtMs: z.number().exactOptional(),
    costs: z
      .array(
        schemaOf<CellCost>('cell-cost')(
          z.strictObject({ cellId: text, exactMs: count, timedMs: count }),
        ),
      )
      .exactOptional(),
  }),
);

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
    shard: shardHeaderSchema.exactOptional(),
  }),
);

const generatorPartSchema = schemaOf<GeneratorPart>('generator-part')(
  z.strictObject({
    startAtMs: z.number(),
    beganAtMs: z.number(),
    clock: z.strictObject({ lowMs: z.number(), highMs: z.number() }).nullable(),
    sliceMs: z.number().positive(),
    slices: z.array(histogramSchema),
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
    z.strictObject({
      kind: z.literal('timed'),
      cellId: text,
      run: roundSchema,
      part: generatorPartSchema.exactOptional(),
    }),
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
    z.strictObject({ event: z.literal('complete'), at: moment, processes: count, sha256: hash }),
  ]),
);
