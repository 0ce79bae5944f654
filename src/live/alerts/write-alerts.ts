import { join } from 'node:path';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { Trace } from '../trace/trace.ts';
import { alertmanagerConfig, type Receivers } from './alertmanager-config.ts';
import { grafanaDashboard } from './grafana-dashboard.ts';
import { prometheusConfig, type ScrapedService } from './prometheus-config.ts';
import { ruleFile, type AlertTask } from './rule-file.ts';
import { ruleTests } from './rule-tests.ts';
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
  const files = new Map([
    ['mapswell.rules.yml', toYaml(plain(ruleFile(task)))],
    ['mapswell.rules.test.yml', toYaml(ruleTests(task, task.traces, 'mapswell.rules.yml'))],
    ['alertmanager.yml', toYaml(alertmanagerConfig(task.receivers, clock))],
    ['grafana-dashboard.json', `${JSON.stringify(grafanaDashboard(task.calibration), null, 2)}\n`],
  ]);
  if (services.length > 0)
    files.set('prometheus.yml', toYaml(prometheusConfig(services, alertmanager, clock)));
  return files;
}

/**
 * Writes the files of a calibration into a folder and returns their names.
 *
 * @throws SandboxError `output` if one cannot be written
 */
export async function writeAlerts(folder: string, task: AlertFilesTask): Promise<string[]> {
  const files = alertFiles(task);
  for (const [name, text] of files) await writeFileAtomically(join(folder, name), text);
  return [...files.keys()];
}

/** Rules as YAML sees them. */
function plain(file: ReturnType<typeof ruleFile>): YamlValue {
  return {
    groups: file.groups.map(({ name, interval, rules }) => ({
      name,
      interval,
      rules: rules.map((rule): YamlValue => ({ ...rule })),
    })),
  };
}
