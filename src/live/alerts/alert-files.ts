import type { Trace } from '../trace/trace.ts';
import { alertmanagerConfig, type Receivers } from './alertmanager-config.ts';
import { fullMapTest } from './tests/full-map-test.ts';
import { grafanaDashboard } from './grafana-dashboard.ts';
import { mixinOf, plainGroup } from './mixin.ts';
import { prometheusConfig, type ScrapedService } from './prometheus-config.ts';
import { burnRuleFile } from './rules/burn-rules.ts';
import type { RuleFile } from './rules/prometheus-rule.ts';
import { ruleFile, type AlertTask } from './rules/rule-file.ts';
import { ruleTests } from './tests/rule-tests.ts';
import { toYaml, type YamlValue } from './to-yaml.ts';

/** What `writeAlerts` makes. */
export interface AlertFilesTask extends AlertTask {
  readonly receivers: Receivers;
  /** Services for a configuration of Prometheus; without one there is none. */
  readonly services: readonly ScrapedService[];
  /** `host:port` of Alertmanager, for that configuration. */
  readonly alertmanager: string;
  /** Series of which the unit tests are made. */
  readonly traces: readonly Trace[];
}

/**
 * The files of a calibration for Prometheus, Alertmanager and Grafana, by name. Pure: nothing is
 * written.
 */
export function alertFiles(task: AlertFilesTask): ReadonlyMap<string, string> {
  const { services, alertmanager, clock } = task;
  const rules = ruleFile(task);
  const recorded = rules.groups.flatMap(({ rules: own }) =>
    own.flatMap((rule) => ('record' in rule ? [rule.record] : [])),
  );
  const burn = burnRuleFile(clock);
  const dashboard = grafanaDashboard(task.calibration, new Set(recorded), clock);
  const files = new Map([
    ['mapswell.rules.yml', yamlFile(plain(rules))],
    ['mapswell.burn.yml', yamlFile(plain(burn))],
    ['mapswell.mixin.yml', yamlFile(mixinOf(rules, burn, dashboard))],
    ['mapswell.rules.test.yml', yamlFile(ruleTests(task, task.traces, 'mapswell.rules.yml'))],
    ['mapswell.full.test.yml', yamlFile(fullMapTest(task, 'mapswell.rules.yml'))],
    ['alertmanager.yml', yamlFile(alertmanagerConfig(task.receivers, clock))],
    ['grafana-dashboard.json', `${JSON.stringify(dashboard, null, 2)}\n`],
  ]);
  if (services.length > 0)
    files.set('prometheus.yml', yamlFile(prometheusConfig(services, alertmanager, clock)));
  return files;
}

/** The first line is how such a file is known again: one that somebody else wrote is not replaced. */
function yamlFile(value: YamlValue): string {
  return `# Written by mapswell alerts: a new calibration replaces it.\n${toYaml(value)}`;
}

/** Rules as YAML sees them. */
function plain({ groups }: RuleFile): YamlValue {
  return { groups: groups.map(plainGroup) };
}
