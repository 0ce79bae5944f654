import { z } from 'zod';
import { boundExamples, parseBound } from './parse-threshold.ts';
import { cellTargets, type Thresholds } from '../scenario.ts';
import {
  type CellThresholds,
  shortNames,
  thresholdFigureNames,
  type ThresholdUnit,
  thresholdUnits,
} from './thresholds.ts';

const boundSchema = (unit: ThresholdUnit): z.ZodType => {
  const error = `expected a comparison such as ${boundExamples[unit]}`;
  return z.string({ error }).refine((text) => parseBound(text, unit) !== null, { error });
};
const fitsSchema = z.boolean({ error: 'expected true or false' });

const ownShape: Readonly<Record<string, z.ZodType>> = Object.fromEntries([
  ...thresholdFigureNames.map((name) => [name, boundSchema(thresholdUnits[name]).optional()]),
  ['fits', fitsSchema.optional()],
]);
const namedShape: Readonly<Record<string, z.ZodType>> = {
  ...ownShape,
  ...Object.fromEntries(
    Object.entries(shortNames).map(([short, name]) => [short, ownShape[name] ?? z.never()]),
  ),
};

/** What a scenario may say is acceptable. */
export const thresholdsSchema: z.ZodType<Thresholds> = z.strictObject({
  ...namedShape,
  ...Object.fromEntries(
    cellTargets.flatMap((target) =>
      Object.entries(namedShape).map(([name, schema]) => [`${target}.${name}`, schema]),
    ),
  ),
});

/** The thresholds of one cell, as records keep them. */
export const cellThresholdsSchema: z.ZodType<CellThresholds> = z.strictObject(ownShape);
