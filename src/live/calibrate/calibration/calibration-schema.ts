import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { detectors } from '../../detect/detectors.ts';
import { calibrationVersion, type Calibration } from './calibration.ts';

const minutes = z.number().positive();
const number = z.number();

const { 'source-rule': first, ...others } = detectors;

/** Every detector with all of its figures. */
const settingsSchema = z.discriminatedUnion('kind', [
  first.schema,
  ...Object.values(others).map(({ schema }) => schema),
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

const level = z.object({
  raised: share.nullable(),
  medianLeadMinutes: number.nullable(),
  falseAlarms: number,
  falseAlarmsPerSeriesDay: z.object({ rate: number, interval }).nullable(),
  heldMinutes: z.object({ p50: number, p95: number }).nullable(),
});

const evaluation = z.object({
  settings: settingsSchema,
  leadMinutes: number,
  quality,
  levels: z.object({ warning: level, critical: level.nullable() }),
  deployments: z
    .object({
      recall: share.nullable(),
      falseAlarms: number,
      seriesDays: number,
      falseAlarmsPerSeriesDay: z.object({ rate: number, interval }).nullable(),
    })
    .nullable(),
});

const timeLeft = z.object({ low: number, high: number });
const end = z.object({
  intercept: number,
  recent: number,
  lastHour: number,
  sinceQuarter: number,
  sinceThreeQuarters: number,
  sinceNineTenths: number,
  doneShare: number,
  freePercent: number,
  first: number,
  minutesUp: number,
});
const widening = z.object({ classesFromMinutes: z.array(number), by: z.array(number) });
const intervalQuality = z.object({
  coverage: share,
  coverageByWidth: z.array(share),
  coverageBySpan: z.array(share),
  medianSpan: number,
  medianMinutes: number,
  medianForecasts: number,
  soonerThanLow: share,
  plainCoverage: share,
  plainMedianMinutes: number,
});

const shownBudget = z.object({ falseAlarmsPerSeriesDay: number.positive(), missingDays: number });

/** `calibration.json`. */
export const calibrationSchema: z.ZodType<Calibration> = schemaOf<Calibration>('calibration')(
  z.strictObject({
    kind: z.literal('mapswell-calibration'),
    version: z.literal(calibrationVersion),
    mapswell: z.string(),
    budget: z.object({ falseAlarmsPerSeriesDay: number.positive(), leadMinutes: minutes }),
    wantedBudget: shownBudget.nullable(),
    detector: settingsSchema,
    growthForecast: detectors['growth-forecast'].schema,
    growthBudget: shownBudget.nullable(),
    interval: z
      .object({
        confidence: number,
        lowTail: number,
        low: end,
        high: end,
        first: widening,
        later: widening,
        n: z.int(),
        plain: timeLeft,
        judgedFirst: intervalQuality,
        judgedLater: intervalQuality.nullable(),
        judged: intervalQuality,
        coverageByShape: shares,
      })
      .nullable(),
    growthInterval: z.object({
      confidence: number,
      low: number,
      high: number,
      n: z.int(),
      coverage: share.nullable(),
      medianSpan: number.nullable(),
    }),
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
        deploymentFalseAlarmsPerSeriesDay: number,
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
  }),
);
