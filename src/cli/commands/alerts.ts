import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { Trace } from '../../live/trace/trace.ts';
import { type MapModel, mapModels } from '../../maps/model/map-model.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { ScrapedService } from '../../live/alerts/prometheus-config.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';
import { parseNumber } from '../flags/parse-number.ts';

interface AlertsFlags extends ForceFlag {
  readonly calibration: string;
  readonly out: string;
  readonly config?: string;
  readonly limit?: number;
  readonly map: MapModel;
  readonly runbook: string;
  readonly warningUrl: string;
  readonly criticalUrl: string;
  readonly scrape?: readonly ScrapedService[];
  readonly alertmanager: string;
  readonly minute: number;
}

const notes = `
Writes mapswell.rules.yml, its unit tests for promtool (made from the traces given, or from generated
ones), alertmanager.yml and grafana-dashboard.json; with --scrape also prometheus.yml. Check them with:

  $ promtool check rules mapswell.rules.yml
  $ promtool test rules mapswell.rules.test.yml mapswell.full.test.yml
  $ amtool check-config alertmanager.yml

With --minute 1, every minute of rules and configurations lasts a second: an hour of alerts can be
rehearsed in a minute, with traffic sixty times as fast (docs/rehearsal.md).`;

/** `mapswell alerts`: the files that deploy a calibration. */
export function alertsCommand(context: CliContext): Command {
  return addForceFlag(new Command('alerts'))
    .description('Write Prometheus rules, their tests, an Alertmanager and a Grafana file')
    .argument('[traces...]', 'series for the unit tests')
    .requiredOption('--calibration <file>', 'what calibrate wrote')
    .requiredOption('--out <folder>', 'folder to write')
    .option('--config <file>', 'configuration file')
    .option('--limit <bytes>', 'memory limit of a service with the exporter', (text) =>
      parseBytes(text, '--limit'),
    )
    .addOption(
      new Option('--map <model>', 'maps of the services').choices(mapModels).default('go1.22'),
    )
    .option('--runbook <url>', 'page about what to do', 'https://example.com/runbooks/mapswell')
    .option('--warning-url <url>', 'webhook for warnings', 'http://127.0.0.1:9095/warning')
    .option('--critical-url <url>', 'webhook for criticals', 'http://127.0.0.1:9095/critical')
    .option(
      '--scrape <name=host:port...>',
      'services with the exporter, for a prometheus.yml',
      parseService,
    )
    .option('--alertmanager <host:port>', 'for a prometheus.yml', '127.0.0.1:9093')
    .option(
      '--minute <seconds>',
      'how long a minute of the rules lasts: less rehearses them',
      parseMinute,
      60,
    )
    .addHelpText('after', notes)
    .action((paths: string[], flags: AlertsFlags) => runAlerts(paths, flags, context));
}

async function runAlerts(
  paths: readonly string[],
  flags: AlertsFlags,
  context: CliContext,
): Promise<void> {
  const { cwd } = context;
  for (const [flag, url] of [
    ['--runbook', flags.runbook],
    ['--warning-url', flags.warningUrl],
    ['--critical-url', flags.criticalUrl],
  ] as const)
    requireUrl(flag, url);
  const [{ readCalibration }, { loadConfig }, { alertFiles }, { RuleClock }] = await Promise.all([
    import('../../live/calibrate/calibration/read-calibration.ts'),
    import('../../lab/config/load-config.ts'),
    import('../../live/alerts/alert-files.ts'),
    import('../../live/alerts/rule-clock.ts'),
  ]);
  const inputs = [flags.calibration, ...paths];
  const calibration = await readCalibration(resolve(cwd, flags.calibration));
  const { limits } = await loadConfig(cwd, flags.config);
  const files = alertFiles({
    calibration,
    limitBytes: flags.limit ?? limits.memoryBytes,
    map: flags.map,
    runbookUrl: flags.runbook,
    receivers: { warningUrl: flags.warningUrl, criticalUrl: flags.criticalUrl },
    services: flags.scrape ?? [],
    alertmanager: flags.alertmanager,
    clock: new RuleClock(flags.minute),
    traces: await testTraces(paths.map((path) => resolve(cwd, path))),
  });
  await writeFiles(files, new Outputs(context, inputs, flags), flags.out);
  context.stdout.write(`${[...files.keys()].join('\n')}\nWritten to ${flags.out}\n`);
}

/** All of them are looked at before the first one is written. */
async function writeFiles(
  files: ReadonlyMap<string, string>,
  outputs: Outputs,
  out: string,
): Promise<void> {
  const { alertFile, dashboard } = fileKinds;
  const kinds = [...files.keys()].map(
    (name) => [name, name.endsWith('.json') ? dashboard : alertFile] as const,
  );
  const folder = await outputs.folder('--out', out, Object.fromEntries(kinds));
  for (const [name, text] of files) await writeFileAtomically(join(folder, name), text);
}

/** The traces given, or one of each kind of a small fleet. */
async function testTraces(paths: readonly string[]): Promise<readonly Trace[]> {
  if (paths.length > 0) {
    const { collectTraces } = await import('../../live/trace/collect-traces.ts');
    return await collectTraces(paths);
  }
  const { makeFleet } = await import('../../live/calibrate/fleet/make-fleet.ts');
  return makeFleet({ seed: 1, failures: 3, healthy: 1, noise: [] });
}

function parseService(
  text: string,
  before: readonly ScrapedService[] | undefined,
): readonly ScrapedService[] {
  const match = /^([^=]+)=([^=:]+:\d+)$/u.exec(text);
  const [, name, address] = match ?? [];
  if (name === undefined || address === undefined)
    throw new SandboxError(
      'usage',
      `expected --scrape to be name=host:port, such as orders=127.0.0.1:9464, got ${JSON.stringify(text)}`,
    );
  return [...(before ?? []), { name, address }];
}

function parseMinute(text: string): number {
  const seconds = parseNumber(text, '--minute');
  if (seconds >= 0.1 && seconds <= 60) return seconds;
  throw new SandboxError('usage', `expected --minute of 0.1 to 60 seconds, got ${text}`);
}

function requireUrl(flag: string, text: string): void {
  if (/^https?:\/\//u.test(text) && URL.canParse(text)) return;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an http address, got ${JSON.stringify(text)}`,
  );
}
