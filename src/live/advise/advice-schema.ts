import { z } from 'zod';
import { count, figure, text } from '../../base/schema/figures.ts';
import { schemaOf } from '../../base/schema/schema-of.ts';
import { modelFamilies } from '../../maps/model/map-model.ts';
import { guardSchema } from '../../maps/model/map-spec-schema.ts';
import {
  type Advice,
  type AdviceDocument,
  adviceRules,
  type AdvisedSite,
  type LiveFigures,
  type MapCost,
  type MeasuredGuard,
} from './advice-document.ts';

const line = count.min(1);
const map = z.literal(Object.keys(modelFamilies).filter(isModel));

function isModel(name: string): name is keyof typeof modelFamilies {
  return Object.hasOwn(modelFamilies, name);
}

const costSchema = schemaOf<MapCost>('map-cost')(
  z.strictObject({
    map,
    key: text,
    value: text,
    entries: count,
    hint: count,
    bytesHeld: figure,
    peakBytesHeld: figure,
    totalBytesAllocated: figure,
    totalAllocations: figure,
    growths: figure,
  }),
);

const editSchema = z.strictObject({
  path: text,
  line,
  column: count.min(1),
  start: count,
  end: count,
  was: text,
  text,
});

const adviceKeys = {
  rule: z.enum(adviceRules),
  level: z.enum(['error', 'warning', 'note']),
  confidence: z.enum(['measured', 'exact', 'bound', 'heuristic']),
  reason: text,
  bytes: z
    .array(z.strictObject({ now: costSchema, advised: costSchema.nullable() }))
    .nullable()
    .meta({ description: 'Figures of plan at the entries that are known, else at the usual ones' }),
  fix: z.strictObject({ description: text, edits: z.array(editSchema) }).nullable(),
  related: z.array(z.strictObject({ path: text, line, text })),
};

const adviceSchema = schemaOf<Advice>('advice')(z.strictObject(adviceKeys));

const growthSchema = z.strictObject({ atEntries: count, bytesDuring: figure, bytesAfter: figure });

const liveSchema = schemaOf<LiveFigures>('live-figures')(
  z.strictObject({
    source: z.enum(['profile', 'record', 'run']),
    isEstimate: z.boolean(),
    bytes: figure,
    tables: figure,
    entriesFrom: figure,
    entriesTo: figure,
    nextGrowth: growthSchema.nullable(),
    otherGrowths: z.array(growthSchema),
  }),
);

const measuredSchema = schemaOf<MeasuredGuard>('measured-guard')(
  z.strictObject({
    guard: guardSchema,
    writers: count,
    entries: count,
    bytesHeld: figure,
    peakBytesHeld: figure,
    nsPerWrite: z
      .strictObject({ median: figure, min: figure, max: figure, rounds: count })
      .nullable(),
  }),
);

const siteSchema = schemaOf<AdvisedSite>('advised-site')(
  z.strictObject({
    id: text,
    path: text,
    line,
    name: text,
    kind: z.enum(['global', 'field', 'local']),
    type: text,
    owner: text,
    plan: z.strictObject({ map, key: text, value: text }).nullable(),
    uses: z.strictObject({
      writes: count,
      reads: count,
      deletes: count,
      ranges: count,
      replaced: count,
      escapes: count,
    }),
    lock: z
      .strictObject({
        name: text,
        kind: z.enum(['mutex', 'rwmutex']).nullable(),
        locked: count,
        unlocked: count,
      })
      .nullable(),
    live: liveSchema.nullable(),
    measured: z.array(measuredSchema).nullable(),
    advice: z.array(adviceSchema),
    suppressed: z.array(
      z.strictObject({
        ...adviceKeys,
        suppressedBy: z.enum(['comment', 'baseline']),
        because: text,
      }),
    ),
  }),
);

/** Everything that `advise` found, as `--json` prints it. */
export const adviceDocumentSchema: z.ZodType<AdviceDocument> = schemaOf<AdviceDocument>(
  'advice-document',
)(
  z.strictObject({
    kind: z.literal('mapswell-advice'),
    version: z.literal(1),
    engine: z.enum(['syntax', 'types']),
    types: z.nullable(
      z.strictObject({
        go: z.string(),
        packages: count,
        incomplete: count,
        missing: z.array(z.string()),
        problem: z.nullable(z.string()),
      }),
    ),
    modules: z.array(z.strictObject({ path: text, go: text.nullable(), map })),
    entries: count.nullable(),
    files: z.strictObject({
      read: count,
      lines: count,
      typed: count,
      constrained: count,
      readInPart: z.array(text),
      generated: count,
      tests: count,
      symlinks: count,
      declarations: count,
      unreadable: count,
      large: count,
      vendor: count,
      testdata: count,
      modules: count,
      hidden: count,
    }),
    sites: z.array(siteSchema),
    baseline: z.strictObject({ name: text, met: count, unmet: count }).nullable(),
    comments: z.array(z.strictObject({ path: text, line, comment: text, problem: text })),
    unexplained: z
      .array(z.strictObject({ function: text, file: text, line: count, bytes: figure }))
      .nullable(),
    unexplainedMaps: z
      .array(z.strictObject({ name: text, type: z.string(), bytes: figure, entries: count }))
      .nullable(),
  }),
);

/** The published JSON Schema (draft 2020-12) of advice. */
export function adviceJsonSchema(): object {
  return {
    title: 'mapswell advice',
    description: 'What `mapswell advise --json` prints. Bytes are those of `mapswell plan`.',
    ...z.toJSONSchema(adviceDocumentSchema),
  };
}
