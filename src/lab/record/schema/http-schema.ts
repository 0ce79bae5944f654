import { z } from 'zod';
import type { HttpMeasurement } from '../http-result.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import { histogramSchema } from './histogram-schema.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

/** What a timed pass over HTTP measures beside what every timed pass does. */
export const httpSchema: z.ZodType<HttpMeasurement> = schemaOf<HttpMeasurement>('http-measurement')(
  z.strictObject({
    url: text,
    loop: z.enum(['closed', 'open']),
    connections: count,
    durationMs: figure,
    requests: count,
    errors: count,
    requestsPerSecond: figure,
    statusCounts: z.record(z.string(), count),
    serviceTime: histogramSchema.nullable(),
    slices: z.array(
      z.strictObject({
        atMs: figure,
        requests: count,
        p50Ns: figure,
        p99Ns: figure,
        maxNs: figure,
      }),
    ),
    growths: z.array(
      z.strictObject({
        atMs: figure,
        durationMs: figure.nullable(),
        kind: growthKindSchema,
        entries: count,
        fromBuckets: count,
        toBuckets: count,
      }),
    ),
    generator: z.strictObject({
      cpuCores: figure,
      eventLoopLagP99Ns: figure,
      lateness: histogramSchema.nullable(),
      lateStarts: count,
    }),
    scraped: z.array(z.strictObject({ sample: text, first: z.number(), last: z.number() })),
    watched: z.strictObject({ pid: count, cpuCores: figure, peakRssBytes: figure }).nullable(),
  }),
);
