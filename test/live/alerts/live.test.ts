import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { madeCalibration } from './made-calibration.ts';
import {
  freePort,
  isMissing,
  shownAlerts,
  startTool,
  until,
  type ShownAlert,
  type Tool,
} from './real-tools.ts';
import { watchLoad } from '../../support/machine-load.ts';
import { skipOptional } from '../../support/skip-loudly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { cliMain } from '../../support/cli-main.ts';

const rehearsal = new URL('../../../../examples/rehearsal/', import.meta.url);
const services = ['orders', 'sessions'] as const;
type Service = (typeof services)[number];
/** Of every service: the doubling to 2,048 buckets needs more. */
const limit = '400KiB';
/** Seconds of one minute of the rules. */
const minuteSeconds = 1;
const { budget } = madeCalibration('multi-scale');

/**
 * What docs/rehearsal.md describes, on ports of its own: two services, a Prometheus and an
 * Alertmanager with the written files, and scenarios that fill the services sixty times as fast.
 */
test('a warning comes its lead ahead of the doubling, the critical suppresses it, and the warning of another service stays', async (t) => {
  t.timeout(280_000);
  if (isMissing(t, 'prometheus') || isMissing(t, 'prometheus-alertmanager')) return;
  const load = watchLoad();
  t.teardown(load.stop);
  const folder = temporaryFolder('live');
  const orders = await startService(t, folder, 'orders');
  const sessions = await startService(t, folder, 'sessions');
  const webhook = await startWebhook(t);
  const alertmanager = `127.0.0.1:${await freePort()}`;
  await writeFiles(t, folder, { orders, sessions, webhook: webhook.url, alertmanager });
  const prometheus = await startMonitoring(t, folder, alertmanager);
  fill(t, folder, { orders, sessions });

  const seen = { isSuppressed: false, fullAt: 0 };
  await until(async () => {
    seen.isSuppressed ||= isSuppressedAlone(await shownAlerts(alertmanager));
    if (seen.fullAt === 0 && (await isFull(orders))) seen.fullAt = performance.now();
    return seen.isSuppressed && seen.fullAt > 0 ? true : null;
  }, 200);

  const warning = webhook.first('orders', 'warning');
  const critical = webhook.first('orders', 'critical');
  const lead = (seen.fullAt - warning.at) / 1000 / minuteSeconds;
  t.log(`warned ${lead.toFixed(1)} minutes of the rules ahead of the doubling`);
  const late = [
    ...(seen.isSuppressed ? [] : ['the critical of orders never suppressed its warning alone']),
    ...(warning.at < critical.at && critical.at < seen.fullAt
      ? []
      : ['expected the warning, then the critical, then the doubling']),
    ...(lead >= budget.leadMinutes ? [] : [`warned ${lead} minutes of the rules ahead`]),
    ...(webhook.first('sessions', 'warning').at < Infinity ? [] : ['no warning of sessions']),
    ...(webhook.first('sessions', 'critical').at < Infinity ? ['a critical of sessions'] : []),
  ];
  const excuse = late.length === 0 ? null : load.excuse();
  if (excuse !== null) {
    // A minute of these rules is a second: scrapes, evaluations and writes must each come in time.
    skipOptional(
      t,
      `a machine with a CPU to spare for live alerts: ${excuse} (${late.join('; ')})`,
    );
    return;
  }
  t.deepEqual(late, []);
  t.regex(warning.summary, /^Map orders of orders \(127\.0\.0\.1:\d+\) doubles in \d+ minutes,/u);
  t.regex(warning.description, /^Needs 3\d\d\.\dkB, 2\d\d\.\dkB are left\.$/u);
  t.regex(webhook.first('sessions', 'warning').summary, /^Map sessions of sessions/u);

  // What the server has recorded can be read back as traces.
  const end = Math.floor(Date.now() / 1000);
  const range = ['--start', String(end - 30), '--end', String(end), '--step', '1'];
  const query = [
    '--prometheus',
    `http://${prometheus}`,
    '--query',
    'job_instance:mapswell_map_bytes:percent',
  ];
  const argv = ['detect', '--calibration', 'calibration.json', ...query, ...range];
  const io = fakeIo(argv, { cwd: folder });
  t.is(await runCli(io), 0, io.errors);
  for (const name of services) t.true(io.output.includes(`job="${name}"`), io.output);
});

async function startService(t: ExecutionContext, folder: string, name: Service): Promise<string> {
  const readyFile = join(folder, `${name}.address`);
  const flags = `--name ${name} --key int64 --value int64 --hint 6656 --limit ${limit} --port 0`;
  const tool = startTool(
    t,
    process.execPath,
    cliMain,
    'serve',
    ...flags.split(' '),
    '--ready-file',
    readyFile,
  );
  const url = await until(async () => readFileSync(readyFile, 'utf8').trim(), 60);
  return new URL(url ?? fail(tool)).host;
}

