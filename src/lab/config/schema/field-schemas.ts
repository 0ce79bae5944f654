import { z } from 'zod';
import { workloadLimits } from '../../workload/workload-problem.ts';

const whole = (least: number, most: number): z.ZodNumber =>
  z
    .number({ error: `expected an integer from ${least} to ${most}` })
    .int({ error: `expected an integer from ${least} to ${most}` })
    .min(least, { error: `expected an integer from ${least} to ${most}` })
    .max(most, { error: `expected an integer from ${least} to ${most}` });

const exponentRule = { error: `expected a number above 0, at most ${workloadLimits.exponent}` };

type NumericField =
  | 'rounds'
  | 'seed'
  | 'timeLimitMs'
  | 'latencySampleInterval'
  | 'writers'
  | 'hint'
  | 'stringKeyBytes'
  | 'operations'
  | 'keys'
  | 'startAt'
  | 'sharedBits'
  | 'share'
  | 'weight'
  | 'exponent'
  | 'memoryBytes'
  | 'cpus'
  | 'falseAlarmsPerSeriesDay'
  | 'leadMinutes'
  | 'swapBytes'
  | 'processes';

/** Schema of free text. */
export const textSchema: z.ZodString = z.string({ error: 'expected a string' });

/** Schema of a list of CPUs. */
export const cpuSetSchema: z.ZodString = z
  .string({ error: "expected a list of CPUs such as '0-1,3'" })
  .regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/, { error: "expected a list of CPUs such as '0-1,3'" });

/** Schemas of the fields that the configuration and the scenarios share, with their ranges. */
export const fieldSchemas: Readonly<Record<NumericField, z.ZodNumber>> = {
  rounds: whole(1, 1000),
  seed: whole(0, workloadLimits.seed),
  timeLimitMs: whole(100, 86_400_000),
  latencySampleInterval: whole(1, 1_000_000),
  writers: whole(1, workloadLimits.writers),
  /** Above 2^40 a hint asks for more than any limit that is accepted here. */
  hint: whole(0, 2 ** 40),
  stringKeyBytes: whole(1, workloadLimits.stringKeyBytes),
  operations: whole(1, workloadLimits.operations),
  keys: whole(1, workloadLimits.keys),
  startAt: whole(0, workloadLimits.keys),
  sharedBits: whole(1, workloadLimits.sharedBits),
  share: z
    .number({ error: 'expected a number from 0 to 1' })
    .min(0, { error: 'expected a number from 0 to 1' })
    .max(1, { error: 'expected a number from 0 to 1' }),
  weight: z
    .number({ error: 'expected a weight of 0 or more' })
    .min(0, { error: 'expected a weight of 0 or more' })
    .max(1e9, { error: 'expected a weight of at most 1e9' }),
  exponent: z.number(exponentRule).gt(0, exponentRule).max(workloadLimits.exponent, exponentRule),
  memoryBytes: z
    .number({ error: 'expected whole bytes from 64 MiB to 1 TiB' })
    .int({ error: 'expected whole bytes from 64 MiB to 1 TiB' })
    .min(64 * 2 ** 20, { error: 'expected whole bytes from 64 MiB to 1 TiB' })
    .max(2 ** 40, { error: 'expected whole bytes from 64 MiB to 1 TiB' }),
  cpus: z
    .number({ error: 'expected a number from 0.01 to 1024' })
    .min(0.01, { error: 'expected a number from 0.01 to 1024' })
    .max(1024, { error: 'expected a number from 0.01 to 1024' }),
  falseAlarmsPerSeriesDay: z
    .number({ error: 'expected a number above 0, at most 100' })
    .gt(0, { error: 'expected a number above 0, at most 100' })
    .max(100, { error: 'expected a number above 0, at most 100' }),
  leadMinutes: z
    .number({ error: 'expected minutes from 1 to 1440' })
    .min(1, { error: 'expected minutes from 1 to 1440' })
    .max(1440, { error: 'expected minutes from 1 to 1440' }),
  swapBytes: whole(0, 2 ** 40),
  /** A Node.js process alone has about eleven threads, and each writer is one more. */
  processes: whole(16, 65_536),
};
