import { z } from 'zod';
import { schemaOf } from '../../base/schema/schema-of.ts';
import type { KeyDistribution } from './workload.ts';

/** What the fields of a distribution may be: a file is held to ranges, a record to its types. */
export interface DistributionFields {
  readonly keys: z.ZodNumber;
  readonly startAt: z.ZodNumber;
  readonly exponent: z.ZodNumber;
  readonly share: z.ZodNumber;
  readonly sharedBits: z.ZodNumber;
  /** Name of the format of a recording. */
  readonly format: z.ZodType<string>;
  readonly operations: z.ZodNumber;
}

const continues = z.boolean({ error: 'expected true or false' });

/** Schema of every distribution. @param error where the kind is none of them */
export function distributionSchema(
  { keys, startAt, exponent, share, sharedBits, format, operations }: DistributionFields,
  error: string,
): z.ZodType<KeyDistribution> {
  return schemaOf<KeyDistribution>('key-distribution')(
    z.discriminatedUnion(
      'kind',
      [
        z.strictObject({
          kind: z.literal('sequential'),
          startAt: startAt.exactOptional(),
          continues: continues.exactOptional(),
        }),
        z.strictObject({ kind: z.literal('uniform'), keys }),
        z.strictObject({ kind: z.literal('zipfian'), keys, exponent }),
        z.strictObject({ kind: z.literal('hot-set'), keys, hotKeys: keys, hotShare: share }),
        z.strictObject({
          kind: z.literal('sliding-window'),
          window: keys,
          continues: continues.exactOptional(),
        }),
        z.strictObject({ kind: z.literal('adversarial'), keys, sharedBits }),
        z.strictObject({
          kind: z.literal('trace'),
          file: z.string({ error: 'expected the path of a recording' }).min(1),
          format: format.exactOptional(),
          columns: z.record(z.string(), z.string()).exactOptional(),
          digest: z.string().exactOptional(),
          operations: operations.exactOptional(),
        }),
      ],
      { error },
    ),
  );
}
