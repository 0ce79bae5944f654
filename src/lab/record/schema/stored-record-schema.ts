import { z } from 'zod';
import { count, moment, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { recordKind, type RoundResult, type YardstickRound } from '../run-record.ts';
import {
  type InEnvironment,
  linesVersion,
  type StoredCell,
  type StoredEnd,
  type StoredExact,
  type StoredHead,
  type StoredSession,
} from '../stored/stored-record.ts';
import { cellSchema } from './cell-schema.ts';
import { exactCountsSchema, heapAccountSchema } from './exact-counts-schema.ts';
import { keyUseSchema } from './key-use-schema.ts';
import {
  configurationSchema,
  environmentSchema,
  processFields,
  roundFields,
  warningSchema,
  yardstickFields,
} from './run-record-schema.ts';
import { timedSummarySchema } from './timed-schema.ts';

const sessionSchema = schemaOf<StoredSession>('run-session')(
  z.strictObject({
    startedAt: moment,
    finishedAt: moment,
    environment: count,
    shard: z.strictObject({ index: count, count, processes: count }).exactOptional(),
  }),
);

const storedYardstickSchema = schemaOf<InEnvironment<YardstickRound>>('stored-yardstick-round')(
  z.strictObject({ ...yardstickFields, environment: count }),
);

/** The first line of a record in lines. */
export const storedHeadSchema: z.ZodType<StoredHead> = schemaOf<StoredHead>('record-head')(
  z.strictObject({
    kind: z.literal(recordKind),
    version: z.literal(linesVersion),
    id: text,
    startedAt: moment,
    finishedAt: moment,
    isComplete: z.boolean(),
    cells: count,
    environments: z.array(environmentSchema).min(1, { error: 'expected at least one environment' }),
    environment: count,
    sessions: z.array(sessionSchema),
    configuration: configurationSchema,
    yardstick: z.array(storedYardstickSchema),
    warnings: z.array(warningSchema),
  }),
);

const storedExactSchema = schemaOf<StoredExact>('stored-exact-run')(
  z.strictObject({
    ...processFields,
    environment: count,
    counts: exactCountsSchema.nullable().exactOptional(),
    sameCountsAs: count.exactOptional(),
    heap: heapAccountSchema.exactOptional(),
    keys: keyUseSchema.exactOptional(),
  }),
);

const storedRoundSchema = schemaOf<InEnvironment<RoundResult>>('stored-round')(
  z.strictObject({ ...roundFields, environment: count }),
);

/** The line of a cell. */
export const storedCellSchema: z.ZodType<StoredCell> = schemaOf<StoredCell>('stored-cell')(
  z.strictObject({
    cell: cellSchema,
    exact: z.array(storedExactSchema),
    exactAgree: z.boolean().nullable(),
    rounds: z.array(storedRoundSchema),
    summary: timedSummarySchema,
    warnings: z.array(warningSchema),
  }),
);

/** The last line. */
export const storedEndSchema: z.ZodType<StoredEnd> = schemaOf<StoredEnd>('record-end')(
  z.strictObject({
    end: z.literal(recordKind),
    cells: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
);
