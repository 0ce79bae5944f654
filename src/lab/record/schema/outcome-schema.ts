import { z } from 'zod';
import type { LastState, Outcome } from '../outcome.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

const lastStateSchema = schemaOf<LastState>('last-state')(
  z.strictObject({ operations: count, entries: count, bytesHeld: count }),
).nullable();

/** How a process of a cell ended. */
export const outcomeSchema: z.ZodType<Outcome> = schemaOf<Outcome>('outcome')(
  z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('completed') }),
      z.strictObject({
        kind: z.literal('out-of-memory'),
        operation: count,
        entries: count,
        bytesHeld: count,
        bytesRefused: count,
        limitBytes: count,
        growth: z
          .strictObject({ kind: growthKindSchema, fromBuckets: count, toBuckets: count })
          .nullable(),
      }),
      z.strictObject({
        kind: z.literal('map-full'),
        message: text,
        operation: count.nullable(),
        last: lastStateSchema,
      }),
      z.strictObject({ kind: z.literal('killed'), signal: text, by: text, last: lastStateSchema }),
      z.strictObject({
        kind: z.enum(['concurrent-map-writes', 'concurrent-map-read-and-map-write']),
        writers: count,
        operation: count.nullable(),
        rule: z.enum(['entry', 'exit', 'no-empty-slot']).nullable(),
        last: lastStateSchema,
      }),
      z.strictObject({ kind: z.literal('timed-out'), timeLimitMs: figure, last: lastStateSchema }),
      z.strictObject({ kind: z.literal('failed'), message: text, last: lastStateSchema }),
      z.strictObject({ kind: z.literal('invalid'), reason: text }),
      z.strictObject({ kind: z.literal('skipped'), reason: text }),
    ],
    {
      error:
        'expected one of completed, out-of-memory, map-full, killed, timed-out, concurrent-map-writes, concurrent-map-read-and-map-write, failed, invalid, skipped',
    },
  ),
);
