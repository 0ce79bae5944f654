import { z } from 'zod';
import { schemaOf } from '../../../../base/schema/schema-of.ts';
import { figure, text } from '../../../../base/schema/figures.ts';
import type { SizeDistribution } from '../../../../maps/model/payload/size-distribution.ts';
import { textSchema } from '../field-schemas.ts';
import type { CellPayload, ScenarioPayload, WrittenSizes } from './scenario-payload.ts';

const sizesRule =
  "expected bytes, 'lognormal(median, p99)', '16:3,640:1' with weights, '@file', or a list of { bytes, weight }";
const bytesSchema = z.union([z.number(), z.string()], { error: "expected bytes, as in '4KiB'" });

const sizesSchema: z.ZodType<WrittenSizes> = z.union(
  [
    z.number({ error: sizesRule }),
    z.string({ error: sizesRule }),
    z
      .array(
        z.strictObject({
          bytes: bytesSchema,
          weight: z.number({ error: 'expected a number above 0' }).exactOptional(),
        }),
        { error: sizesRule },
      )
      .min(1, { error: 'expected at least one size' }),
  ],
  { error: sizesRule },
);

/** What a scenario may say of its payload. */
export const payloadSchema: z.ZodType<ScenarioPayload> = z.strictObject({
  key: textSchema.exactOptional(),
  value: textSchema.exactOptional(),
  keyBytes: sizesSchema.exactOptional(),
  valueBytes: sizesSchema.exactOptional(),
});

const distributionSchema: z.ZodType<SizeDistribution> = schemaOf<SizeDistribution>(
  'size-distribution',
)(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed'), bytes: figure }),
    z.strictObject({ kind: z.literal('lognormal'), medianBytes: figure, p99Bytes: figure }),
    z.strictObject({
      kind: z.literal('weighted'),
      sizes: z.array(z.strictObject({ bytes: figure, weight: figure })),
    }),
  ]),
);

/** The payload of a cell, as records keep it. */
export const cellPayloadSchema: z.ZodType<CellPayload> = schemaOf<CellPayload>('payload')(
  z.strictObject({
    key: text.exactOptional(),
    value: text.exactOptional(),
    keyBytes: distributionSchema.exactOptional(),
    valueBytes: distributionSchema.exactOptional(),
  }),
);
