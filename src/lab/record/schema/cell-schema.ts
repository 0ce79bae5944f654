import { z } from 'zod';
import type { Cell } from '../../config/cell.ts';
import type { HttpOptions } from '../../config/schema/http-options.ts';
import type { Limits } from '../../config/schema/limits.ts';
import { cellPayloadSchema } from '../../config/schema/payload/payload-schema.ts';
import { cellTargets } from '../../config/schema/scenario.ts';
import { cellThresholdsSchema } from '../../config/schema/thresholds/thresholds-schema.ts';
import { mapModels } from '../../../maps/model/map-model.ts';
import { guardSchema } from '../../../maps/model/map-spec-schema.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { distributionSchema } from '../../workload/distribution-schema.ts';
import { distributionKinds } from '../../workload/distributions.ts';
import type { Workload } from '../../workload/workload.ts';
import { wholeOperationSchema } from '../../workload/whole-operation-schema.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

export const limitsSchema: z.ZodType<Limits> = schemaOf<Limits>('limits')(
  z.strictObject({
    memoryBytes: count,
    cpus: figure,
    swapBytes: count.exactOptional(),
    processes: count.exactOptional(),
    cpuSet: text.exactOptional(),
  }),
);

const keysSchema = distributionSchema(
  {
    keys: count,
    startAt: count,
    exponent: figure,
    share: figure,
    sharedBits: count,
    format: text,
    operations: count,
  },
  `expected one of ${distributionKinds.join(', ')}`,
);

const wholeSchema = wholeOperationSchema(count);

const workloadSchema = schemaOf<Workload>('workload')(
  z.strictObject({
    writers: count,
    ownership: z.enum(['same', 'disjoint']),
    shape: z.enum(['plain', 'scrambled']),
    stringKeyBytes: count,
    nanEvery: count.exactOptional(),
    interfaceKeys: z.enum(['int', 'string', 'mixed']).exactOptional(),
    phases: z.array(
      z.strictObject({
        name: text,
        operationsPerWriter: count,
        mix: z.strictObject({
          insert: figure.exactOptional(),
          update: figure.exactOptional(),
          delete: figure.exactOptional(),
          lookup: figure.exactOptional(),
          readModifyWrite: figure.exactOptional(),
        }),
        keys: keysSchema,
        whole: z.array(wholeSchema).exactOptional(),
        expireAfter: count.exactOptional(),
      }),
    ),
    seed: z.int(),
  }),
);

const httpOptionsSchema = schemaOf<HttpOptions>('http-options')(
  z.strictObject({
    url: text.exactOptional(),
    pid: count.exactOptional(),
    metricsUrl: text.exactOptional(),
    mapSizeUrl: text.exactOptional(),
    connections: count.exactOptional(),
    durationSeconds: figure.exactOptional(),
  }),
);

const rateSchema = schemaOf<ArrivalRate>('arrival-rate')(
  z.discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('constant'), perSecond: figure }),
      z.strictObject({ kind: z.literal('ramp'), fromPerSecond: figure, toPerSecond: figure }),
      z.strictObject({ kind: z.literal('steps'), perSecond: z.array(figure) }),
      z.strictObject({ kind: z.literal('bursts'), perSecond: figure, size: count }),
      z.strictObject({ kind: z.literal('poisson'), perSecond: figure }),
    ],
    { error: 'expected one of constant, ramp, steps, bursts, poisson' },
  ),
);

export const cellSchema: z.ZodType<Cell> = schemaOf<Cell>('cell')(
  z.strictObject({
    id: text,
    scenario: text,
    purpose: text,
    notes: text,
    site: text.exactOptional(),
    target: z.enum(cellTargets),
    map: z.enum(mapModels),
    key: text,
    value: text,
    guard: guardSchema,
    hint: count,
    workload: workloadSchema,
    http: httpOptionsSchema.exactOptional(),
    module: text.exactOptional(),
    rate: rateSchema.exactOptional(),
    limits: limitsSchema,
    nodeArguments: z.array(text).exactOptional(),
    payload: cellPayloadSchema.exactOptional(),
    thresholds: cellThresholdsSchema.exactOptional(),
    rounds: count,
    timeLimitMs: count,
    latencySampleInterval: count,
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
);
