import type { LevelQuality } from '../calibrate/evaluate/level-quality.ts';
import type { DetectorSettings } from '../detect/detectors.ts';
import { formatMinutes } from '../detect/format-figures.ts';
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
  const held = Number.parseFloat(rule.for) === 0 ? 'at once' : `once that has lasted ${rule.for}`;
  if (rule.alert === 'MapswellWritesRefused')
    return `when a map has refused a write within the last 15 minutes, ${held}`;
  if (rule.alert === 'MapswellGrowthDoesNotFit') {
    const horizon = calibration.growthForecast.horizonMinutes;
    const within = isCritical ? Math.min(leadMinutes, horizon) : horizon;
    return `when a map grows within ${formatMinutes(within)}, or is full before a growth, and that growth needs more bytes than are left, ${held}`;
  }
  const { plainWords } = detectorRules(calibration.detector, serviceSignal(), clock);
  const whose =
    rule.alert === 'MapswellContainerMemoryFills' ? 'a container' : 'the maps of a service';
  const urgent = isCritical ? `; and no more than ${formatMinutes(leadMinutes)} are left` : '';
  return `when the memory of ${whose} ${plainWords}${urgent}, ${held} (detector ${calibration.detector.kind})`;
}

function stopsText({ alert, keep_firing_for: kept }: AlertingRule): string {
  const until =
    alert === 'MapswellWritesRefused' ? 'no write was refused for 15 minutes' : 'that has ended';
  return `${kept} after ${until}; if it comes back before, it is still the same alert`;
}

function measuredText(rule: AlertingRule, severity: string, { calibration }: AlertTask): string {
  if (rule.alert === 'MapswellWritesRefused')
    return 'nothing to measure: it counts what has happened';
  const { detector, growthForecast } = calibration;
  const settings = rule.alert === 'MapswellGrowthDoesNotFit' ? growthForecast : detector;
  const quality = qualityOf(settings, severity, calibration);
  if (quality === null) return 'nothing yet: the calibration judged it on no series';
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
      : `it was up before memory ran out in ${raised.hits} of ${raised.n} failures, ${Math.round(medianLeadMinutes ?? 0)} minutes ahead in the median`;
  const alarms =
    rate === null
      ? 'no healthy time was judged'
      : `${falseAlarms} false ${falseAlarms === 1 ? 'alarm' : 'alarms'}, at most ${rate.interval.high.toFixed(3)} per series-day with 95 % confidence`;
  const held =
    heldMinutes === null ? '' : `; up for ${Math.round(heldMinutes.p50)} minutes in the median`;
  return `on series that played no part in the fit: ${failures}; ${alarms}${held}`;
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
