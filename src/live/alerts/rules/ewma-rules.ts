import type { EwmaChartSettings } from '../../detect/detectors/ewma-chart.ts';
import type { EwmaSlopeSettings } from '../../detect/detectors/ewma-slope.ts';
import type { SourceRuleSettings } from '../../detect/detectors/source-rule.ts';
import { formatMinutes } from '../../detect/format-figures.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import type { MemorySignal } from './memory-signal.ts';
import { historyRange } from './multi-scale-rules.ts';
import { promNumber, type RecordingRule } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/** The EWMA of a series at one evaluation a minute, with the time constant of the sampled one. */
export function ewmaRule(
  record: string,
  input: string,
  { alpha, samplingMinutes }: Pick<SourceRuleSettings, 'alpha' | 'samplingMinutes'>,
  clock: RuleClock,
): RecordingRule {
  const perMinute = 1 - (1 - alpha) ** (1 / samplingMinutes);
  const before = `(last_over_time(${record}[${clock.duration(12)}]) or ${input})`;
  return {
    record,
    expr: `${promNumber(perMinute)} * ${input} + ${promNumber(1 - perMinute)} * ${before}`,
  };
}

/** Slope of the EWMA over two sampling intervals, with or without a horizon. */
export function ewmaSlopeRules(
  settings: SourceRuleSettings | EwmaSlopeSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const { samplingMinutes, slopePercentPerMinute, pointsInRow } = settings;
  const level = `${signal.metric}:ewma`;
  const slope = `${signal.metric}:slope`;
  const left = `${signal.metric}:minutes_left`;
  const span = 2 * samplingMinutes;
  const horizon = settings.kind === 'ewma-slope' ? settings.horizonMinutes : Infinity;
  const gate = Number.isFinite(horizon) ? ` < ${promNumber(horizon)}` : '';
  const isSteep = `${slope} > ${promNumber(slopePercentPerMinute)}`;
  return {
    recording: [
      ewmaRule(level, signal.percent.record, settings, clock),
      {
        record: slope,
        expr: `(${level} - last_over_time(${level}[${clock.duration(4)}] offset ${clock.duration(span)})) / ${promNumber(span)}`,
      },
      { record: left, expr: `(100 - ${level}) / (${slope} > 0)` },
    ],
    alarm: `${left}${gate} and (${isSteep})`,
    criticalAlarm: (lead) => `${left} < ${promNumber(Math.min(lead, horizon))} and (${isSteep})`,
    forMinutes: (pointsInRow - 1) * samplingMinutes,
    summary: `its EWMA rises more than ${promNumber(slopePercentPerMinute)} % a minute and is full in {{ $value | printf "%.0f" }} minutes`,
    plainWords: `rises by more than ${promNumber(slopePercentPerMinute)} % of its limit a minute, noise smoothed away${gate === '' ? '' : `, and so fills the limit within ${formatMinutes(horizon)}`}`,
  };
}

/** The EWMA against mean and deviation of the days before. */
export function ewmaChartRules(
  settings: EwmaChartSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const { alpha, samplingMinutes, limitSigmas, pointsInRow } = settings;
  const level = `${signal.metric}:ewma`;
  const sigmas = `${signal.metric}:sigmas`;
  const history = `${signal.percent.record}${historyRange(clock)}`;
  const scale = Math.sqrt(alpha / (2 - alpha));
  const alarm = (limit: number): string => `0 * ${sigmas} and ${sigmas} > ${promNumber(limit)}`;
  return {
    recording: [
      ewmaRule(level, signal.percent.record, settings, clock),
      {
        record: sigmas,
        expr: `(${level} - avg_over_time(${history})) / (${promNumber(scale)} * clamp_min(stddev_over_time(${history}), 0.1))`,
      },
    ],
    alarm: alarm(limitSigmas),
    criticalAlarm: () => alarm(2 * limitSigmas),
    forMinutes: (pointsInRow - 1) * samplingMinutes,
    summary: `its EWMA is more than ${promNumber(limitSigmas)} of its standard deviations above the mean of the last days`,
    plainWords: `is higher than its noise of the last days explains: smoothed, by more than ${promNumber(limitSigmas)} standard deviations`,
  };
}
