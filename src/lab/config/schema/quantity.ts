import { z } from 'zod';

/** A number that may be written as a text; what is neither is judged by the schema of the number. */
export function quantity(
  schema: z.ZodType<number>,
  numberOf: (text: string) => number | null,
): z.ZodType<number> {
  return z.preprocess(
    (value) => (typeof value === 'string' ? (numberOf(value) ?? value) : value),
    schema,
  );
}
