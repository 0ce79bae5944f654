import { z } from 'zod';
import type { RaceFigures, RaceSummary } from '../figures/race-figures.ts';
import { count, figure } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

const figures = {
  trials: count,
  concurrentMapWrites: count,
  concurrentMapReadAndMapWrite: count,
  byRule: z.strictObject({ entry: count, exit: count, 'no-empty-slot': count }).nullable(),
  trapped: count,
  stuck: count,
  silentlyDamaged: count.nullable(),
  overlaps: count.nullable(),
  overlapsMissed: count.nullable(),
  keysWritten: count.nullable(),
  keysLost: count.nullable(),
  valuesLost: count.nullable(),
};

/** What came of racing writers in one process. */
export const raceFiguresSchema: z.ZodType<RaceFigures> = schemaOf<RaceFigures>('race-figures')(
  z.strictObject(figures),
);

/** What came of racing writers in all rounds. */
export const raceSummarySchema: z.ZodType<RaceSummary> = schemaOf<RaceSummary>('race-summary')(
  z.strictObject({
    ...figures,
    detected: count,
    detectionRate: figure,
    interval: z.strictObject({ low: figure, high: figure, confidence: figure }),
  }),
);
