import { z } from 'zod';
import type { MapQuality } from '../../../maps/figures/map-quality.ts';
import type { MapShape } from '../../../maps/figures/map-shape.ts';
import type { ChainStats, MapStats } from '../../../maps/model/map-stats.ts';
import type { ExactCounts, HeapAccount } from '../exact-result.ts';
import { count, figure, text } from '../../../base/schema/figures.ts';
import { growthEventSchema, growthKindSchema } from '../../../maps/figures/growth-schemas.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';

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

const mapShapeSchema = schemaOf<MapShape>('map-shape')(
  z.strictObject({
    bytesTable: count,
    bytesOldTable: count,
    bytesHeaders: count,
    bytesEntries: count,
    sparesLeft: count.nullable(),
    tombstones: count.nullable(),
    tables: count.nullable(),
    directoryEntries: count.nullable(),
    evacuation: z
      .strictObject({
        oldBuckets: count,
        movedBuckets: count,
        fewestWritesLeft: count,
        mostWritesLeft: count,
        isStalled: z.boolean(),
      })
      .nullable(),
    reseeds: count,
  }),
);

const mapQualitySchema = schemaOf<MapQuality>('map-quality')(
  z.strictObject({
    entries: count,
    hitProbes: z.array(count),
    missProbes: z.array(figure),
    meanHitProbes: figure,
    meanMissProbes: figure,
    entriesPerHome: z.array(count),
    expectedEntriesPerHome: z.array(figure),
    tagFalsePositives: count,
    stuckBits: z.array(count),
    tombstones: count,
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
      readModifyWrite: count.exactOptional(),
      clear: count.exactOptional(),
      iterate: count.exactOptional(),
      copy: count.exactOptional(),
      deleteIf: count.exactOptional(),
    }),
    entriesVisited: count.exactOptional(),
    entriesExpired: count.exactOptional(),
    stats: mapStatsSchema,
    chains: chainStatsSchema,
    growthEvents: z.array(growthEventSchema),
    growthEventsDropped: count,
    staircase: z.array(
      z.strictObject({ operation: count, entries: count, bytesHeld: count, loadFactor: figure }),
    ),
    shape: mapShapeSchema.exactOptional(),
    quality: mapQualitySchema.exactOptional(),
    realMap: text.exactOptional(),
    digest: text,
  }),
);

/** The heap beside the model. */
export const heapAccountSchema: z.ZodType<HeapAccount> = schemaOf<HeapAccount>('heap-account')(
  z.strictObject({
    steps: z.array(
      z.strictObject({
        operation: count,
        entries: count,
        modelBytes: count,
        heapBytes: z.number(),
      }),
    ),
    heapBytes: figure,
    modelBytes: count,
    entries: count,
  }),
);
