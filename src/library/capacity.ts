import process from 'node:process';
import { z } from 'zod';
import { defined } from '../base/primitives/defined.ts';
import {
  type BytesText,
  bytesOf,
  perSecondOf,
  type RateText,
} from '../base/primitives/quantities/parse-quantity.ts';
import { SandboxError } from '../base/primitives/errors/sandbox-error.ts';
import { checkShape } from '../lab/config/schema/check-shape.ts';
import { fieldSchemas, textSchema } from '../lab/config/schema/field-schemas.ts';
import { quantity } from '../lab/config/schema/quantity.ts';
import type { Capacity, CapacityRequest, SteadyCapacity } from '../lab/run/capacity/capacity.ts';
import { findCapacity } from '../lab/run/capacity/find-capacity.ts';
import { steadyCapacity } from '../lab/run/capacity/steady-capacity.ts';
import { type Guard, guardRule, isGuard } from '../maps/model/guards.ts';
import {
  defaultMapModel,
  type MapModel,
  mapModelRule,
  mapModels,
} from '../maps/model/map-model.ts';
import { parseSizeDistribution } from '../maps/model/payload/parse-size-distribution.ts';
import type { SizeDistribution } from '../maps/model/payload/size-distribution.ts';

/** Which map is filled under which limit. */
export interface CapacityOptions {
  /** @default 'go1.22' */
  readonly map?: MapModel;
  /** Types by Go's names, or by V8's for a `v8` map: `int64`, `string(36)`, `[64]byte`, `smi`. */
  readonly key: string;
  readonly value: string;
  /** Memory of the process: bytes, or a text such as `'512MiB'`. */
  readonly limit: number | BytesText;
  /** @default 'none' */
  readonly guard?: Guard;
  /** Size hint to try beside none. @default those that the table suggests */
  readonly hint?: number;
  /** Bytes of what a key points to: `36`, `'lognormal(40, 200)'`, or sizes with weights, `'16:3, 640:1'`. */
  readonly keyBytes?: number | string;
  /** Bytes of what a value points to, in the same way. */
  readonly valueBytes?: number | string;
  /** A go command, to fill a real process with. @default the one that is found */
  readonly goProgram?: string;
  /** A node command. @default this one */
  readonly nodeProgram?: string;
  /** Flags of the Node.js process, such as `['--max-old-space-size=400']`. */
  readonly nodeArguments?: readonly string[];
  /** Where Go is looked for, by `PATH`, `MAPSWELL_GO` and `MAPSWELL_GO_FOLDER`. @default `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the processes; the promise is rejected. */
  readonly signal?: AbortSignal;
  /** Called with a sentence for each step: half a gigabyte takes about a minute. */
  readonly onDoing?: (doing: string) => void;
}

/** A cache: entries that stay so many while others come and go. */
export interface SteadyCapacityOptions extends Omit<CapacityOptions, 'hint'> {
  /** Entries that are kept. */
  readonly live: number;
  /** Entries that are replaced: per second, or a text such as `'20k/s'`. @default unknown */
  readonly churn?: number | RateText;
}

const limitRule = { error: "expected whole bytes above 0, as in '512MiB'" };
const churnRule = { error: "expected a rate above 0, as in 5000 or '20k/s'" };
const sizesRule = { error: "expected bytes, or a text such as 'lognormal(40, 200)'" };
const liveRule = { error: 'expected an integer from 1 to 2^31' };
const sizesSchema = z.union([z.number(), z.string()], sizesRule);
const programSchema = textSchema.min(1, { error: 'expected a command' });

const optionsSchema = z.strictObject({
  map: z
    .enum(mapModels, { error: ({ input }) => `expected ${mapModelRule(input)}` })
    .exactOptional(),
  key: textSchema,
  value: textSchema,
  limit: quantity(z.number(limitRule).int(limitRule).min(1, limitRule), bytesOf),
  guard: z
    .custom<Guard>((guard) => typeof guard === 'string' && isGuard(guard), {
      error: `expected ${guardRule((word) => `'${word}'`)}`,
    })
    .exactOptional(),
  hint: fieldSchemas.hint.exactOptional(),
  keyBytes: sizesSchema.exactOptional(),
  valueBytes: sizesSchema.exactOptional(),
  goProgram: programSchema.exactOptional(),
  nodeProgram: programSchema.exactOptional(),
  nodeArguments: z.array(textSchema, { error: 'expected a list of flags' }).exactOptional(),
  env: z.record(z.string(), z.string().or(z.undefined())).exactOptional(),
  signal: z.instanceof(AbortSignal, { error: 'expected an AbortSignal' }).exactOptional(),
  onDoing: z
    .custom<(doing: string) => void>((one) => typeof one === 'function', {
      error: 'expected a function',
    })
    .exactOptional(),
  live: z
    .number(liveRule)
    .int(liveRule)
    .min(1, liveRule)
    .max(2 ** 31, liveRule)
    .exactOptional(),
  churn: z.exactOptional(quantity(z.number(churnRule).gt(0, churnRule), perSecondOf)),
});

type CheckedOptions = z.output<typeof optionsSchema>;

/**
 * How many entries of a map fit into a limit, and what ends it, as `mapswell capacity` finds it: fills real
 * maps in the sandbox, and whole processes of Node.js, or of Go where there is one. With `live`, whether a
 * process can keep so many entries while others come and go.
 *
 * @throws SandboxError `config` or `usage` naming the option, the rule and the value; `invalid` when aborted
 */
export async function capacity(options: SteadyCapacityOptions): Promise<SteadyCapacity>;
export async function capacity(options: CapacityOptions): Promise<Capacity>;
export async function capacity(
  options: CapacityOptions | SteadyCapacityOptions,
): Promise<Capacity | SteadyCapacity> {
  const checked = checkShape(optionsSchema, defined(options), 'capacity', 'the options');
  const { live, churn, hint } = checked;
  const request = requestOf(checked);
  if (live === undefined) {
    refuseBeside(churn, 'churn', 'with live only');
    return await findCapacity(request);
  }
  refuseBeside(hint, 'hint', 'without live');
  return await steadyCapacity(request, { live, churnPerSecond: churn ?? null });
}

function refuseBeside(value: number | undefined, option: string, rule: string): void {
  if (value === undefined) return;
  throw new SandboxError('usage', `expected ${option} ${rule}, got ${value}`);
}

function requestOf(checked: CheckedOptions): CapacityRequest {
  const { map, key, value, limit, guard, hint, keyBytes, valueBytes } = checked;
  const { goProgram, nodeProgram, nodeArguments, env, signal, onDoing } = checked;
  return {
    map: map ?? defaultMapModel,
    key,
    value,
    limitBytes: limit,
    guard: guard ?? 'none',
    keySizes: sizesOf(keyBytes, 'keyBytes'),
    valueSizes: sizesOf(valueBytes, 'valueBytes'),
    nodeArguments: nodeArguments ?? [],
    ...defined({ hint, goProgram, nodeProgram }),
    env: env ?? process.env,
    signal: signal ?? new AbortController().signal,
    onDoing: onDoing ?? (() => undefined),
  };
}

function sizesOf(sizes: number | string | undefined, option: string): SizeDistribution | null {
  return sizes === undefined ? null : parseSizeDistribution(String(sizes), option);
}
