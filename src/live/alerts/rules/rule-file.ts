import type { SizedSpec } from '../../../maps/model/map-spec.ts';
import type { Calibration } from '../../calibrate/calibration/calibration.ts';
import { detectorRules } from './detector-rules.ts';
import { growthNeeds, growthRules } from './growth-rules.ts';
import {
  containerSignal,
  presentLabel,
  serviceLimitRule,
  serviceMetric,
  serviceSignal,
  type MemorySignal,
} from './memory-signal.ts';
import type { AlertingRule, RecordingRule, RuleFile } from './prometheus-rule.ts';
import type { RuleClock } from './rule-clock.ts';

/** What rules are made from; the map is that of the services, and decides what a growth needs. */
export interface AlertTask extends Pick<SizedSpec, 'map'> {
  readonly calibration: Calibration;
  /** Memory limit of services with the exporter whose metrics show none. */
  readonly limitBytes: number;
  /** Page about what to do; every alert gets it with an anchor of its own. */
  readonly runbookUrl: string;
  readonly clock: RuleClock;
}

/** An alarm that flickers keeps firing for as long as episodes are joined. */
const keepFiringMinutes = 30;

/**
 * One group, evaluated every minute: its rules run one after the other, so that each sees what the
 * ones before it recorded at the same instant. Groups of their own would be up to an interval apart.
 */
export function ruleFile(task: AlertTask): RuleFile {
  const signals = [serviceSignal(), containerSignal];
  return {
    groups: [
      {
        name: 'mapswell',
        interval: task.clock.duration(1),
        rules: [
          serviceLimitRule(task.limitBytes),
          ...signals.flatMap((signal) => signalRules(signal, task)),
          ...mapRules(task),
          refusalRule(task),
        ],
      },
    ],
  };
}

function signalRules(signal: MemorySignal, task: AlertTask): (RecordingRule | AlertingRule)[] {
  const { detector, budget } = task.calibration;
  const { clock } = task;
  const rules = detectorRules(detector, signal, clock);
  const alert = (severity: 'warning' | 'critical', expr: string): AlertingRule => ({
    alert: `${signal.alertPrefix}MemoryFills`,
    expr,
    for: clock.duration(rules.forMinutes),
    keep_firing_for: clock.duration(keepFiringMinutes),
    labels: { severity, product: 'mapswell', ...signal.labels },
    annotations: {
      summary: `Memory of ${placeOf(signal.labels)} fills: ${rules.summary}.`,
      description: `Detector ${detector.kind}, calibrated for a lead of ${budget.leadMinutes} minutes at ${Number(budget.falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day${measured(task)}.`,
      minutes_left: '{{ $value | printf "%.0f" }}',
      runbook_url: `${task.runbookUrl}#memory-fills`,
    },
  });
  return [
    signal.percent,
    signal.leftBytes,
    ...rules.recording,
    alert('critical', rules.criticalAlarm(budget.leadMinutes)),
    alert('warning', rules.alarm),
  ];
}

function mapRules(task: AlertTask): (RecordingRule | AlertingRule)[] {
  const { clock } = task;
  const { growthForecast, budget } = task.calibration;
  const rules = growthRules(growthForecast, task.map, clock);
  const { horizonMinutes, pointsInRow, samplingMinutes } = growthForecast;
  const alert = (severity: 'warning' | 'critical', within: number): AlertingRule => ({
    alert: 'MapswellGrowthDoesNotFit',
    expr: rules.alarm(within),
    for: clock.duration((pointsInRow - 1) * samplingMinutes),
    keep_firing_for: clock.duration(keepFiringMinutes),
    labels: { severity, product: 'mapswell', ...rules.labels },
    annotations: {
      summary: `Map ${rules.labels['resource']} of ${placeOf(rules.labels)} {{ if eq $value 0.0 }}is full: its next growth does not fit.{{ else }}doubles in {{ $value | printf "%.0f" }} minutes, which does not fit.{{ end }}`,
      description: `Needs {{ printf "${growthNeeds}{job='%s',instance='%s',map='%s'}" $labels.job $labels.instance $labels.map | query | first | value | humanize }}B, {{ printf "${serviceMetric}:left{job='%s',instance='%s'}" $labels.job $labels.instance | query | first | value | humanize }}B are left.`,
      minutes_left: '{{ $value | printf "%.0f" }}',
      runbook_url: `${task.runbookUrl}#growth-does-not-fit`,
    },
  });
  return [
    ...rules.recording,
    alert('critical', Math.min(budget.leadMinutes, horizonMinutes)),
    alert('warning', horizonMinutes),
  ];
}

/** Minutes within which a refused write counts as one of now. */
const refusalMinutes = 15;

/** Whatever was forecast: a map that refuses writes has failed, and the alert holds while it does. */
function refusalRule({ clock, runbookUrl }: AlertTask): AlertingRule {
  const labels = {
    service: presentLabel('job'),
    instance: presentLabel('instance'),
    namespace: presentLabel('namespace'),
    resource: presentLabel('map'),
  };
  const refused = `increase(mapswell_map_refused_writes_total[${clock.duration(refusalMinutes)}])`;
  return {
    alert: 'MapswellWritesRefused',
    expr: `sum by (job, instance, map, reason) (${refused}) > 0`,
    for: clock.duration(0),
    keep_firing_for: clock.duration(keepFiringMinutes),
    labels: { severity: 'critical', product: 'mapswell', ...labels },
    annotations: {
      summary: `Map ${labels.resource} of ${placeOf(labels)} refuses writes: {{ $labels.reason }}.`,
      description: `{{ $value | printf "%.0f" }} writes within ${refusalMinutes} minutes found no room in the map.`,
      runbook_url: `${runbookUrl}#writes-refused`,
    },
  };
}

/** In annotations `$labels` are those of the expression, not of the alert: the templates stand again. */
function placeOf(labels: Readonly<Record<string, string>>): string {
  return `${labels['service']} (${labels['instance']})`;
}

/** What the detector scored on series that it was not fitted to. */
function measured({ calibration }: AlertTask): string {
  const own = calibration.judged.find(
    ({ settings }) => settings.kind === calibration.detector.kind,
  );
  const recall = own?.quality.recall;
  const rate = own?.quality.falseAlarmsPerSeriesDay;
  if (recall === null || recall === undefined || rate === null || rate === undefined) return '';
  return `; on series not fitted to it warned of ${recall.hits} of ${recall.n} failures at ${rate.rate.toFixed(3)} false alarms per series-day`;
}
