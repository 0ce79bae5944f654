import { z } from 'zod';
import { schemaOf } from '../../base/schema/schema-of.ts';
import type { WholeOperation } from './workload.ts';

/** Schema of the operations on the whole map. @param count schema of what counts operations or entries */
export function wholeOperationSchema(count: z.ZodNumber): z.ZodType<WholeOperation> {
  return schemaOf<WholeOperation>('whole-operation')(
    z.discriminatedUnion(
      'kind',
      [
        z.strictObject({ kind: z.literal('clear'), every: count }),
        z.strictObject({
          kind: z.literal('iterate'),
          every: count,
          first: count.exactOptional(),
          step: count.exactOptional(),
        }),
        z.strictObject({
          kind: z.literal('copy'),
          every: count,
          hint: z.boolean().exactOptional(),
        }),
        z.strictObject({ kind: z.literal('delete-if'), every: count, olderThan: count }),
      ],
      { error: "expected kind 'clear', 'iterate', 'copy' or 'delete-if'" },
    ),
  );
}
