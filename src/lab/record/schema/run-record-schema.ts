import { z } from 'zod';
import type { Warning } from '../../../base/primitives/warning.ts';
import type { ProcessOrigin } from '../../sandbox/machine/process-origin.ts';
import type { Environment } from '../environment.ts';
import {
  recordKind,
  recordVersion,
  type CellRecord,
  type ExactRun,
  type RoundResult,
  type RunPart,
  type RunRecord,
  type RunShard,
  type YardstickRound,
} from '../run-record.ts';
import { cellSchema, limitsSchema } from './cell-schema.ts';
import { exactCountsSchema, heapAccountSchema } from './exact-counts-schema.ts';
import { count, figure, moment, text } from '../../../base/schema/figures.ts';
import { outcomeSchema } from './outcome-schema.ts';
import { limitReportSchema, processUsageSchema } from './process-schema.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { measurementSchema, timedSummarySchema } from './timed-schema.ts';

const processFields = {
  shard: count.exactOptional(),
  outcome: outcomeSchema,
  limits: limitReportSchema,
  arenaLimitBytes: count.nullable(),
  usage: processUsageSchema,
};

const warningSchema = schemaOf<Warning>('warning')(z.strictObject({ code: text, message: text }));

export const exactRunSchema: z.ZodType<ExactRun> = schemaOf<ExactRun>('exact-run')(
  z.strictObject({
    ...processFields,
    counts: exactCountsSchema.nullable(),
    heap: heapAccountSchema.exactOptional(),
  }),
);

export const roundSchema: z.ZodType<RoundResult> = schemaOf<RoundResult>('round-result')(
  z.strictObject({
    ...processFields,
    round: count,
    position: count,
    measurement: measurementSchema.nullable(),
    doubtful: measurementSchema.exactOptional(),
  }),
);

export const yardstickSchema: z.ZodType<YardstickRound> = schemaOf<YardstickRound>(
  'yardstick-round',
)(
  z.strictObject({
    shard: count.exactOptional(),
    round: count,
    position: count,
    outcome: outcomeSchema,
    operationsPerSecond: figure.nullable(),
  }),
);

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

const cellRecordSchema = schemaOf<CellRecord>('cell-record')(
  z.strictObject({
    cell: cellSchema,
    exact: z.array(exactRunSchema),
    exactAgree: z.boolean().nullable(),
    rounds: z.array(roundSchema),
    summary: timedSummarySchema,
    warnings: z.array(warningSchema),
  }),
);

/** The whole record, version 1. Unknown keys are refused: they are a typing error or another version. */
export const runRecordSchema: z.ZodType<RunRecord> = schemaOf<RunRecord>('run-record')(
  z.strictObject({
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
    cells: z.array(cellRecordSchema),
    warnings: z.array(warningSchema),
  }),
);
