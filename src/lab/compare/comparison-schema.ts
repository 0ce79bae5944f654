import { z } from 'zod';
import { schemaOf } from '../../base/schema/schema-of.ts';
import { growthEventSchema } from '../../maps/figures/growth-schemas.ts';
import type { Comparison } from './comparison.ts';
import { timedMetricNames } from './figures/timed-metric-name.ts';
import { verdictKinds } from './verdict/verdict.ts';

const kind = z.enum(verdictKinds);
const figure = z.number();
/** Infinite in memory, `null` in the document. */
const end = z.number().nullable();
const interval = z.strictObject({ low: end, high: end, confidence: figure });
const exactValue = z.union([z.number(), z.string()]);

const firstDifference = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('growth-event'),
    index: figure,
    operation: figure,
    before: growthEventSchema.nullable(),
    after: growthEventSchema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('staircase'),
    operation: figure,
    bytesBefore: end,
    bytesAfter: end,
  }),
]);

const side = z.strictObject({ median: end, rounds: figure });

const timedEvidence = z.strictObject({
  kind: z.literal('timed'),
  unit: z.string(),
  from: side,
  to: side,
  costRatio: end,
  interval,
  p: figure,
  adjustedP: figure,
  noiseFloor: end,
  threshold: figure,
  detectable: end,
  roundsNeeded: figure,
  batches: z.array(
    z.strictObject({
      rounds: figure,
      costRatio: end,
      interval,
      pWorse: figure,
      pBetter: figure,
      yardstickRatio: end,
    }),
  ),
});

const evidence = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exact'),
    from: exactValue,
    to: exactValue,
    firstDifference: firstDifference.nullable(),
  }),
  timedEvidence,
]);

const difference = z.strictObject({
  key: z.string(),
  baseline: z.string(),
  candidate: z.string(),
  weight: z.enum(['hard', 'machine', 'soft']),
});

const message = z.string();

const verdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pass'), message, evidence }),
  z.strictObject({ kind: z.literal('regressed'), message, evidence }),
  z.strictObject({ kind: z.literal('improved'), message, evidence }),
  z.strictObject({
    kind: z.literal('inconclusive'),
    message,
    reason: z.enum(['too-noisy', 'too-few-rounds', 'unconfirmed', 'control-differs']),
    evidence: timedEvidence,
  }),
  z.strictObject({
    kind: z.literal('incomparable'),
    message,
    reason: z.enum(['no-baseline', 'other-cell', 'other-environment', 'below-resolution']),
    differences: z.array(difference),
  }),
  z.strictObject({
    kind: z.literal('invalid'),
    message,
    reason: z.enum(['missing', 'unsound', 'other-work']),
  }),
]);

const comparedSide = z.strictObject({
  name: z.string().exactOptional(),
  ids: z.array(z.string()),
  startedAt: z.array(z.string()),
  cells: figure,
  machine: z.string(),
  node: z.string(),
});

/** Figures under these keys have no end where a run was too short: infinite in memory, `null` in JSON. */
type Unbounded = 'low' | 'high' | 'median' | 'costRatio';

type Written<T> = T extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Key extends Unbounded ? T[Key] | null : Written<T[Key]> }
    : T;

/** A comparison as it is written. */
export type WrittenComparison = Written<Comparison>;

/** A comparison as `formatJson` writes it, version 1. */
export const comparisonSchema: z.ZodType<WrittenComparison> = schemaOf<WrittenComparison>(
  'comparison',
)(
  z.strictObject({
    kind: z.literal('mapswell-comparison'),
    version: z.literal(1),
    outcome: kind,
    counts: z.record(kind, figure),
    options: z.strictObject({
      alpha: figure,
      band: figure,
      mustSee: figure,
      gate: z.array(z.enum(timedMetricNames)),
    }),
    familySize: figure,
    baseline: comparedSide,
    candidate: comparedSide,
    differences: z.array(difference),
    metrics: z.array(
      z.strictObject({
        cell: z.string(),
        metric: z.string(),
        unit: z.string(),
        class: z.enum(['exact', 'timed']),
        isGated: z.boolean(),
        verdict,
      }),
    ),
    warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  }),
);

/** The published JSON Schema (draft 2020-12) of a comparison. */
export function comparisonJsonSchema(): object {
  return {
    title: 'mapswell comparison',
    description: 'Verdicts on every metric of every cell, each with its evidence.',
    ...z.toJSONSchema(comparisonSchema),
  };
}
