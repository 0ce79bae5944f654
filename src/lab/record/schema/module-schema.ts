import { z } from 'zod';
import type { ModuleMeasurement, PacedMeasurement } from '../module-result.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { histogramSchema } from './histogram-schema.ts';
import { keyUseSchema } from './key-use-schema.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

/** What V8 tells about a map that is a module. */
export const moduleSchema: z.ZodType<ModuleMeasurement> = schemaOf<ModuleMeasurement>(
  'module-measurement',
)(
  z.strictObject({
    entries: count,
    heapBytes: figure,
    externalBytes: figure,
    stats: z.record(z.string(), z.number()).nullable(),
    gcPauses: histogramSchema,
    gcTotalMs: figure,
    allocatedBytes: figure,
    allocationSites: z.array(z.strictObject({ site: text, bytes: figure })),
    keys: keyUseSchema.exactOptional(),
  }),
);

/** How operations kept to an arrival rate. */
export const pacedSchema: z.ZodType<PacedMeasurement> = schemaOf<PacedMeasurement>(
  'paced-measurement',
)(
  z.strictObject({
    serviceTime: histogramSchema,
    lateness: histogramSchema,
    lateStarts: count,
    cpuCores: figure.exactOptional(),
    eventLoopLagP99Ns: z.null().exactOptional(),
  }),
);
