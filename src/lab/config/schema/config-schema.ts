import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import {
  cpuSetSchema,
  fieldSchemas,
  leadSchema,
  memorySchema,
  swapSchema,
  textSchema,
  timeLimitSchema,
} from './field-schemas.ts';
import type { Limits } from './limits.ts';
import type { AlertBudget, SandboxConfig } from './sandbox-config.ts';

/** Limits of which any may be left out. */
export const limitsSchema: z.ZodType<Partial<Limits>> = schemaOf<Partial<Limits>>('written-limits')(
  z.strictObject({
    memoryBytes: z.exactOptional(memorySchema),
    cpus: fieldSchemas.cpus.exactOptional(),
    swapBytes: z.exactOptional(swapSchema),
    processes: fieldSchemas.processes.exactOptional(),
    cpuSet: cpuSetSchema.exactOptional(),
  }),
);

const alertsSchema: z.ZodType<Partial<AlertBudget>> = schemaOf<Partial<AlertBudget>>(
  'alert-budget',
)(
  z.strictObject({
    falseAlarmsPerSeriesDay: fieldSchemas.falseAlarmsPerSeriesDay.exactOptional(),
    leadMinutes: z.exactOptional(leadSchema),
  }),
);

/** What `sandbox.config.ts` may export by default. */
export const configSchema: z.ZodType<SandboxConfig> = schemaOf<SandboxConfig>('config')(
  z.strictObject({
    scenarios: textSchema.exactOptional(),
    reports: textSchema.exactOptional(),
    limits: z.exactOptional(limitsSchema),
    rounds: fieldSchemas.rounds.exactOptional(),
    seed: fieldSchemas.seed.exactOptional(),
    timeLimitMs: z.exactOptional(timeLimitSchema),
    latencySampleInterval: fieldSchemas.latencySampleInterval.exactOptional(),
    alerts: z.exactOptional(alertsSchema),
  }),
);
