import { z } from 'zod';
import type {
  LimitMechanism,
  LimitReport,
  LimitState,
  OuterLimit,
  OuterLimits,
} from '../../sandbox/limits/limit-report.ts';
import type { ProcessUsage } from '../../sandbox/machine/process-usage.ts';
import { limitsSchema } from './cell-schema.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

const mechanismSchema = schemaOf<LimitMechanism>('limit-mechanism')(
  z.enum(['cgroup-v2', 'cgroup-v1', 'inherited', 'arena', 'v8-heap', 'affinity', 'none']),
);

const limitStateSchema = schemaOf<LimitState>('limit-state')(
  z.strictObject({
    asked: figure,
    applied: figure.nullable(),
    readBack: figure.nullable(),
    mechanism: mechanismSchema,
    remark: text,
  }),
);

const cpuSetStateSchema = schemaOf<LimitState<string>>('cpu-set-state')(
  z.strictObject({
    asked: text,
    applied: text.nullable(),
    readBack: text.nullable(),
    mechanism: mechanismSchema,
    remark: text,
  }),
);

const outerLimitSchema = schemaOf<OuterLimit>('outer-limit')(
  z.strictObject({
    limit: figure,
    group: text,
    mechanism: z.enum(['cgroup-v1', 'cgroup-v2']),
  }),
);

const outerLimitsSchema = schemaOf<OuterLimits>('outer-limits')(
  z.strictObject({
    memoryBytes: outerLimitSchema.exactOptional(),
    cpus: outerLimitSchema.exactOptional(),
    processes: outerLimitSchema.exactOptional(),
  }),
);

/** The limits of one process as they really were. */
export const limitReportSchema: z.ZodType<LimitReport> = schemaOf<LimitReport>('limit-report')(
  z.strictObject({
    asked: limitsSchema,
    memoryBytes: limitStateSchema,
    cpus: limitStateSchema,
    swapBytes: limitStateSchema.exactOptional(),
    processes: limitStateSchema.exactOptional(),
    cpuSet: cpuSetStateSchema.exactOptional(),
    outer: outerLimitsSchema.exactOptional(),
  }),
);

/** What one process used. */
export const processUsageSchema: z.ZodType<ProcessUsage> = schemaOf<ProcessUsage>('process-usage')(
  z.strictObject({
    wallMs: figure,
    cpuSeconds: figure,
    peakRssBytes: figure,
    cgroupPeakBytes: figure.nullable(),
    throttledPeriods: count.nullable(),
    throttledMs: figure.nullable(),
    oomKills: count.nullable(),
    processesRefused: count.nullable().exactOptional(),
    heapLimitBytes: count.exactOptional(),
    samples: z.array(
      z.strictObject({
        atMs: figure,
        rssBytes: figure,
        cgroupBytes: figure.nullable(),
        cpuCores: figure,
      }),
    ),
  }),
);
