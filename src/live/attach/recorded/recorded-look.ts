import { z } from 'zod';
import { count, figure, text } from '../../../base/schema/figures.ts';
import type { LiveGrowth, LiveMap, LiveProcess } from '../../../maps/figures/live-map.ts';
import { liveGrowthSchema, nextGrowthSchema } from '../../../maps/figures/growth-schemas.ts';
import {
  liveMapSchema,
  liveProcessSchema,
  mapFiguresSchema,
} from '../../../maps/figures/live-map-schema.ts';
import type { MapFigures } from '../../../maps/figures/map-figures.ts';
import type { OldTableFate } from '../collector/old-table.ts';
import { collectorLookSchema, oldTableFateSchema } from '../collector/collector-schemas.ts';
import type { FollowedMap } from '../follow/followed-map.ts';
import type { MapsLook } from '../follow/followed.ts';
import type { LiveAlarm } from '../follow/live-alarms.ts';

/** Lines of a recorded trace that hold a look begin so: to what reads series they are comments. */
export const lookPrefix = '# look: ';

/** A map at one look. */
export interface RecordedMap extends Pick<FollowedMap, 'entriesPerMinute' | 'next'> {
  readonly id: string;
  /** At its first look; later only its figures are told. */
  readonly map: LiveMap | null;
  readonly figures: MapFigures;
  /** Of the tables that its growths left. */
  readonly oldTable: OldTableFate | null;
}

/** A map whose table is the same as before: what it holds by now. */
export interface RecordedEntries extends Pick<RecordedMap, 'id' | 'entriesPerMinute'> {
  readonly entries: number;
  /** Until its next growth. */
  readonly inMinutes: number | null;
}

/** What a look saw that was not said before. Times are milliseconds since 1970. */
export interface RecordedLook extends Pick<
  MapsLook,
  'atMs' | 'isStopped' | 'room' | 'smaller' | 'collector' | 'cycles'
> {
  /** At the first look. */
  readonly process: LiveProcess | null;
  readonly maps: readonly RecordedMap[];
  readonly entries: readonly RecordedEntries[];
  /** Ids of maps that are gone. */
  readonly gone: readonly string[];
  readonly growths: readonly { growth: LiveGrowth; oldTable: OldTableFate | null }[];
  readonly fates: readonly {
    readonly mapId: string;
    /** `notAfterMs` of its growth; `null` where that was not seen. */
    readonly growthMs: number | null;
    readonly fate: OldTableFate;
  }[];
  readonly alarms: readonly (Pick<LiveAlarm, 'episode' | 'fromMs'> & {
    readonly mapId: string | null;
  })[];
}

const bytes = z.number().nonnegative();
/** Entries may become fewer. */
const rate = z.number();

const recordedMapSchema = z.strictObject({
  id: text,
  map: liveMapSchema.nullable(),
  figures: mapFiguresSchema,
  entriesPerMinute: rate.nullable(),
  next: z
    .strictObject({
      model: nextGrowthSchema.nullable(),
      atEntries: figure,
      inMinutes: figure.nullable(),
      peakBytes: figure.nullable(),
      fits: z.boolean().nullable(),
    })
    .nullable(),
  oldTable: oldTableFateSchema.nullable(),
});

const episodeSchema = z.strictObject({
  detector: z.custom<LiveAlarm['episode']['detector']>((value) => typeof value === 'string'),
  level: z.enum(['warning', 'critical']),
  fromMinute: figure,
  toMinute: figure,
  criticalFromMinute: figure.nullable(),
  forecastMinutes: figure.nullable(),
  forecastInterval: z.strictObject({ low: figure, high: figure }).nullable(),
  sentence: text,
  criticalSentence: text.nullable(),
  criticalInterval: z.strictObject({ low: figure, high: figure }).optional(),
});

/** What a line says behind `lookPrefix`. */
export const recordedLookSchema: z.ZodType<RecordedLook> = z.strictObject({
  atMs: figure,
  isStopped: z.boolean(),
  process: liveProcessSchema.nullable(),
  room: z
    .strictObject({ limitBytes: bytes, usedBytes: bytes, limitedBy: z.enum(['group', 'given']) })
    .nullable(),
  smaller: z.strictObject({ maps: count, entries: count, capacityEntries: count, bytes: count }),
  collector: collectorLookSchema.nullable(),
  cycles: z.array(
    z.strictObject({
      number: count,
      startedAtMs: figure,
      endedAtMs: figure,
      heapBeforeBytes: count,
      heapAfterBytes: count,
      liveBytes: count,
      goalBytes: count,
      isForced: z.boolean(),
    }),
  ),
  maps: z.array(recordedMapSchema),
  entries: z.array(
    z.strictObject({
      id: text,
      entries: count,
      entriesPerMinute: rate.nullable(),
      inMinutes: figure.nullable(),
    }),
  ),
  gone: z.array(text),
  growths: z.array(
    z.strictObject({ growth: liveGrowthSchema, oldTable: oldTableFateSchema.nullable() }),
  ),
  fates: z.array(
    z.strictObject({ mapId: text, growthMs: figure.nullable(), fate: oldTableFateSchema }),
  ),
  alarms: z.array(
    z.strictObject({ mapId: text.nullable(), episode: episodeSchema, fromMs: figure }),
  ),
});
