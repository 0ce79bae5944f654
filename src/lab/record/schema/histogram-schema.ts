import { z } from 'zod';
import { count, figure } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import type { LatencyHistogram } from '../latency-histogram.ts';

/** A histogram of latencies. */
export const histogramSchema: z.ZodType<LatencyHistogram> = schemaOf<LatencyHistogram>(
  'latency-histogram',
)(
  z.strictObject({
    subBucketsPerOctave: z.literal(64),
    counts: z.array(z.tuple([count, figure])),
    samples: count,
    weight: figure,
    minNs: figure,
    maxNs: figure,
    below: z.strictObject({ resolutionNs: figure, weight: figure }).exactOptional(),
  }),
);
