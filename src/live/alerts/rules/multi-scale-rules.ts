import type { MultiScaleSettings } from '../../detect/detectors/multi-scale.ts';
import { formatMinutes } from '../../detect/format-figures.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import type { MemorySignal } from './memory-signal.ts';
import { promDuration, promNumber, type RecordingRule } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/**
 * Days of its own past that a series is held against. The last day is left out: a slow leak would
 * become its own measure.
 */
export function historyRange(clock: RuleClock): string {
  return `[${clock.duration(4 * dayMinutes)}] offset ${clock.duration(dayMinutes)}`;
}

const dayMinutes = 1440;
/** Minutes of steps after which a series without past is known by them, and how many are kept. */
const learningMinutes = 60;
const leastSlope = 0.001;

/**
 * Slopes on several windows, each over the steepest of the days before on the same window (without
 * such days: over the series' own steps), as one series per window with the label `window`.
 */
export function multiScaleRules(
  settings: MultiScaleSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const name = signal.metric;
  const mean = `${name}:mean`;
  const hour = clock.duration(60);
  const ratio = `${name}:slope_ratio`;
  const left = `${name}:minutes_left`;
  const allowed = `${name}:slope_ratio_allowed`;
  const { samplingMinutes, margin, newHighFactor, pointsInRow } = settings;
  const inAlarm = `max without (window) (${ratio}) > ${allowed}`;
  const minutesLeft = `min without (window) (${left} and ${ratio})`;
  return {
    recording: [
      ...meanRules(signal, samplingMinutes, clock),
      { record: `${mean}_highest`, expr: `max_over_time(${mean}[${hour}])` },
      {
        record: allowed,
        expr: `${promNumber(margin)} * (1 - ${promNumber(1 - newHighFactor)} * (${mean} > bool (max_over_time(${mean}_highest${hourlyHistory(clock)}) or 0 * ${mean} + 101)))`,
      },
      ...slopeRules(settings, name, clock, isWithin(settings.horizonMinutes)),
    ],
    alarm: `${minutesLeft} and (${inAlarm})`,
    criticalAlarm: (lead) => `(${minutesLeft} < ${promNumber(lead)}) and (${inAlarm})`,
    forMinutes: (pointsInRow - 1) * samplingMinutes,
    summary: `it rises faster than it ever does while healthy and is full in {{ $value | printf "%.0f" }} minutes`,
    plainWords: `rises faster than it ever did while healthy, over the last ${settings.windowsMinutes.map((window) => `${window}`).join(', ')} minutes or any of these, and so fills the limit within ${formatMinutes(settings.horizonMinutes)}`,
  };
}

/** The history over figures that sum up an hour: 96 points are read instead of 5,760 a minute. */
function hourlyHistory(clock: RuleClock): string {
  return `[${clock.duration(4 * dayMinutes)}:${clock.duration(60)}] offset ${clock.duration(dayMinutes)}`;
}

/** The mean of each sampling interval, and its steps. */
export function meanRules(
  signal: MemorySignal,
  samplingMinutes: number,
  clock: RuleClock,
): readonly RecordingRule[] {
  const mean = `${signal.metric}:mean`;
  const step = `${signal.metric}:step`;
  return [
    // A sixtieth of a minute short of the interval: both ends of a range count.
    {
      record: mean,
      expr: `avg_over_time(${signal.percent.record}[${clock.duration(samplingMinutes - 1 / 60)}])`,
    },
    {
      record: step,
      expr: `abs(${mean} - last_over_time(${mean}[${clock.duration(59 / 60)}] offset ${clock.duration(samplingMinutes)}))`,
    },
    { record: `${step}_mean`, expr: `avg_over_time(${step}[${clock.duration(60)}])` },
  ];
}

/** Which minutes left are near enough to look at a slope. */
type Within = (minutesLeft: string) => string;

/** All within a horizon. */
export function isWithin(horizonMinutes: number): Within {
  return (minutesLeft) => `${minutesLeft} <= ${promNumber(horizonMinutes)}`;
}

/** Slopes, minutes left and ratios to the steepest healthy slope, one series per window. */
export function slopeRules(
  settings: SlopeSettings,
  name: string,
  clock: RuleClock,
  within: Within,
): readonly RecordingRule[] {
  return settings.windowsMinutes.flatMap((window, index) =>
    windowRules({
      settings,
      name,
      clock,
      within,
      window,
      slopePerStep: settings.slopesPerStep[index] ?? 1,
    }),
  );
}

type SlopeSettings = Pick<
  MultiScaleSettings,
  'samplingMinutes' | 'windowsMinutes' | 'slopesPerStep'
>;

interface WindowInput {
  readonly settings: SlopeSettings;
  readonly within: Within;
  readonly name: string;
  readonly clock: RuleClock;
  readonly window: number;
  readonly slopePerStep: number;
}

function windowRules({
  settings,
  within,
  name,
  clock,
  window,
  slopePerStep,
}: WindowInput): RecordingRule[] {
  const { samplingMinutes } = settings;
  const hour = clock.duration(60);
  const labels = { window: promDuration(window) };
  const select = `{window="${labels.window}"}`;
  const mean = `${name}:mean`;
  const range = `${mean}[${clock.duration(window)}]`;
  const slope = `${name}:slope`;
  const left = `${name}:minutes_left`;
  // As full as the detector wants its window.
  const points = Math.ceil(0.9 * window - samplingMinutes);
  const bySteps = `${promNumber(slopePerStep)} * (avg_over_time(${name}:step_mean[${clock.duration(720)}:${hour}]) and count_over_time(${name}:step[${clock.duration(120)}]) >= ${learningMinutes})`;
  return [
    {
      record: slope,
      expr: `${clock.perMinute(`deriv(${range})`)} and count_over_time(${range}) >= ${points}`,
      labels,
    },
    { record: `${slope}_steepest`, expr: `max_over_time(${slope}${select}[${hour}])`, labels },
    {
      record: left,
      expr: `clamp_min(100 - predict_linear(${range}, 0), 0) / (sum without (window) (${slope}${select}) > 0)`,
      labels,
    },
    {
      record: `${name}:slope_reference`,
      expr: `clamp_min(sum without (window) (max_over_time(${slope}_steepest${select}${hourlyHistory(clock)})) or ${bySteps}, ${leastSlope})`,
      labels,
    },
    {
      record: `${name}:slope_ratio`,
      expr: `${slope}${select} / ${name}:slope_reference${select} and (${within(`${left}${select}`)})`,
      labels,
    },
  ];
}
