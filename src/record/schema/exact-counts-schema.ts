import { z } from 'zod';
import type { GrowthEvent } from '../../map/growth-event.ts';
import type { ChainStats, MapStats } from '../../map/map-stats.ts';
import type { ExactCounts } from '../exact-result.ts';
import { count, figure, text } from './figures.ts';
import { growthKindSchema } from './growth-kind-schema.ts';
import { schemaOf } from './schema-of.ts';

const growthEventSchema = schemaOf<GrowthEvent>('growth-event')(
  z.strictObject({
    kind: growthKindSchema,
    shard: count,
    operation: count,
    entries: count,
    fromBuckets: count,
    toBuckets: count,
    bytesBefore: count,
    bytesDuring: count,
    bytesAfter: count.nullable(),
    writesToFinish: count.nullable(),
    startNs: figure.nullable(),
    durationNs: figure.nullable(),
  }),
);

const mapStatsSchema = schemaOf<MapStats>('map-stats')(
  z.strictObject({
    entries: count,
    capacityEntries: count,
    loadFactor: figure,
    buckets: count,
    overflowBuckets: count,
    overflowBucketsEstimate: count,
    isGrowing: z.boolean(),
    bytesCurrent: count,
    bytesOld: count,
    bytesHeld: count,
    bytesPeak: count,
    totalBytesAllocated: count,
    totalAllocations: count,
    bytesAbandoned: count,
    growthsByKind: z.partialRecord(growthKindSchema, count),
  }),
);

const chainStatsSchema = schemaOf<ChainStats>('chain-stats')(
  z.strictObject({
    entriesPerBucket: z.array(count),
    bucketsPerChain: z.array(count),
    maxChainBuckets: count,
    meanChainBuckets: figure,
    maxChainEntries: count,
  }),
);

/** What an exact pass counts. */
export const exactCountsSchema: z.ZodType<ExactCounts> = schemaOf<ExactCounts>('exact-counts')(
  z.strictObject({
    operations: count,
    operationsByKind: z.strictObject({
      insert: count,
      update: count,
      delete: count,
      lookup: count,
    }),
    stats: mapStatsSchema,
    chains: chainStatsSchema,
    growthEvents: z.array(growthEventSchema),
    growthEventsDropped: count,
    staircase: z.array(
      z.strictObject({ operation: count, entries: count, bytesHeld: count, loadFactor: figure }),
    ),
    realMap: text.exactOptional(),
    digest: text,
  }),
);
