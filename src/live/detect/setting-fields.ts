import { z } from 'zod';

/** What the figures of detectors may be: a share above 0, minutes, points in a row, any number. */
export const fields: Readonly<Record<'alpha' | 'minutes' | 'row' | 'number', z.ZodNumber>> = {
  alpha: z.number().gt(0).max(1),
  minutes: z.number().positive(),
  row: z.int().min(1).max(1000),
  number: z.number(),
};