interface Notice {
  /** Moment of `performance.now`; Infinity if it never came. */
  readonly at: number;
  readonly service: string;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
}

interface Webhook {
  readonly url: string;
  /** The first notification of an alert of a service. */
  readonly first: (service: Service, severity: string) => Notice;
}

async function startWebhook(t: ExecutionContext): Promise<Webhook> {
  const notices: Notice[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => (body += String(text)));
    request.on('end', () => {
      const { alerts }: { alerts: readonly ShownAlert[] } = JSON.parse(body);
      for (const { labels, annotations } of alerts)
        notices.push({
          at: performance.now(),
          service: labels['service'] ?? '',
          severity: labels['severity'] ?? '',
          summary: annotations['summary'] ?? '',
          description: annotations['description'] ?? '',
        });
      response.end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const none = { at: Infinity, summary: '', description: '' };
  return {
    url: `http://127.0.0.1:${port}`,
    first: (service, severity) =>
      notices.find((one) => one.service === service && one.severity === severity) ?? {
        ...none,
        service,
        severity,
      },
  };
}

type Addresses = Readonly<Record<Service, string>>;

async function writeFiles(
  t: ExecutionContext,
  folder: string,
  places: Addresses & { readonly webhook: string; readonly alertmanager: string },
): Promise<void> {
  writeFileSync(join(folder, 'calibration.json'), JSON.stringify(madeCalibration('multi-scale')));
  const flags = `--calibration calibration.json --out rules --limit ${limit} --minute ${minuteSeconds}`;
  const io = fakeIo(
    [
      'alerts',
      ...flags.split(' '),
      '--scrape',
      ...services.map((name) => `${name}=${places[name]}`),
      '--alertmanager',
      places.alertmanager,
      '--warning-url',
      places.webhook,
      '--critical-url',
      places.webhook,
    ],
    { cwd: folder },
  );
  t.is(await runCli(io), 0, io.errors);
}

/** Resolves with the address of Prometheus when it has scraped both services and Alertmanager answers. */
async function startMonitoring(
  t: ExecutionContext,
  folder: string,
  alertmanager: string,
): Promise<string> {
  const prometheus = `127.0.0.1:${await freePort()}`;
  const tools = [
    startTool(
      t,
      'prometheus-alertmanager',
      `--config.file=${join(folder, 'rules', 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
    ),
    startTool(
      t,
      'prometheus',
      `--config.file=${join(folder, 'rules', 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=${prometheus}`,
      '--query.lookback-delta=5s',
    ),
  ];
  const query = encodeURIComponent('count(job_instance_map:mapswell_map_bytes:growth_needs)');
  const isUp = await until(async () => {
    await shownAlerts(alertmanager);
    const answer = await fetch(`http://${prometheus}/api/v1/query?query=${query}`);
    return (await answer.text()).includes('"2"]') ? true : null;
  }, 60);
  if (isUp === null) tools.forEach(fail);
  return prometheus;
}

/** Runs the scenarios of the example, their services being elsewhere. */
function fill(t: ExecutionContext, folder: string, addresses: Addresses): void {
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'sandbox.config.json'), '{}');
  for (const name of services) {
    const scenario = readFileSync(new URL(`scenarios/${name}.ts`, rehearsal), 'utf8');
    writeFileSync(
      join(folder, 'scenarios', `${name}.ts`),
      scenario.replace(/127\.0\.0\.1:\d+/u, addresses[name]),
    );
    const out = join(folder, `run-${name}`);
    const config = join(folder, 'sandbox.config.json');
    startTool(t, process.execPath, cliMain, 'run', name, '--config', config, '--out', out);
  }
}

/** Whether the critical of orders holds its own warning down, and only that. */
function isSuppressedAlone(alerts: readonly ShownAlert[]): boolean {
  const find = (service: Service, severity: string): ShownAlert | undefined =>
    alerts.find(({ labels }) => labels['service'] === service && labels['severity'] === severity);
  const critical = find('orders', 'critical');
  const warning = find('orders', 'warning');
  return (
    critical?.status.state === 'active' &&
    warning?.status.state === 'suppressed' &&
    warning.status.inhibitedBy.includes(critical.fingerprint) &&
    find('sessions', 'warning')?.status.state === 'active'
  );
}

/** Whether the next insert is the one that doubles the map. */
async function isFull(host: string): Promise<boolean> {
  const page = await (await fetch(`http://${host}/debug/mapsize`)).text();
  const { size, nextGrowth }: { size: number; nextGrowth: { entries: number } } = JSON.parse(page);
  return size === nextGrowth.entries - 1;
}

function fail({ errors }: Tool): never {
  throw new Error(`a program did not come up: ${errors()}`);
}
