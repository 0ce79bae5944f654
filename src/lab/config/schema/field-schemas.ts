import { z } from 'zod';
import { bytesOf, durationOf } from '../../../base/primitives/quantities/parse-quantity.ts';
import { workloadLimits } from '../../workload/workload-problem.ts';
import { quantity } from './quantity.ts';

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
  | 'cpus'
  | 'falseAlarmsPerSeriesDay'
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
  cpus: z
    .number({ error: 'expected a number from 0.01 to 1024' })
    .min(0.01, { error: 'expected a number from 0.01 to 1024' })
    .max(1024, { error: 'expected a number from 0.01 to 1024' }),
  falseAlarmsPerSeriesDay: z
    .number({ error: 'expected a number above 0, at most 100' })
    .gt(0, { error: 'expected a number above 0, at most 100' })
    .max(100, { error: 'expected a number above 0, at most 100' }),
  /** A Node.js process alone has about eleven threads, and each writer is one more. */
  processes: whole(16, 65_536),
};

const memoryRule = { error: "expected whole bytes from 64 MiB to 1 TiB, as in '512MiB'" };
const swapRule = { error: "expected whole bytes from 0 to 1 TiB, as in '512MiB'" };
const timeRule = {
  error: "expected a time from 100 ms to 24 h in whole milliseconds, as in '30s'",
};

/** Memory of a process: bytes, or a text such as `512MiB`. */
export const memorySchema: z.ZodType<number> = quantity(
  z
    .number(memoryRule)
    .int(memoryRule)
    .min(64 * 2 ** 20, memoryRule)
    .max(2 ** 40, memoryRule),
  bytesOf,
);

/** Swap of a process: bytes, or a text. */
export const swapSchema: z.ZodType<number> = quantity(
  z
    .number(swapRule)
    .int(swapRule)
    .min(0, swapRule)
    .max(2 ** 40, swapRule),
  bytesOf,
);

/** A limit of time: milliseconds, or a text such as `30s`. */
export const timeLimitSchema: z.ZodType<number> = quantity(
  z.number(timeRule).int(timeRule).min(100, timeRule).max(86_400_000, timeRule),
  (text) => durationOf(text, 1),
);

const leadRule = { error: "expected minutes from 1 to 1440, as in 23 or '23min'" };

/** How early a warning must come: minutes, or a text such as `23min`. */
export const leadSchema: z.ZodType<number> = quantity(
  z.number(leadRule).min(1, leadRule).max(1440, leadRule),
  (text) => durationOf(text, 60_000),
);
