import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Trace } from '../../live/trace/trace.ts';
import { defaultMapModel, sizedModels } from '../../maps/model/map-model.ts';
import { type FileKind, fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ExplainedAlert } from '../../live/alerts/explain-alerts.ts';
import type { ScrapedService } from '../../live/alerts/prometheus-config.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import {
  bytes,
  choiceFlag,
  configFlag,
  type FlagPlace,
  number,
  repeated,
  required,
  textFlag,
  toggle,
  valueFlag,
} from '../flags/flag.ts';
import type { Outputs } from '../io/outputs.ts';

/** The page that is written beside the rules: an alert that names no server of it still leads somewhere. */
const runbookFile = 'runbook.md';
const runbookPage = new URL('../../../../docs/runbook.md', import.meta.url);

/** `mapswell alerts`: the files that deploy a calibration. */
export const alertsCommand: CommandBuilder = defineCommand(
  {
    name: 'alerts',
    summary: 'Write Prometheus rules, their tests, an Alertmanager and a Grafana file',
    words: { traces: { shown: '[traces...]', summary: 'series for the unit tests' } },
    flags: {
      calibration: required(textFlag('<file>', 'what calibrate wrote')),
      out: required(textFlag('<folder>', 'folder to write')),
      config: configFlag,
      limit: valueFlag('<bytes>', 'memory limit of a service with the exporter', bytes),
      map: choiceFlag('<model>', 'maps of the services', sizedModels, defaultMapModel),
      runbook: valueFlag(
        '<url>',
        'where docs/runbook.md is served, or its path',
        page,
        runbookFile,
      ),
      warningUrl: valueFlag('<url>', 'webhook for warnings', url, 'http://127.0.0.1:9095/warning'),
      criticalUrl: valueFlag(
        '<url>',
        'webhook for criticals',
        url,
        'http://127.0.0.1:9095/critical',
      ),
      scrape: repeated(
        '<name=host:port...>',
        'services with the exporter, for a prometheus.yml',
        scrapedService,
      ),
      alertmanager: textFlag('<host:port>', 'for a prometheus.yml', '127.0.0.1:9093'),
      explain: toggle('say of each alert when it fires, when it stops and what was measured'),
      minute: valueFlag(
        '<seconds>',
        'how long a minute of the rules lasts: less rehearses them',
        minute,
        60,
      ),
    },
    writesFiles: true,
    reads: ({ calibration, traces }) => [calibration, ...traces],
    notes: `
Writes mapswell.rules.yml, its unit tests for promtool (made from the traces given, or from generated
ones), mapswell.burn.yml with burn rates, mapswell.mixin.yml with both and the dashboard, alertmanager.yml, grafana-dashboard.json and, unless --runbook says where it is served, the
runbook.md to which each alert links; with --scrape also prometheus.yml. Check them with:

  $ promtool check rules mapswell.rules.yml
  $ promtool test rules mapswell.rules.test.yml mapswell.full.test.yml
  $ amtool check-config alertmanager.yml

With --minute 1, every minute of rules and configurations lasts a second: an hour of alerts can be
rehearsed in a minute, with traffic sixty times as fast (docs/rehearsal.md).`,
  },
  async (request, { cwd }, outputs) => {
    const [
      { readCalibration },
      { growthFigures },
      { loadConfig },
      { alertFiles },
      { explainAlerts },
      { RuleClock },
    ] = await Promise.all([
      import('../../live/calibrate/calibration/read-calibration.ts'),
      import('../../live/calibrate/calibration/growth-figures.ts'),
      import('../../lab/config/load-config.ts'),
      import('../../live/alerts/alert-files.ts'),
      import('../../live/alerts/explain-alerts.ts'),
      import('../../live/alerts/rules/rule-clock.ts'),
    ]);
    const calibration = await readCalibration(resolve(cwd, request.calibration));
    const { limits } = await loadConfig(cwd, request.config);
    const task = {
      calibration,
      limitBytes: request.limit ?? limits.memoryBytes,
      map: request.map,
      runbookUrl: request.runbook,
      receivers: { warningUrl: request.warningUrl, criticalUrl: request.criticalUrl },
      services: request.scrape,
      alertmanager: request.alertmanager,
      clock: new RuleClock(request.minute),
      traces: await testTraces(request.traces.map((path) => resolve(cwd, path))),
    };
    const files = new Map(alertFiles(task));
    if (request.runbook === runbookFile) files.set(runbookFile, ownRunbook());
    await writeFiles(files, outputs, request.out);
    return {
      names: [...files.keys()],
      growths: growthFigures(calibration),
      explained: request.explain ? explainAlerts(task) : [],
    };
  },
  {
    print: ({ names, growths, explained }, _context, { out }) =>
      `${names.join('\n')}\nWritten to ${out}\nRules of growths: ${growths}.\n${explained.map(explainedText).join('')}`,
  },
);

function explainedText({ name, severity, fires, stops, measured }: ExplainedAlert): string {
  return `\n${name}, ${severity}\n  fires:    ${fires}\n  stops:    ${stops}\n  measured: ${measured}\n`;
}

/** All of them are looked at before the first one is written. */
async function writeFiles(
  files: ReadonlyMap<string, string>,
  outputs: Outputs,
  out: string,
): Promise<void> {
  const kinds = [...files.keys()].map((name) => [name, kindOf(name)] as const);
  const folder = await outputs.folder('--out', out, Object.fromEntries(kinds));
  for (const [name, text] of files) await writeFileAtomically(join(folder, name), text);
}

function kindOf(name: string): FileKind {
  if (name === runbookFile) return fileKinds.runbook;
  return name.endsWith('.json') ? fileKinds.dashboard : fileKinds.alertFile;
}

/** What to do at each alert, as it ships. */
function ownRunbook(): string {
  return `<!-- Written by mapswell alerts: a new calibration replaces it. -->\n\n${readFileSync(runbookPage, 'utf8')}`;
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

function scrapedService(given: string, { flag }: FlagPlace): ScrapedService {
  const match = /^([^=]+)=([^=:]+:\d+)$/u.exec(given);
  const [, name, address] = match ?? [];
  if (name !== undefined && address !== undefined) return { name, address };
  throw new SandboxError(
    'usage',
    `expected ${flag} to be name=host:port, such as orders=127.0.0.1:9464, got ${JSON.stringify(given)}`,
  );
}

function minute(given: string, place: FlagPlace): number {
  const seconds = number(given, place);
  if (seconds >= 0.1 && seconds <= 60) return seconds;
  throw new SandboxError('usage', `expected ${place.flag} of 0.1 to 60 seconds, got ${given}`);
}

function page(given: string, place: FlagPlace): string {
  if (/^[^:]+\.(?:md|html)$/u.test(given) || isAddress(given)) return given;
  throw new SandboxError(
    'usage',
    `expected ${place.flag} to be an http address or the path of a page (.md, .html), got ${JSON.stringify(given)}`,
  );
}

function isAddress(given: string): boolean {
  return /^https?:\/\//u.test(given) && URL.canParse(given);
}

function url(given: string, { flag }: FlagPlace): string {
  if (isAddress(given)) return given;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an http address, got ${JSON.stringify(given)}`,
  );
}
