import { z } from 'zod';
import type { DetectorSettings } from '../../detect/detector-settings.ts';
import { calibrationVersion, type Calibration } from './calibration.ts';

const minutes = z.number().positive();
const alpha = z.number().gt(0).max(1);
const row = z.int().min(1).max(1000);
const number = z.number();

/** Every detector with all of its figures. */
export const settingsSchema: z.ZodType<DetectorSettings> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('source-rule'),
    alpha,
    samplingMinutes: minutes,
    slopePercentPerMinute: number,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('ewma-chart'),
    alpha,
    samplingMinutes: minutes,
    limitSigmas: number,
    baselinePoints: row,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('ewma-slope'),
    alpha,
    samplingMinutes: minutes,
    slopePercentPerMinute: number,
    horizonMinutes: minutes,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('holt'),
    alpha,
    beta: alpha,
    samplingMinutes: minutes,
    horizonMinutes: minutes,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('predict-linear'),
    windowMinutes: minutes,
    horizonMinutes: minutes,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('static-threshold'),
    thresholdPercent: number,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('multi-scale'),
    samplingMinutes: minutes,
    windowsMinutes: z.array(minutes).min(1),
    margin: number,
    newHighFactor: number.positive(),
    slopesPerStep: z.array(number),
    horizonMinutes: minutes,
    pointsInRow: row,
  }),
  z.strictObject({
    kind: z.literal('growth-forecast'),
    alpha,
    samplingMinutes: minutes,
    horizonMinutes: minutes,
    nearHighShare: number,
    marginPercent: number,
    pointsInRow: row,
  }),
]);

const interval = z.object({ low: number, high: number, confidence: number });
const share = z.object({ hits: z.int(), n: z.int(), share: number, interval });
const shares = z.record(z.string(), share);

const quality = z.object({
  recall: share.nullable(),
  recallByKind: shares,
  recallByDuration: shares,
  recallBound: number.nullable(),
  leadQuantilesMinutes: z
    .object({ p05: number, p25: number, p50: number, p75: number, p95: number })
    .nullable(),
  medianFinalLeadMinutes: number.nullable(),
  firingAtEnd: share.nullable(),
  episodesPerFailure: number.nullable(),
  falseAlarms: number,
  seriesDays: number,
  falseAlarmsPerSeriesDay: z.object({ rate: number, interval }).nullable(),
  seriesWithFalseAlarm: share.nullable(),
  timeInAlarmShare: number.nullable(),
});

const evaluation = z.object({ settings: settingsSchema, leadMinutes: number, quality });

/** `calibration.json`. */
export const calibrationSchema: z.ZodType<Calibration> = z.strictObject({
  kind: z.literal('mapswell-calibration'),
  version: z.literal(calibrationVersion),
  mapswell: z.string(),
  budget: z.object({ falseAlarmsPerSeriesDay: number.positive(), leadMinutes: minutes }),
  detector: settingsSchema,
  growthForecast: settingsSchema.nullable(),
  interval: z
    .object({
      confidence: number,
      low: number,
      high: number,
      n: z.int(),
      coverage: share,
      coverageByShape: shares,
    })
    .nullable(),
  judged: z.array(evaluation),
  preset: z.object({
    evaluation,
    claim: z.object({ leadMinutes: number, warned: z.int(), of: z.int() }),
  }),
  front: z.array(
    z.object({
      settings: settingsSchema,
      warned: number,
      failures: number,
      recall: number,
      falseAlarms: number,
      seriesDays: number,
      falseAlarmsPerSeriesDay: number,
      medianLeadMinutes: number,
    }),
  ),
  provenance: z.object({
    seed: z.int(),
    settingsTried: z.int(),
    series: z.array(
      z.object({ id: z.string(), digest: z.string(), part: z.enum(['fit', 'judge']) }),
    ),
    grafts: z.object({
      durationsMinutes: z.array(number),
      shapes: z.array(z.string()),
      drawnShapes: z.int(),
    }),
  }),
});
