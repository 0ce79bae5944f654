import type { DetectorSettings } from '../detect/detector-settings.ts';
import type { DetectorRules } from './detector-rule-set.ts';
import { ewmaChartRules, ewmaSlopeRules } from './ewma-rules.ts';
import { holtRules } from './holt-rules.ts';
import type { MemorySignal } from './memory-signal.ts';
import { multiScaleRules } from './multi-scale-rules.ts';
import { promNumber } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

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
  switch (settings.kind) {
    case 'source-rule':
    case 'ewma-slope':
      return ewmaSlopeRules(settings, signal, clock);
    case 'ewma-chart':
      return ewmaChartRules(settings, signal, clock);
    case 'holt':
      return holtRules(settings, signal, clock);
    case 'multi-scale':
      return multiScaleRules(settings, signal, clock);
    case 'predict-linear': {
      const { windowMinutes, horizonMinutes, pointsInRow } = settings;
      const range = `${signal.percent.record}[${clock.duration(windowMinutes)}]`;
      const minutesLeft = `(100 - predict_linear(${range}, 0)) / (${clock.perMinute(`deriv(${range})`)} > 0)`;
      return {
        recording: [],
        alarm: `${minutesLeft} < ${promNumber(horizonMinutes)}`,
        criticalAlarm: (lead) => `${minutesLeft} < ${promNumber(Math.min(lead, horizonMinutes))}`,
        forMinutes: pointsInRow - 1,
        summary: `the line through the last ${windowMinutes} minutes is full in {{ $value | printf "%.0f" }} minutes`,
      };
    }
    case 'static-threshold': {
      const { thresholdPercent, pointsInRow } = settings;
      const alarm = `0 * ${signal.percent.record} and ${signal.percent.record} > ${promNumber(thresholdPercent)}`;
      return {
        recording: [],
        alarm,
        criticalAlarm: () =>
          `0 * ${signal.percent.record} and ${signal.percent.record} > ${promNumber((thresholdPercent + 100) / 2)}`,
        forMinutes: pointsInRow - 1,
        summary: `memory is above ${promNumber(thresholdPercent)} % of its limit`,
      };
    }
    case 'growth-forecast':
      break;
  }
  throw new RangeError('expected a detector of memory, got the growth forecast');
}
