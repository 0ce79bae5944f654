import type { ConfirmedRiseSettings } from '../../detect/detectors/confirmed-rise.ts';
import { formatMinutes } from '../../detect/format-figures.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import { ewmaRule } from './ewma-rules.ts';
import type { MemorySignal } from './memory-signal.ts';
import { historyRange, isWithin, meanRules, slopeRules } from './multi-scale-rules.ts';
import { promDuration, promNumber, type RecordingRule } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/** What a process warmed up to counts for so long: by then the days before show it. */
const settledDays = 2;

/** An unusual level and a steep slope at once; of a process that has just started, more of it. */
export function confirmedRules(
  settings: ConfirmedRiseSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const name = signal.metric;
  const taken = `${name}:headroom_excess`;
  const left = `${name}:minutes_left`;
  const ratio = `${name}:slope_ratio`;
  const { headroomShare, leastSigmas, leastRatio, urgentMinutes, pointsInRow } = settings;
  const { fullSoonMinutes } = settings;
  const height = headroomShare < 0 ? 'as high as' : 'higher than';
  const minutesLeft = `min without (window) (${left} and ${ratio})`;
  const urgency = `clamp_max(${promNumber(urgentMinutes)} / (${minutesLeft}), 1)`;
  const least = promNumber(headroomShare);
  // What is missing of a high weighs the more, the more time there is.
  const isTaken =
    headroomShare < 0 ? `${taken} > ${least} * ${urgency}` : `${taken} * ${urgency} > ${least}`;
  const conditions = [
    `(max without (window) (${ratio}) >= ${promNumber(leastRatio)})`,
    `(${name}:sigmas >= ${promNumber(leastSigmas)})`,
    `(${isTaken} or ${name}:full_soon)`,
  ].join(' and ');
  return {
    recording: [
      ...ageRules(settings, name, signal, clock),
      ...meanRules(signal, settings.samplingMinutes, clock),
      ...levelRules(settings, name, signal, clock),
      ...slopeRules(settings, name, clock, isWithin(settings.horizonMinutes)),
      fullSoonRule(settings, name, clock),
    ],
    alarm: `${minutesLeft} and ${conditions}`,
    criticalAlarm: (lead) => `(${minutesLeft} < ${promNumber(lead)}) and ${conditions}`,
    forMinutes: (pointsInRow - 1) * settings.samplingMinutes,
    summary: `it is ${height} it ever is while healthy, rises, and is full in {{ $value | printf "%.0f" }} minutes`,
    plainWords: `stands ${headroomShare < 0 ? 'near or above' : 'above'} the highest level that it has while healthy, and rises steeply enough to fill the limit within ${formatMinutes(settings.horizonMinutes)}; a process younger than ${formatMinutes(settings.warmUpMinutes)} must have taken more, or have passed that level and be full within ${formatMinutes(fullSoonMinutes)} at a pace that does not fall`,
  };
}

/** Whether the process has just started; nothing where nobody exports when it did. */
function ageRules(
  { warmUpMinutes }: ConfirmedRiseSettings,
  name: string,
  { startedSeconds }: MemorySignal,
  clock: RuleClock,
): readonly RecordingRule[] {
  const age = `${name}:age_seconds`;
  const below = (minutes: number): string =>
    `${age} < ${promNumber(minutes * clock.minuteSeconds)}`;
  return [
    { record: age, expr: `time() - ${startedSeconds}` },
    { record: `${name}:young`, expr: below(warmUpMinutes) },
    { record: `${name}:settling`, expr: below(settledDays * 1440) },
  ];
}

/**
 * A young process that has passed the healthy high and is full soon by both short windows, of which the
 * shorter one is not flatter than the third.
 */
function fullSoonRule(
  { windowsMinutes, settlingMinutes, fullSoonMinutes }: ConfirmedRiseSettings,
  name: string,
  clock: RuleClock,
): RecordingRule {
  const slopeOf = (window: number): string =>
    `sum without (window) (${name}:slope{window="${promDuration(window)}"})`;
  const [first = 0, second = 0, third = 0] = windowsMinutes;
  const least = `clamp_min(100 - ${name}:mean, 0) / ${promNumber(fullSoonMinutes)}`;
  return {
    record: `${name}:full_soon`,
    expr: [
      `(${name}:headroom_share >= 0)`,
      `(${slopeOf(first)} >= ${least})`,
      `(${slopeOf(second)} >= ${least})`,
      `(${slopeOf(first)} >= ${slopeOf(third)})`,
      `(${name}:young >= ${promNumber(settlingMinutes * clock.minuteSeconds)})`,
    ].join(' and '),
  };
}

/**
 * Mean, deviation and high of the days before; of a series that is younger those of its first hours,
 * which are kept for as long as the rule sees itself. Where a process has warmed up above that mean,
 * mean and high are moved up by as much.
 */
function levelRules(
  { alpha, samplingMinutes, baselinePoints, warmUpShare, startedShare }: ConfirmedRiseSettings,
  name: string,
  signal: MemorySignal,
  clock: RuleClock,
): readonly RecordingRule[] {
  const recent = clock.duration(12);
  const baseline = baselinePoints * samplingMinutes;
  const usual = (record: string, over: string, input: string): RecordingRule => {
    const past = `${input}${historyRange(clock)}`;
    const first = `${input}[${clock.duration(baseline)}]`;
    const hasAll = (range: string): string => `count_over_time(${range}) >= ${baseline}`;
    return {
      record,
      expr: `${over}(${past}) and ${hasAll(past)} or last_over_time(${record}[${recent}]) or ${over}(${first}) and ${hasAll(first)}`,
    };
  };
  const [ewma, mean, high] = [`${name}:ewma`, `${name}:usual_mean`, `${name}:usual_high`];
  const shift = `${name}:settled_shift`;
  const wasYoung = `last_over_time(${name}:young[${clock.duration(2)}] offset ${clock.duration(1)})`;
  const moved = (record: string): string => `(${record} + ${shift} or ${record})`;
  const scale = promNumber(Math.sqrt(alpha / (2 - alpha)));
  const share = `${name}:headroom_share`;
  return [
    ewmaRule(ewma, `${name}:mean`, { alpha, samplingMinutes }, clock),
    usual(mean, 'avg_over_time', signal.percent.record),
    usual(`${name}:usual_deviation`, 'stddev_over_time', signal.percent.record),
    usual(high, 'max_over_time', `${name}:mean`),
    {
      record: shift,
      expr: `clamp_min(${ewma} - ${mean}, 0) unless ${name}:young and ${wasYoung} or last_over_time(${shift}[${recent}]) and ${name}:settling`,
    },
    {
      record: `${name}:sigmas`,
      expr: `(${ewma} - ${moved(mean)}) / (${scale} * clamp_min(${name}:usual_deviation, 0.1))`,
    },
    {
      record: `${name}:headroom_share`,
      expr: `(${ewma} - ${moved(high)}) / clamp_min(100 - ${moved(high)}, 1)`,
    },
    {
      record: `${name}:headroom_excess`,
      expr: `${share} - ${promNumber(warmUpShare)} and ${name}:young or ${share} - ${promNumber(startedShare)} and ${name}:age_seconds or ${share}`,
    },
  ];
}
