import { z } from 'zod';
import { isMoment, momentPattern } from '../primitives/is-moment.ts';

const countRule = { error: 'expected a whole number of at least 0' };

const momentRule = 'expected a moment in UTC such as 2026-11-22T10:00:00.000Z';

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

/** A moment in UTC, as in `2026-11-22T10:00:00.000Z`. */
export const moment: z.ZodString = z
  .string({ error: 'expected a moment in UTC' })
  .regex(momentPattern, { error: momentRule })
  .refine(isMoment, { error: momentRule })
  .meta({ id: 'moment', description: 'A moment in UTC, ISO 8601' });
