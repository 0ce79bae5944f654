import { type ConfirmedRiseSettings, longerTime } from '../../detect/detectors/confirmed-rise.ts';
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
    plainWords: `stands ${headroomShare < 0 ? 'near or above' : 'above'} the highest level that it has while healthy, and rises steeply enough to fill the limit within ${formatMinutes(settings.horizonMinutes)}; a process whose start is known must have taken more, or be full within ${formatMinutes(settings.settledSoonMinutes)} once it is above that level; one younger than ${formatMinutes(settings.warmUpMinutes)} within ${formatMinutes(settings.fullSoonMinutes)}, or at a lower level within ${formatMinutes(settings.steadyFullMinutes)}, by its short windows`,
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
 * A process whose start is known and that is full soon: by its two short windows once it is above the healthy
 * high, or, in a young one, by three windows that it fills.
 */
function fullSoonRule(
  settings: ConfirmedRiseSettings,
  name: string,
  clock: RuleClock,
): RecordingRule {
  const { windowsMinutes, warmUpMinutes, settlingMinutes, steadyFullMinutes } = settings;
  const free = `clamp_min(100 - ${name}:mean, 0)`;
  const fillsWithin = (minutes: readonly number[]): readonly string[] =>
    minutes.map(
      (most, i) =>
        `(sum without (window) (${name}:slope{window="${promDuration(windowsMinutes[i] ?? 0)}"}) >= ${free} / ${promNumber(most)})`,
    );
  const isOlder = (age: string, minutes: number): string =>
    `(${name}:${age} >= ${promNumber(minutes * clock.minuteSeconds)})`;
  const high = `${name}:settled_high`;
  const above = (share: number, minutes: number): readonly string[] => [
    `((${name}:mean - ${high}) / clamp_min(100 - ${high}, 1) >= ${promNumber(share)})`,
    ...fillsWithin([minutes, longerTime * minutes]),
  ];
  const ways = [
    [...above(settings.fullSoonShare, settings.fullSoonMinutes), isOlder('young', settlingMinutes)],
    [
      ...above(settings.settledSoonShare, settings.settledSoonMinutes),
      isOlder('age_seconds', warmUpMinutes),
    ],
    [
      ...fillsWithin([steadyFullMinutes, steadyFullMinutes, steadyFullMinutes]),
      isOlder('young', windowsMinutes[2] ?? Infinity),
    ],
  ];
  return { record: `${name}:full_soon`, expr: ways.map((way) => way.join(' and ')).join(' or ') };
}

/**
 * Mean, deviation and high of the days before; of a series that is younger those of its first hours,
 * which are kept for as long as the rule sees itself. Where a process has warmed up above that mean,
 * mean and high are moved up by as much, the high only as far as it leaves enough free.
 */
function levelRules(
  settings: ConfirmedRiseSettings,
  name: string,
  signal: MemorySignal,
  clock: RuleClock,
): readonly RecordingRule[] {
  const { alpha, samplingMinutes, baselinePoints, startedShare, leastFreePercent } = settings;
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
  const settledHigh = `${name}:settled_high`;
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
      expr: `(${ewma} - (${mean} + ${shift} or ${mean})) / (${scale} * clamp_min(${name}:usual_deviation, 0.1))`,
    },
    {
      record: settledHigh,
      expr: `(clamp_max(${high} + ${shift}, ${promNumber(100 - leastFreePercent)}) > ${high}) or ${high}`,
    },
    {
      record: `${name}:headroom_share`,
      expr: `(${ewma} - ${settledHigh}) / clamp_min(100 - ${settledHigh}, 1)`,
    },
    {
      record: `${name}:headroom_excess`,
      expr: `${share} - ${promNumber(startedShare)} and ${name}:age_seconds or ${share}`,
    },
  ];
}
