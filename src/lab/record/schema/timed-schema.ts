import { z } from 'zod';
import type { LatencySummary, TimedSummary } from '../run-record.ts';
import type { Summary } from '../summary.ts';
import type { TimedMeasurement } from '../timed-result.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { guardWaitsSchema } from './key-use-schema.ts';
import { histogramSchema } from './histogram-schema.ts';
import { httpSchema } from './http-schema.ts';
import { raceFiguresSchema, raceSummarySchema } from './race-schema.ts';
import { moduleSchema, pacedSchema } from './module-schema.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

/** What a timed pass measures in one process. */
export const measurementSchema: z.ZodType<TimedMeasurement> = schemaOf<TimedMeasurement>(
  'timed-measurement',
)(
  z.strictObject({
    iterations: z.array(z.strictObject({ operations: count, elapsedNs: figure })),
    writesPerSecond: figure,
    nsPerWrite: figure,
    latency: z.strictObject({
      normal: histogramSchema,
      evacuating: histogramSchema,
      growing: histogramSchema,
    }),
    tinybench: z.strictObject({
      meanMs: figure,
      sdMs: figure,
      rmePercent: figure,
      samples: count,
    }),
    http: httpSchema.exactOptional(),
    module: moduleSchema.exactOptional(),
    paced: pacedSchema.exactOptional(),
    races: raceFiguresSchema.exactOptional(),
    guard: guardWaitsSchema.exactOptional(),
    realMap: z
      .strictObject({ version: text, gcCycles: count, gcPauseNs: count, peakRssBytes: count })
      .exactOptional(),
  }),
);

const summarySchema = schemaOf<Summary>('summary')(
  z.strictObject({
    unit: text,
    n: count,
    median: figure,
    min: figure,
    max: figure,
    spread: figure,
  }),
).nullable();

const latencySummarySchema = schemaOf<LatencySummary>('latency-summary')(
  z.strictObject({
    samples: count,
    weight: figure,
    p50: figure.nullable(),
    p90: figure.nullable(),
    p99: figure.nullable(),
    p999: figure.nullable(),
    p9999: figure.nullable(),
    max: figure.nullable(),
    below: z.strictObject({ resolutionNs: figure, share: figure }).exactOptional(),
  }),
).nullable();

/** The figures of a cell over its rounds. */
export const timedSummarySchema: z.ZodType<TimedSummary> = schemaOf<TimedSummary>('timed-summary')(
  z.strictObject({
    writesPerSecond: summarySchema,
    yardstickRatio: summarySchema,
    nsPerWrite: summarySchema,
    cpuSeconds: summarySchema,
    peakRssBytes: summarySchema,
    throttledMs: summarySchema,
    latency: z.strictObject({
      all: latencySummarySchema,
      normal: latencySummarySchema,
      evacuating: latencySummarySchema,
      growing: latencySummarySchema,
    }),
    races: raceSummarySchema.exactOptional(),
  }),
);
