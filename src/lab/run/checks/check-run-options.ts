import { z } from 'zod';
import { defined } from '../../../base/primitives/defined.ts';
import { checkShape } from '../../config/schema/check-shape.ts';
import { limitsSchema } from '../../config/schema/config-schema.ts';
import { fieldSchemas, textSchema } from '../../config/schema/field-schemas.ts';
import type { Limits } from '../../config/schema/limits.ts';
import type { ScenarioInCode } from '../../config/scenarios-in-code.ts';
import { recordForms } from '../../record/stored/record-form.ts';
import type { RunOptions } from '../run-options.ts';
import type { RunProgress } from '../run-progress.ts';

/** Options of a run with the texts of its limits read. */
export interface CheckedRunOptions extends Omit<RunOptions, 'limits'> {
  readonly limits?: Partial<Limits>;
}

const scenarioRule = 'expected the name of a scenario, or a scenario';

const optionsSchema = z.strictObject({
  folder: textSchema.exactOptional(),
  configFile: textSchema.exactOptional(),
  scenarios: z
    .array(
      // What a scenario says is checked by itself, with messages of its own.
      z.custom<string | ScenarioInCode>(
        (one) => typeof one === 'string' || (typeof one === 'object' && one !== null),
        { error: scenarioRule },
      ),
      { error: 'expected a list of scenarios' },
    )
    .exactOptional(),
  limits: z.exactOptional(limitsSchema),
  rounds: fieldSchemas.rounds.exactOptional(),
  seed: fieldSchemas.seed.exactOptional(),
  nodeArguments: z
    .array(textSchema, { error: 'expected a list of flags of Node.js' })
    .exactOptional(),
  outFolder: textSchema.exactOptional(),
  recordAs: z
    .enum(recordForms, { error: `expected one of ${recordForms.join(', ')}` })
    .exactOptional(),
  resume: z.boolean({ error: 'expected true or false' }).exactOptional(),
  force: z.boolean({ error: 'expected true or false' }).exactOptional(),
  signal: z.instanceof(AbortSignal, { error: 'expected an AbortSignal' }).exactOptional(),
  onProgress: z
    .custom<(progress: RunProgress) => void>((one) => typeof one === 'function', {
      error: 'expected a function',
    })
    .exactOptional(),
  cells: z.array(textSchema, { error: 'expected a list of cells' }).exactOptional(),
  grep: textSchema.exactOptional(),
});

/**
 * Callers in JavaScript have no compiler: a key that is misspelt would be a run of something else.
 *
 * @throws SandboxError `config` with one line per problem: path, rule and value
 */
export function checkRunOptions(options: RunOptions): CheckedRunOptions {
  return checkShape<CheckedRunOptions>(
    optionsSchema,
    defined(options),
    'runSandbox',
    'the options',
  );
}
