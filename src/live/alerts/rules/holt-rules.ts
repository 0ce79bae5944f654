import type { HoltSettings } from '../../detect/detectors/holt.ts';
import { formatMinutes } from '../../detect/format-figures.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import type { MemorySignal } from './memory-signal.ts';
import { promNumber } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/**
 * Holt's level and trend as two rules that read what they recorded a minute ago. The level of the
 * minute before is recorded under a name of its own, because the trend rule comes after the level's.
 */
export function holtRules(
  settings: HoltSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const { alpha, beta, samplingMinutes, horizonMinutes, pointsInRow } = settings;
  const perMinute = (weight: number): number => 1 - (1 - weight) ** (1 / samplingMinutes);
  const a = promNumber(perMinute(alpha));
  const keepLevel = promNumber(1 - perMinute(alpha));
  const b = promNumber(perMinute(beta));
  const keepTrend = promNumber(1 - perMinute(beta));
  const name = signal.metric;
  const input = signal.percent.record;
  const before = `${name}:holt_before`;
  const trend = `${name}:holt_trend`;
  const level = `${name}:holt_level`;
  const left = `${name}:minutes_left`;
  const recent = clock.duration(12);
  const trendBefore = `(last_over_time(${trend}[${recent}]) or 0 * ${input})`;
  return {
    recording: [
      { record: before, expr: `last_over_time(${level}[${recent}]) or ${input}` },
      { record: level, expr: `${a} * ${input} + ${keepLevel} * (${before} + ${trendBefore})` },
      { record: trend, expr: `${b} * (${level} - ${before}) + ${keepTrend} * ${trendBefore}` },
      { record: left, expr: `(100 - ${level}) / (${trend} > 0)` },
    ],
    alarm: `${left} < ${promNumber(horizonMinutes)}`,
    criticalAlarm: (lead) => `${left} < ${promNumber(Math.min(lead, horizonMinutes))}`,
    forMinutes: (pointsInRow - 1) * samplingMinutes,
    summary: `its trend fills the limit in {{ $value | printf "%.0f" }} minutes`,
    plainWords: `fills the limit within ${formatMinutes(horizonMinutes)} by its level and trend, noise smoothed away`,
  };
}
