import type { DetectorKind, DetectorSettings, SettingsByKind } from '../../detect/detectors.ts';
import type { PredictLinearSettings } from '../../detect/detectors/predict-linear.ts';
import type { StaticThresholdSettings } from '../../detect/detectors/static-threshold.ts';
import { formatMinutes } from '../../detect/format-figures.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import { confirmedRules } from './confirmed-rules.ts';
import { ewmaChartRules, ewmaSlopeRules } from './ewma-rules.ts';
import { holtRules } from './holt-rules.ts';
import type { MemorySignal } from './memory-signal.ts';
import { multiScaleRules } from './multi-scale-rules.ts';
import { promNumber } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

type RulesOf<Settings> = (
  settings: Settings,
  signal: MemorySignal,
  clock: RuleClock,
) => DetectorRules;

/** A new kind of detector has its rules in PromQL here, or none where it does not watch memory. */
const rulesOf: { readonly [Kind in DetectorKind]: RulesOf<SettingsByKind[Kind]> | null } = {
  'source-rule': ewmaSlopeRules,
  'ewma-slope': ewmaSlopeRules,
  'ewma-chart': ewmaChartRules,
  holt: holtRules,
  'multi-scale': multiScaleRules,
  'confirmed-rise': confirmedRules,
  'predict-linear': predictLinearRules,
  'static-threshold': staticThresholdRules,
  'growth-forecast': null,
};

/**
 * The rules of a detector of memory, at one evaluation a minute.
 *
 * Series that rules record are read through `last_over_time`: a plain selector looks back 5 minutes,
 * and would silently find nothing behind a gap. An EWMA at one point per `samplingMinutes` becomes
 * one at a point a minute with the same time constant, alpha' = 1 - (1 - alpha)^(1 / sampling).
 *
 * @throws RangeError for the growth forecast, which is no detector of memory
 */
export function detectorRules(
  settings: DetectorSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  return rulesIn(settings.kind, settings, signal, clock);
}

function rulesIn<Kind extends DetectorKind>(
  kind: Kind,
  settings: SettingsByKind[Kind],
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const rules: RulesOf<SettingsByKind[Kind]> | null = rulesOf[kind];
  if (rules !== null) return rules(settings, signal, clock);
  throw new RangeError(`expected a detector of memory, got ${kind}`);
}

function predictLinearRules(
  { windowMinutes, horizonMinutes, pointsInRow }: PredictLinearSettings,
  signal: MemorySignal,
  clock: RuleClock,
): DetectorRules {
  const range = `${signal.percent.record}[${clock.duration(windowMinutes)}]`;
  const minutesLeft = `(100 - predict_linear(${range}, 0)) / (${clock.perMinute(`deriv(${range})`)} > 0)`;
  return {
    recording: [],
    alarm: `${minutesLeft} < ${promNumber(horizonMinutes)}`,
    criticalAlarm: (lead) => `${minutesLeft} < ${promNumber(Math.min(lead, horizonMinutes))}`,
    forMinutes: pointsInRow - 1,
    summary: `the line through the last ${windowMinutes} minutes is full in {{ $value | printf "%.0f" }} minutes`,
    plainWords: `fills the limit within ${formatMinutes(horizonMinutes)}, by the straight line through its last ${formatMinutes(windowMinutes)}`,
  };
}

function staticThresholdRules(
  { thresholdPercent, pointsInRow }: StaticThresholdSettings,
  signal: MemorySignal,
): DetectorRules {
  const above = (percent: number): string =>
    `0 * ${signal.percent.record} and ${signal.percent.record} > ${promNumber(percent)}`;
  return {
    recording: [],
    alarm: above(thresholdPercent),
    criticalAlarm: () => above((thresholdPercent + 100) / 2),
    forMinutes: pointsInRow - 1,
    summary: `memory is above ${promNumber(thresholdPercent)} % of its limit`,
    plainWords: `is above ${promNumber(thresholdPercent)} % of its limit`,
  };
}
