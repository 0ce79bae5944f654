import { z } from 'zod';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import type { GuardWaits, KeyLoad, KeyUse } from '../key-use.ts';

const keyLoadSchema = schemaOf<KeyLoad>('key-load')(
  z.strictObject({ hash: text, operations: count, error: count, share: figure }),
);

/** Which keys the operations of a cell ask for. */
export const keyUseSchema: z.ZodType<KeyUse> = schemaOf<KeyUse>('key-use')(
  z.strictObject({
    operations: count,
    writes: count,
    distinctKeys: z.strictObject({ value: count, standardError: count }),
    hotKeys: z.array(keyLoadSchema),
    hotWrites: z.array(keyLoadSchema),
    zipf: z.strictObject({ exponent: figure, standardError: figure, ranks: count }).nullable(),
    curve: z.array(z.strictObject({ keys: count, share: figure })),
    shards: z.array(count).nullable(),
  }),
);

export const guardWaitsSchema: z.ZodType<GuardWaits> = schemaOf<GuardWaits>('guard-waits')(
  z.strictObject({
    runNs: figure,
    shards: z.array(z.strictObject({ waits: count, waitNs: figure })),
  }),
);
