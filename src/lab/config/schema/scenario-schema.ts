import { z } from 'zod';
import { oneOf } from '../../../base/primitives/one-of.ts';
import { mapModelRule, mapModels } from '../../../maps/model/map-model.ts';
import { distributionSchema } from '../../workload/distribution-schema.ts';
import { columnRoles, trafficFormats } from '../../traffic/traffic-format.ts';
import { distributionKinds } from '../../workload/distributions.ts';
import { wholeOperationSchema } from '../../workload/whole-operation-schema.ts';
import { workloadNames } from '../../workload/named/named-workloads.ts';
import { limitsSchema } from './config-schema.ts';
import { fieldSchemas, textSchema, timeLimitSchema } from './field-schemas.ts';
import { httpSchema, rateSchema } from './load-schema.ts';
import { payloadSchema } from './payload/payload-schema.ts';
import { targetNames, type Scenario } from './scenario.ts';
import { thresholdsSchema } from './thresholds/thresholds-schema.ts';
import { type Guard, guardRule, isGuard } from '../../../maps/model/guards.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([schema, z.array(schema).min(1, { error: 'expected at least one value' })]);

const guardSchema = z.custom<Guard>((guard) => typeof guard === 'string' && isGuard(guard), {
  error: `expected ${guardRule((word) => `'${word}'`)}`,
});

const formatRule = { error: `expected one of ${trafficFormats.join(', ')}` };

const keysSchema = distributionSchema(
  { ...fieldSchemas, format: z.enum(trafficFormats, formatRule) },
  `expected kind ${oneOf(distributionKinds.map((kind) => `'${kind}'`))}`,
);

const recordedPhaseSchema = z.strictObject({
  name: textSchema,
  operationsPerWriter: fieldSchemas.operations.exactOptional(),
  keys: z.strictObject({
    kind: z.literal('trace', { error: 'expected a mix, or keys of a trace' }),
    file: textSchema.min(1, { error: 'expected the path of a recording' }),
    format: z.enum(trafficFormats, formatRule).exactOptional(),
    columns: z
      .partialRecord(
        z.enum(columnRoles, { error: `expected one of ${columnRoles.join(', ')}` }),
        textSchema,
      )
      .exactOptional(),
  }),
});

const phaseSchema = z.strictObject({
  name: textSchema,
  operationsPerWriter: fieldSchemas.operations,
  mix: z
    .strictObject({
      insert: fieldSchemas.weight.exactOptional(),
      update: fieldSchemas.weight.exactOptional(),
      delete: fieldSchemas.weight.exactOptional(),
      lookup: fieldSchemas.weight.exactOptional(),
      readModifyWrite: fieldSchemas.weight.exactOptional(),
    })
    .refine((mix) => Object.values(mix).some((weight) => weight > 0), {
      error: 'expected at least one weight above 0',
    }),
  keys: keysSchema,
  whole: z
    .array(wholeOperationSchema(fieldSchemas.operations))
    .min(1, { error: 'expected at least one operation on the whole map' })
    .exactOptional(),
  expireAfter: fieldSchemas.operations.exactOptional(),
});

const actSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('clear') }),
    z.strictObject({
      kind: z.literal('iterate'),
      first: fieldSchemas.operations.exactOptional(),
      step: fieldSchemas.operations.exactOptional(),
    }),
    z.strictObject({ kind: z.literal('copy'), hint: z.boolean().exactOptional() }),
    z.strictObject({ kind: z.literal('delete-if'), olderThan: fieldSchemas.operations }),
  ],
  { error: "expected kind 'clear', 'iterate', 'copy' or 'delete-if'" },
);

const wholePhaseSchema = z.strictObject({
  name: textSchema,
  does: actSchema,
  times: fieldSchemas.operations.exactOptional(),
});

const targetRule = `expected one of ${targetNames.join(', ')}, or { module: './file.ts' }`;

const targetSchema = z.union(
  [z.enum(targetNames, { error: targetRule }), z.strictObject({ module: textSchema.min(1) })],
  {
    error: targetRule,
  },
);

const nodeArgumentsRule = {
  error: "expected flags of Node.js, as in '--max-old-space-size=400', in a text or a list",
};
const nodeArgumentsSchema = z.union(
  [z.string(nodeArgumentsRule), z.array(z.string(nodeArgumentsRule), nodeArgumentsRule)],
  nodeArgumentsRule,
);

const scenarioFields = z.strictObject({
  purpose: textSchema,
  site: textSchema.min(1).exactOptional(),
  target: oneOrMore(targetSchema).exactOptional(),
  http: httpSchema.exactOptional(),
  rate: rateSchema.exactOptional(),
  map: oneOrMore(
    z.enum(mapModels, { error: ({ input }) => `expected ${mapModelRule(input)}` }),
  ).exactOptional(),
  key: textSchema,
  value: oneOrMore(textSchema),
  guard: oneOrMore(guardSchema).exactOptional(),
  writers: oneOrMore(fieldSchemas.writers).exactOptional(),
  hint: oneOrMore(fieldSchemas.hint).exactOptional(),
  ownership: z
    .enum(['same', 'disjoint'], { error: "expected 'same' or 'disjoint'" })
    .exactOptional(),
  shape: z
    .enum(['plain', 'scrambled'], { error: "expected 'plain' or 'scrambled'" })
    .exactOptional(),
  stringKeyBytes: fieldSchemas.stringKeyBytes.exactOptional(),
  nanEvery: fieldSchemas.operations.exactOptional(),
  interfaceKeys: z
    .enum(['int', 'string', 'mixed'], { error: "expected 'int', 'string' or 'mixed'" })
    .exactOptional(),
  phases: z
    .array(z.union([recordedPhaseSchema, wholePhaseSchema, phaseSchema]), {
      error: 'expected a list of phases',
    })
    .min(1, { error: 'expected at least one phase' })
    .exactOptional(),
  workload: z
    .enum(workloadNames, {
      error: 'expected the name of a workload, of which mapswell workloads has the list',
    })
    .exactOptional(),
  limits: z.exactOptional(limitsSchema),
  rounds: fieldSchemas.rounds.exactOptional(),
  timeLimitMs: z.exactOptional(timeLimitSchema),
  nodeArguments: nodeArgumentsSchema.exactOptional(),
  payload: payloadSchema.exactOptional(),
  thresholds: thresholdsSchema.exactOptional(),
  notes: textSchema.exactOptional(),
});

const eitherRule = {
  path: ['phases'],
  error: 'expected either phases or a workload by its name',
};

function hasEither({ phases, workload }: Pick<Scenario, 'phases' | 'workload'>): boolean {
  return (phases === undefined) !== (workload === undefined);
}

/** What a file in `scenarios/` may export by default. */
export const scenarioSchema: z.ZodType<Scenario> = scenarioFields.refine(hasEither, eitherRule);

const nameRule = {
  error: 'expected a name of letters, digits, ".", "_" and "-" that begins with a letter or digit',
};

/** The same in code, where no file gives it a name. */
export const scenarioInCodeSchema: z.ZodType<Scenario & { readonly name?: string }> = scenarioFields
  .extend({
    name: z
      .string(nameRule)
      .regex(/^[a-z0-9][\w.-]*$/iu, nameRule)
      .exactOptional(),
  })
  .refine(hasEither, eitherRule);
