import type { MultiScaleSettings } from '../calibrate/detect/detector-settings.ts';
import type { DetectorRules } from './detector-rules.ts';
import type { MemorySignal } from './memory-signal.ts';
import { promDuration, promNumber, type RecordingRule } from './prometheus-rule.ts';

/**
 * Days of its own past that a series is held against. The last day is left out: a slow leak would
 * become its own measure.
 */
export const historyRange = '[4d] offset 1d';
/** The same over figures that sum up an hour: 96 points are read instead of 5,760 a minute. */
const hourlyHistory = '[4d:1h] offset 1d';
/** Minutes of steps after which a series without past is known by them, and how many are kept. */
const learningMinutes = 60;
const hourlySteps = '[12h:1h]';
const leastSlope = 0.001;

/**
 * Slopes on several windows, each over the steepest of the days before on the same window (without
 * such days: over the series' own steps), as one series per window with the label `window`.
 */
export function multiScaleRules(settings: MultiScaleSettings, signal: MemorySignal): DetectorRules {
  const name = `mapswell:${signal.name}_memory`;
  const mean = `${name}:mean`;
  const step = `${name}:step`;
  const ratio = `${name}:slope_ratio`;
  const left = `${name}:minutes_left`;
  const allowed = `${name}:slope_ratio_allowed`;
  const { samplingMinutes, margin, newHighFactor, pointsInRow } = settings;
  const inAlarm = `max without (window) (${ratio}) > ${allowed}`;
  const minutesLeft = `min without (window) (${left} and ${ratio})`;
  return {
    recording: [
      // A second short of the interval: both ends of a range count.
      {
        record: mean,
        expr: `avg_over_time(${signal.percent.record}[${Math.round(samplingMinutes * 60) - 1}s])`,
      },
      {
        record: step,
        expr: `abs(${mean} - last_over_time(${mean}[59s] offset ${promDuration(samplingMinutes)}))`,
      },
      { record: `${step}_mean`, expr: `avg_over_time(${step}[1h])` },
      { record: `${mean}_highest`, expr: `max_over_time(${mean}[1h])` },
      {
        record: allowed,
        expr: `${promNumber(margin)} * (1 - ${promNumber(1 - newHighFactor)} * (${mean} > bool (max_over_time(${mean}_highest${hourlyHistory}) or 0 * ${mean} + 101)))`,
      },
      ...settings.windowsMinutes.flatMap((window, index) =>
        windowRules({
          settings,
          name,
          window,
          slopePerStep: settings.slopesPerStep[index] ?? 1,
        }),
      ),
    ],
    alarm: `${minutesLeft} and (${inAlarm})`,
    criticalAlarm: (lead) => `(${minutesLeft} < ${promNumber(lead)}) and (${inAlarm})`,
    forMinutes: (pointsInRow - 1) * samplingMinutes,
    summary: `it rises faster than it ever does while healthy and is full in {{ $value | printf "%.0f" }} minutes`,
  };
}

interface WindowInput {
  readonly settings: MultiScaleSettings;
  readonly name: string;
  readonly window: number;
  readonly slopePerStep: number;
}

function windowRules({ settings, name, window, slopePerStep }: WindowInput): RecordingRule[] {
  const { samplingMinutes, horizonMinutes } = settings;
  const labels = { window: promDuration(window) };
  const select = `{window="${labels.window}"}`;
  const mean = `${name}:mean`;
  const range = `${mean}[${labels.window}]`;
  const slope = `${name}:slope`;
  const left = `${name}:minutes_left`;
  // As full as the detector wants its window.
  const points = Math.ceil(0.9 * window - samplingMinutes);
  const bySteps = `${promNumber(slopePerStep)} * (avg_over_time(${name}:step_mean${hourlySteps}) and count_over_time(${name}:step[2h]) >= ${learningMinutes})`;
  return [
    {
      record: slope,
      expr: `60 * deriv(${range}) and count_over_time(${range}) >= ${points}`,
      labels,
    },
    { record: `${slope}_steepest`, expr: `max_over_time(${slope}${select}[1h])`, labels },
    {
      record: left,
      expr: `clamp_min(100 - predict_linear(${range}, 0), 0) / (sum without (window) (${slope}${select}) > 0)`,
      labels,
    },
    {
      record: `${name}:slope_reference`,
      expr: `clamp_min(sum without (window) (max_over_time(${slope}_steepest${select}${hourlyHistory})) or ${bySteps}, ${leastSlope})`,
      labels,
    },
    {
      record: `${name}:slope_ratio`,
      expr: `${slope}${select} / ${name}:slope_reference${select} and ${left}${select} <= ${promNumber(horizonMinutes)}`,
      labels,
    },
  ];
}
