import { z } from 'zod';

const countRule = { error: 'expected a whole number of at least 0' };

/** A count, or bytes. */
export const count: z.ZodNumber = z
  .number(countRule)
  .int(countRule)
  .min(0, countRule)
  .meta({ id: 'count', description: 'A count, or bytes' });

/** A figure that a clock or the operating system gave. */
export const figure: z.ZodNumber = z
  .number({ error: 'expected a number of at least 0' })
  .min(0, { error: 'expected a number of at least 0' })
  .meta({ id: 'figure', description: 'What a clock or the operating system gave' });

/** Free text. */
export const text: z.ZodString = z
  .string({ error: 'expected a string' })
  .meta({ id: 'text', description: 'Free text' });
