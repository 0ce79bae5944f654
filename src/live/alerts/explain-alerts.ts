import type { LevelQuality } from '../calibrate/evaluate/level-quality.ts';
import type { DetectorSettings } from '../detect/detectors.ts';
import { detectorRules } from './rules/detector-rules.ts';
import { serviceSignal } from './rules/memory-signal.ts';
import { ruleFile, type AlertTask } from './rules/rule-file.ts';
import type { AlertingRule } from './rules/prometheus-rule.ts';

/** One alert in plain words. */
export interface ExplainedAlert {
  readonly name: string;
  readonly severity: string;
  readonly fires: string;
  readonly stops: string;
  readonly measured: string;
}

/** When each alert of the rules fires, when it stops, and what was measured for it. */
export function explainAlerts(task: AlertTask): readonly ExplainedAlert[] {
  const rules = ruleFile(task).groups.flatMap((group) => group.rules);
  return rules
    .filter((rule) => 'alert' in rule)
    .map((rule) => {
      const severity = rule.labels['severity'] ?? '';
      return {
        name: rule.alert,
        severity,
        fires: firesText(rule, severity, task),
        stops: stopsText(rule),
        measured: measuredText(rule, severity, task),
      };
    });
}

function firesText(
  rule: AlertingRule,
  severity: string,
  { calibration, clock }: AlertTask,
): string {
  const { leadMinutes } = calibration.budget;
  const isCritical = severity === 'critical';
  const held = rule.for === '0m' ? 'at once' : `once it has been so for ${rule.for}`;
  if (rule.alert === 'MapswellWritesRefused')
    return `a map refused at least one write within the last 15 minutes, ${held}`;
  if (rule.alert === 'MapswellGrowthDoesNotFit') {
    const horizon = calibration.growthForecast.horizonMinutes;
    const within = isCritical ? Math.min(leadMinutes, horizon) : horizon;
    return `the next growth of a map comes within ${within} minutes, or stands before it, and needs more bytes than are left, ${held}`;
  }
  const { summary } = detectorRules(calibration.detector, serviceSignal(), clock);
  const words = summary.replaceAll(/\{\{.*?\}\}/gu, 'so many');
  const urgent = isCritical ? ` and exhaustion is forecast within ${leadMinutes} minutes` : '';
  return `memory in percent of its limit fills: ${words}${urgent} (detector ${calibration.detector.kind}), ${held}`;
}

function stopsText({ alert, keep_firing_for: kept }: AlertingRule): string {
  const until =
    alert === 'MapswellWritesRefused'
      ? 'no write was refused for 15 minutes'
      : 'it no longer is so';
  return `${kept} after ${until}: what comes back within that time is the same alert`;
}

function measuredText(rule: AlertingRule, severity: string, { calibration }: AlertTask): string {
  if (rule.alert === 'MapswellWritesRefused') return 'nothing: it forecasts nothing, it counts';
  const { detector, growthForecast } = calibration;
  const settings = rule.alert === 'MapswellGrowthDoesNotFit' ? growthForecast : detector;
  const quality = qualityOf(settings, severity, calibration);
  if (quality === null) return 'nothing: no series was judged';
  const {
    raised,
    falseAlarmsPerSeriesDay: rate,
    falseAlarms,
    medianLeadMinutes,
    heldMinutes,
  } = quality;
  const failures =
    raised === null
      ? 'no failure was judged'
      : `up before the end in ${raised.hits} of ${raised.n} failures, ${Math.round(medianLeadMinutes ?? 0)} minutes ahead in the median`;
  const alarms =
    rate === null
      ? 'no healthy time was judged'
      : `${falseAlarms} false alarms, at most ${rate.interval.high.toFixed(3)} per series-day with 95 % confidence`;
  const held =
    heldMinutes === null ? '' : `; up for ${Math.round(heldMinutes.p50)} minutes in the median`;
  return `on series that it was not fitted to: ${failures}; ${alarms}${held}`;
}

function qualityOf(
  { kind }: DetectorSettings,
  severity: string,
  { judged }: AlertTask['calibration'],
): LevelQuality | null {
  const levels = judged.find(({ settings }) => settings.kind === kind)?.levels;
  if (levels === undefined) return null;
  return severity === 'critical' ? levels.critical : levels.warning;
}
