import { z } from 'zod';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { ProcessOrigin } from '../../sandbox/machine/process-origin.ts';
import type { Environment } from '../environment.ts';
import {
  recordKind,
  recordVersion,
  type CellRecord,
  type ExactRun,
  type RoundResult,
  type RunHead,
  type RunPart,
  type RunRecord,
  type RunShard,
  type YardstickRound,
} from '../run-record.ts';
import { cellSchema, limitsSchema } from './cell-schema.ts';
import { exactCountsSchema, heapAccountSchema } from './exact-counts-schema.ts';
import { keyUseSchema } from './key-use-schema.ts';
import { count, figure, moment, text } from '../../../base/schema/figures.ts';
import { outcomeSchema } from './outcome-schema.ts';
import { limitReportSchema, processUsageSchema } from './process-schema.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { measurementSchema, timedSummarySchema } from './timed-schema.ts';

interface ProcessFields {
  readonly shard: z.ZodExactOptional<z.ZodNumber>;
  readonly outcome: typeof outcomeSchema;
  readonly limits: typeof limitReportSchema;
  readonly arenaLimitBytes: z.ZodNullable<z.ZodNumber>;
  readonly usage: typeof processUsageSchema;
}

interface RoundFields extends ProcessFields {
  readonly round: z.ZodNumber;
  readonly position: z.ZodNumber;
  readonly measurement: z.ZodNullable<typeof measurementSchema>;
  readonly doubtful: z.ZodExactOptional<typeof measurementSchema>;
}

interface YardstickFields {
  readonly shard: z.ZodExactOptional<z.ZodNumber>;
  readonly round: z.ZodNumber;
  readonly position: z.ZodNumber;
  readonly outcome: typeof outcomeSchema;
  readonly operationsPerSecond: z.ZodNullable<z.ZodNumber>;
}

/** What stands in every process of a cell, in records of every version. */
export const processFields: ProcessFields = {
  shard: count.exactOptional(),
  outcome: outcomeSchema,
  limits: limitReportSchema,
  arenaLimitBytes: count.nullable(),
  usage: processUsageSchema,
};

export const warningSchema: z.ZodType<Warning> = schemaOf<Warning>('warning')(
  z.strictObject({ code: text, message: text }),
);

export const exactRunSchema: z.ZodType<ExactRun> = schemaOf<ExactRun>('exact-run')(
  z.strictObject({
    ...processFields,
    counts: exactCountsSchema.nullable(),
    heap: heapAccountSchema.exactOptional(),
    keys: keyUseSchema.exactOptional(),
  }),
);

export const roundFields: RoundFields = {
  ...processFields,
  round: count,
  position: count,
  measurement: measurementSchema.nullable(),
  doubtful: measurementSchema.exactOptional(),
};

export const roundSchema: z.ZodType<RoundResult> = schemaOf<RoundResult>('round-result')(
  z.strictObject(roundFields),
);

export const yardstickFields: YardstickFields = {
  shard: count.exactOptional(),
  round: count,
  position: count,
  outcome: outcomeSchema,
  operationsPerSecond: figure.nullable(),
};

export const yardstickSchema: z.ZodType<YardstickRound> = schemaOf<YardstickRound>(
  'yardstick-round',
)(z.strictObject(yardstickFields));

const originSchema = schemaOf<ProcessOrigin>('process-origin')(
  z.strictObject({
    host: text,
    bootId: text.nullable(),
    pidNamespace: text.nullable(),
    pid: count,
    startTicks: text.nullable(),
  }),
);

export const environmentSchema: z.ZodType<Environment> = schemaOf<Environment>('environment')(
  z.strictObject({
    cpuModel: text,
    cores: count,
    memoryBytes: count,
    platform: text,
    arch: text,
    osRelease: text,
    node: text,
    v8: text,
    mapswell: text,
    origin: originSchema.exactOptional(),
  }),
);

export const configurationSchema: z.ZodType<RunRecord['configuration']> = schemaOf<
  RunRecord['configuration']
>('run-configuration')(
  z.strictObject({
    seed: z.int(),
    rounds: count,
    limits: limitsSchema,
    latencySampleInterval: count,
  }),
);

const partSchema = schemaOf<RunPart>('run-part')(
  z.strictObject({ startedAt: moment, finishedAt: moment }),
);

const shardSchema = schemaOf<RunShard>('run-shard')(
  z.strictObject({
    index: count,
    count,
    startedAt: moment,
    finishedAt: moment,
    processes: count,
    environment: environmentSchema,
  }),
);

export const cellRecordSchema: z.ZodType<CellRecord> = schemaOf<CellRecord>('cell-record')(
  z.strictObject({
    cell: cellSchema,
    exact: z.array(exactRunSchema),
    exactAgree: z.boolean().nullable(),
    rounds: z.array(roundSchema),
    summary: timedSummarySchema,
    warnings: z.array(warningSchema),
  }),
);

const headFields = {
  kind: z.literal(recordKind),
  version: z.literal(recordVersion),
  id: text,
  startedAt: moment,
  finishedAt: moment,
  isComplete: z.boolean(),
  parts: z.array(partSchema).exactOptional(),
  shards: z.array(shardSchema).exactOptional(),
  environment: environmentSchema,
  configuration: configurationSchema,
  yardstick: z.array(yardstickSchema),
  warnings: z.array(warningSchema),
};

/** The whole record, version 1. Unknown keys are refused: they are a typing error or another version. */
export const runRecordSchema: z.ZodType<RunRecord> = schemaOf<RunRecord>('run-record')(
  z.strictObject({
    ...headFields,
    cells: z.array(cellRecordSchema),
  }),
);

/** A record whose cells were taken out of their list, to be read one by one. */
export const runHeadSchema: z.ZodType<RunHead> = schemaOf<RunHead>('run-head')(
  z.strictObject(headFields),
);
