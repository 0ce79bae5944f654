import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { DetectorKind } from '../../../src/live/detect/detectors.ts';
import { toYaml } from '../../../src/live/alerts/to-yaml.ts';
import { lastPart } from '../../../src/live/alerts/rules/last-part.ts';
import { promDuration, promNumber } from '../../../src/live/alerts/rules/prometheus-rule.ts';
import { RuleClock } from '../../../src/live/alerts/rules/rule-clock.ts';
import { evaluateDetector } from '../../../src/live/calibrate/evaluate/evaluate-detector.ts';
import { explainAlerts } from '../../../src/live/alerts/explain-alerts.ts';
import { alertFiles, type AlertFilesTask } from '../../../src/live/alerts/alert-files.ts';
import { makeFleet } from '../../../src/live/calibrate/fleet/make-fleet.ts';
import type { Trace } from '../../../src/live/trace/trace.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { traceOf } from '../calibrate/made-trace.ts';
import { madeCalibration } from './made-calibration.ts';
import { isMissing, shownAlerts, startListening, until } from './real-tools.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const kinds: readonly DetectorKind[] = [
  'source-rule',
  'ewma-chart',
  'ewma-slope',
  'holt',
  'predict-linear',
  'static-threshold',
  'multi-scale',
  'confirmed-rise',
];

function taskFor(
  kind: DetectorKind,
  traces: readonly Trace[] = [],
  minuteSeconds: number = 60,
): AlertFilesTask {
  return {
    calibration: madeCalibration(kind),
    limitBytes: 2 ** 31,
    map: 'go1.22',
    runbookUrl: 'https://example.com/runbook',
    receivers: { warningUrl: 'http://127.0.0.1:1/w', criticalUrl: 'http://127.0.0.1:1/c' },
    services: [],
    alertmanager: '127.0.0.1:1',
    clock: new RuleClock(minuteSeconds),
    traces,
  };
}

async function writtenFiles(...task: Parameters<typeof taskFor>): Promise<string> {
  const folder = temporaryFolder('alerts');
  for (const [name, text] of alertFiles(taskFor(...task))) writeFileSync(join(folder, name), text);
  return folder;
}

const run = (tool: string, ...args: readonly string[]): { status: number | null; text: string } => {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
};

test('YAML quotes what could be read as something else', (t) => {
  t.is(
    toYaml({
      plain: 'a b',
      yes: 'yes',
      number: '1m',
      empty: '',
      colon: 'a: b',
      quote: 'a "b"\n{{ c }}',
      list: [{ a: 1, b: [true] }, 'x'],
      none: [],
      map: {},
      left: undefined,
    }),
    'plain: a b\n"yes": "yes"\nnumber: "1m"\nempty: ""\ncolon: "a: b"\nquote: "a \\"b\\"\\n{{ c }}"\nlist:\n  - a: 1\n    b:\n      - true\n  - x\nnone: []\nmap: {}\n',
  );
  t.deepEqual(
    [promDuration(1.5), promDuration(15), promDuration(0), promDuration(59 / 3600)],
    ['90s', '15m', '0m', '983ms'],
  );
  t.is(promNumber(0.1 + 0.2), '0.3');
});

test('the rules of every detector pass the strictest check of promtool', async (t) => {
  if (isMissing(t, 'promtool')) return;
  for (const kind of kinds) {
    const folder = await writtenFiles(kind);
    const { status, text } = run(
      'promtool',
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      join(folder, 'mapswell.rules.yml'),
    );
    t.is(status, 0, `${kind}: ${text}`);
    t.regex(text, /SUCCESS: \d\d rules found/u);
  }
});

test('one group, every alert with its labels, and no selector that only looks back 5 minutes at itself', (t) => {
  for (const kind of kinds) {
    const rules = alertFiles(taskFor(kind)).get('mapswell.rules.yml') ?? '';
    t.is(rules.match(/- name:/gu)?.length, 1);
    const alerts = rules.split('- alert:').slice(1);
    t.is(alerts.length, 7);
    for (const alert of alerts) {
      for (const label of ['service', 'instance', 'namespace', 'resource', 'severity', 'product'])
        t.regex(alert, new RegExp(`^ {10}${label}: .`, 'mu'), `${kind} ${label}`);
      t.regex(alert, /keep_firing_for: "30m"/u);
      t.regex(alert, /runbook_url: .*https:\/\/example\.com\/runbook#/u);
      t.regex(alert, /\$value \|/u);
      const labels = alert.slice(alert.indexOf('labels:'), alert.indexOf('annotations:'));
      t.notRegex(labels, /\$value/u, 'a value in a label restarts the alert');
    }
    for (const [, record = '', expr = ''] of rules.matchAll(/record: (\S+)\n +expr: (.*)/gu)) {
      const own = expr.split(record).length - 1;
      const safe = expr.split(`last_over_time(${record}[12m])`).length - 1;
      t.is(own, safe, `${record} reads itself: ${expr}`);
    }
  }
});

test('what promtool simulates agrees with the detectors, and a wrong expectation fails', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const fleet = makeFleet({ seed: 1, failures: 3, healthy: 0, noise: [] });
  const traces = fleet
    .filter(({ label }) => label?.kind !== 'slow-leak')
    .map((trace) => lastPart(trace, 400));
  const folder = await writtenFiles('multi-scale', traces);
  const file = join(folder, 'mapswell.rules.test.yml');
  const text = readFileSync(file, 'utf8');
  for (const alert of ['MapswellContainerMemoryFills', 'MapswellGrowthDoesNotFit'])
    t.regex(
      text,
      new RegExp(`${alert}.*\\n +eval_time: "\\d+m"\\n +exp_samples:\\n +- labels`, 'u'),
    );
  t.is(text.match(/exp_samples: \[\]/gu)?.length, 12);
  const good = run('promtool', 'test', 'rules', file);
  t.is(good.status, 0, good.text);
  const flat = traceOf(Array.from({ length: 300 }, () => 50));
  const wrong = join(await writtenFiles('multi-scale', [flat]), 'mapswell.rules.test.yml');
  t.is(run('promtool', 'test', 'rules', wrong).status, 0);
  const expectsAlert = 'exp_samples:\n          - labels: "{}"\n            value: 1';
  writeFileSync(wrong, readFileSync(wrong, 'utf8').replace('exp_samples: []', expectsAlert));
  t.is(run('promtool', 'test', 'rules', wrong).status, 1);
});

test('the rules of a confirmed rise agree with the detector, and stay silent while a process warms up', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const fleet = makeFleet({ seed: 1, failures: 3, healthy: 0, noise: [] });
  const traces = fleet
    .filter(({ label }) => label?.kind === 'fast-leak')
    .map((trace) => lastPart(trace, 520));
  const folder = await writtenFiles('confirmed-rise', traces);
  const file = join(folder, 'mapswell.rules.test.yml');
  t.regex(
    readFileSync(file, 'utf8'),
    /MapswellContainerMemoryFills.*\n +eval_time: "\d+m"\n +exp_samples:\n +- labels/u,
  );
  const deployed = join(folder, 'deployed.test.yml');
  writeFileSync(deployed, deploymentTest());
  const good = run('promtool', 'test', 'rules', file, deployed);
  t.is(good.status, 0, good.text);
});

/** How many alerts of a pod there were within the last five hours. */
function fired(pod: string): string {
  return `count(count_over_time(ALERTS{alertname="MapswellContainerMemoryFills",instance="${pod}"}[5h:1m]))`;
}

function seriesOf(
  pod: string,
  values: readonly number[],
): { readonly series: string; readonly values: string }[] {
  return [
    {
      series: `container_memory_working_set_bytes{container="web",pod="${pod}"}`,
      values: values.map((percent) => Math.round(percent * 1e6)).join(' '),
    },
    {
      series: `container_spec_memory_limit_bytes{container="web",pod="${pod}"}`,
      values: '100000000x720',
    },
  ];
}

/**
 * Eight hours at 50 %, then a start that climbs from 30 to 62 % of its limit within 96 minutes: no alarm
 * where the start of the process is known, and one where it is not. A third process passes the level of
 * before at a pace that fills the limit soon, and a fourth does after eight hours.
 */
function deploymentTest(): string {
  const steady = Array.from({ length: 481 }, (_, minute) => (minute % 2 === 0 ? 49.5 : 50.5));
  const climb = Array.from({ length: 240 }, (_, minute) => 30 + Math.min(32, minute / 3));
  const leak = Array.from(
    { length: 240 },
    (_, minute) => 30 + Math.min(60, minute / 5 + Math.max(0, minute - 35) * 0.7),
  );
  const settled = Array.from({ length: 240 }, (_, minute) => 50 + Math.min(45, 0.8 * minute));
  return toYaml({
    rule_files: ['mapswell.rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [
          ...seriesOf('settled', [...steady, ...settled]),
          {
            series: 'container_start_time_seconds{container="web",pod="settled"}',
            values: '0x720',
          },
          ...seriesOf('known', [...steady, ...climb]),
          ...seriesOf('unknown', [...steady, ...climb]),
          ...seriesOf('leaking', [...steady, ...leak]),
          ...['known', 'leaking'].map((pod) => ({
            series: `container_start_time_seconds{container="web",pod="${pod}"}`,
            values: '0x480 28860x239',
          })),
        ],
        promql_expr_test: [
          { expr: fired('known'), eval_time: '720m', exp_samples: [] },
          {
            expr: `${fired('unknown')} > bool 0`,
            eval_time: '720m',
            exp_samples: [{ labels: '{}', value: 1 }],
          },
          {
            expr: `${fired('leaking')} > bool 0`,
            eval_time: '549m',
            exp_samples: [{ labels: '{}', value: 1 }],
          },
          {
            // At 66 %: 35 % of what is free above 50.5 % are taken at 67.8 % only.
            expr: `${fired('settled')} > bool 0`,
            eval_time: '501m',
            exp_samples: [{ labels: '{}', value: 1 }],
          },
          {
            expr: 'count by (pod) (count_over_time(namespace_pod_container:container_memory_working_set_bytes:full_soon[5h]))',
            eval_time: '720m',
            exp_samples: [
              { labels: '{pod="leaking"}', value: 1 },
              { labels: '{pod="settled"}', value: 1 },
            ],
          },
        ],
      },
    ],
  });
}

test('a map that is full and adds nothing any more keeps its critical alert for five hours', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const folder = await writtenFiles('ewma-slope');
  const file = join(folder, 'mapswell.full.test.yml');
  // That it passes is held where the lines of docs/alerts.md are run. Without the part of the rule that sees a map stand at its threshold, the alert goes silent.
  const rules = join(folder, 'mapswell.rules.yml');
  const blind = readFileSync(rules, 'utf8').replace(/0 \* \(sum by .*? <= 1\) or /u, '');
  writeFileSync(rules, blind);
  const bad = run('promtool', 'test', 'rules', file);
  t.is(bad.status, 1);
  t.regex(bad.text, /MapswellGrowthDoesNotFit.*\n +exp: \{\} 3\.01E\+02\n +got: \{\} 1\.07E\+02/u);
  t.notRegex(bad.text, /MapswellWritesRefused/u);
});

test('the alerts of a dict of Redis are up while it stands full, as promtool simulates', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const folder = temporaryFolder('alerts');
  for (const [name, text] of alertFiles({ ...taskFor('ewma-slope'), map: 'redis7' }))
    writeFileSync(join(folder, name), text);
  const file = join(folder, 'mapswell.full.test.yml');
  // The next growth of 100,000 entries is that of 2^17 slots.
  t.true(readFileSync(file, 'utf8').includes('131073x800'));
  const { status, text } = run('promtool', 'test', 'rules', file);
  t.is(status, 0, text);
});

test('rules on a compressed clock hold the same expectations, sixty times as fast', async (t) => {
  if (isMissing(t, 'promtool')) return;
  const fleet = makeFleet({ seed: 1, failures: 3, healthy: 0, noise: [] });
  const traces = fleet
    .filter(({ label }) => label?.kind === 'fast-leak')
    .map((trace) => lastPart(trace, 400));
  const folder = await writtenFiles('multi-scale', traces, 1);
  const rules = readFileSync(join(folder, 'mapswell.rules.yml'), 'utf8');
  t.regex(rules, /interval: "1s"/u);
  t.regex(rules, /keep_firing_for: "30s"/u);
  t.regex(rules, /1 \* deriv\(job_instance:mapswell_map_bytes:mean\[15s\]\)/u);
  t.regex(rules, /avg_over_time\(job_instance:mapswell_map_bytes:percent\[1983ms\]\)/u);
  const tests = join(folder, 'mapswell.rules.test.yml');
  t.regex(readFileSync(tests, 'utf8'), /eval_time: "\d+s"\n +exp_samples:\n +- labels/u);
  const result = run('promtool', 'test', 'rules', tests);
  t.is(result.status, 0, result.text);
  t.throws(() => new RuleClock(0), { message: /a minute of 0\.1 to 60 seconds, got 0/u });
});

test('amtool accepts the configuration and routes by severity', async (t) => {
  if (isMissing(t, 'amtool')) return;
  const config = join(await writtenFiles('multi-scale'), 'alertmanager.yml');
  const check = run('amtool', 'check-config', config);
  t.is(check.status, 0, check.text);
  t.regex(check.text, /1 inhibit rules/u);
  const route = (receiver: string, ...labels: readonly string[]): number | null =>
    run(
      'amtool',
      'config',
      'routes',
      'test',
      '--config.file',
      config,
      `--verify.receivers=${receiver}`,
      ...labels,
    ).status;
  t.is(route('mapswell-critical', 'severity=critical', 'service=a'), 0);
  t.is(route('mapswell-warning', 'severity=warning', 'service=a'), 0);
  t.is(route('mapswell-warning', 'severity=critical', 'service=a'), 1);
});

test('a running Alertmanager suppresses the warning of the same service only', async (t) => {
  if (isMissing(t, 'prometheus-alertmanager')) return;
  const folder = await writtenFiles('multi-scale');
  const address = await startListening(t, 'prometheus-alertmanager', (listenAddress) => [
    `--config.file=${join(folder, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${listenAddress}`,
    '--cluster.listen-address=',
  ]);
  const base = {
    product: 'mapswell',
    instance: 'i',
    namespace: 'n',
    resource: 'memory',
    alertname: 'Fills',
  };
  const sent = [
    { ...base, severity: 'critical', service: 'a' },
    { ...base, severity: 'warning', service: 'a' },
    { ...base, severity: 'warning', service: 'b' },
    { ...base, severity: 'warning', service: 'a', resource: 'other' },
    { alertname: 'Fills', product: 'mapswell', severity: 'warning' },
    { alertname: 'Fills', product: 'mapswell', severity: 'critical' },
  ];
  await until(() =>
    post(
      `http://${address}/api/v2/alerts`,
      sent.map((labels) => ({ labels })),
    ),
  );
  const states = await until(async () => {
    const found = await alertStates(address);
    return found.length === sent.length && found.some((one) => one.endsWith('suppressed'))
      ? found
      : null;
  });
  t.deepEqual(states?.toSorted(), [
    'critical - - active',
    'critical a memory active',
    'warning - - active',
    'warning a memory suppressed',
    'warning a other active',
    'warning b memory active',
  ]);
});

test('the dashboard reads series that the rules record', (t) => {
  for (const kind of kinds) {
    const files = alertFiles(taskFor(kind));
    const rules = ['rules', 'burn'].map((name) => files.get(`mapswell.${name}.yml`)).join('');
    const dashboard = JSON.parse(files.get('grafana-dashboard.json') ?? '{}');
    const expressions: string[] = dashboard.panels.flatMap(
      (panel: { targets: { expr: string }[] }) => panel.targets.map(({ expr }) => expr),
    );
    t.true(expressions.length >= 17, kind);
    const mixin = files.get('mapswell.mixin.yml') ?? '';
    const indented = (files.get('mapswell.rules.yml') ?? '').replaceAll(/^(?=.)/gmu, '  ');
    t.true(mixin.includes(indented.slice(indented.indexOf('    - name: mapswell\n'))), kind);
    for (const label of ['severity', 'product', 'service', 'instance', 'namespace', 'resource'])
      t.regex(mixin, new RegExp(`^  ${label}: `, 'mu'));
    for (const [name] of expressions.join(' ').matchAll(/\b\w+:\w+:\w+/gu))
      t.true(rules.includes(`record: ${name}\n`), `${kind}: ${name}`);
  }
});

test('every alert links to a section of the runbook, and says when it fires, when it stops and what was measured', async (t) => {
  const page = readFileSync(new URL('../../../../docs/runbook.md', import.meta.url), 'utf8');
  const sections = new Set([...page.matchAll(/^## (\S+)$/gmu)].map(([, name]) => name));
  const rules = alertFiles(taskFor('confirmed-rise')).get('mapswell.rules.yml') ?? '';
  const linked = new Set([...rules.matchAll(/runbook#([\w-]+)/gu)].map(([, name]) => name));
  t.deepEqual(linked, sections);
  t.deepEqual(sections, new Set(['memory-fills', 'growth-does-not-fit', 'writes-refused']));
  const cwd = temporaryFolder('alerts');
  const calibration = madeCalibration('confirmed-rise');
  const trace = traceOf(
    Array.from({ length: 700 }, (_, minute) => Math.min(100, 50 + Math.max(0, minute - 450) / 4.9)),
    { ending: { kind: 'exhausted', atMinute: 698 } },
  );
  const judged = [
    evaluateDetector(calibration.detector, [{ trace, history: null, judgeFromMinute: 400 }], 23),
  ];
  writeFileSync(join(cwd, 'c.json'), JSON.stringify({ ...calibration, judged }));
  const io = fakeIo(['alerts', '--calibration', 'c.json', '--out', 'rules', '--explain'], { cwd });
  t.is(await runCli(io), 0, io.errors);
  t.is(
    io.output.match(/^ {2}fires: {4}.+\n {2}stops: {4}30m after .+\n {2}measured: .+$/gmu)?.length,
    7,
  );
  t.regex(
    io.output,
    /MapswellContainerMemoryFills, critical\n {2}fires: {4}when the memory of a container stands above the highest level that it has while healthy, and rises steeply enough to fill the limit within 8 h; a process whose start is known must have taken more, or be full within 80 minutes once it is above that level; one younger than 6 h within 50 minutes, or at a lower level within 25 minutes, by its short windows; and no more than 23 minutes are left, at once \(detector confirmed-rise\)\n {2}stops: {4}30m after that has ended; if it comes back before, it is still the same alert\n {2}measured: on series that played no part in the fit: it was up before memory ran out in 1 of 1 failures, 24 minutes ahead/u,
  );
  t.regex(
    io.output,
    /MapswellWritesRefused, critical\n {2}fires: {4}when a map has refused a write/u,
  );
});

test('one false alarm is told as one', (t) => {
  const task = taskFor('confirmed-rise');
  const evaluation = evaluateDetector(
    task.calibration.detector,
    [{ trace: traceOf([50, 50, 50]), history: null, judgeFromMinute: 0 }],
    23,
  );
  const rate = { rate: 0.01, interval: { low: 0, high: 0.05, confidence: 0.95 } };
  const saidOf = (falseAlarms: number): readonly string[] => {
    const level = { ...evaluation.levels.warning, falseAlarms, falseAlarmsPerSeriesDay: rate };
    const judged = [{ ...evaluation, levels: { warning: level, critical: null } }];
    return explainAlerts({ ...task, calibration: { ...task.calibration, judged } }).map(
      ({ measured }) => measured,
    );
  };
  t.true(saidOf(1).some((text) => text.includes('; 1 false alarm, at most 0.050 per series-day')));
  t.true(saidOf(2).some((text) => text.includes('; 2 false alarms, at most')));
});

test('what each alert watches is said in plain words for every detector', (t) => {
  const said = kinds.map((kind) => explainAlerts(taskFor(kind))[0]?.fires ?? '');
  for (const words of said) {
    t.regex(words, /^when the memory of the maps of a service [^{}]+ \(detector [\w-]+\)$/u);
    t.notRegex(words, /so many|EWMA|undefined|Infinity|NaN/u);
  }
  t.is(new Set(said).size, kinds.length);
  t.is(
    said[0],
    'when the memory of the maps of a service rises by more than 0.021 % of its limit a minute, noise smoothed away; and no more than 23 minutes are left, once that has lasted 16m (detector source-rule)',
  );
});

test('alerts writes its files from a calibration, and nothing from a bad one', async (t) => {
  const cwd = temporaryFolder('alerts');
  writeFileSync(join(cwd, 'c.json'), JSON.stringify(madeCalibration('holt')));
  const io = fakeIo(['alerts', '--calibration', 'c.json', '--out', 'rules', '--limit', '1GiB'], {
    cwd,
  });
  t.is(await runCli(io), 0, io.errors);
  t.deepEqual(readdirSync(join(cwd, 'rules')).toSorted(), [
    'alertmanager.yml',
    'grafana-dashboard.json',
    'mapswell.burn.yml',
    'mapswell.full.test.yml',
    'mapswell.mixin.yml',
    'mapswell.rules.test.yml',
    'mapswell.rules.yml',
    'runbook.md',
  ]);
  t.regex(
    readFileSync(join(cwd, 'rules', 'mapswell.rules.yml'), 'utf8'),
    /mapswell_map_bytes\) \+ 1073741824/u,
  );
  const written = readFileSync(join(cwd, 'rules', 'mapswell.rules.yml'), 'utf8');
  const page = readFileSync(join(cwd, 'rules', 'runbook.md'), 'utf8');
  const links = [...written.matchAll(/runbook_url: "?runbook\.md#([\w-]+)"?$/gmu)];
  t.is(links.length, 7);
  for (const [, section = ''] of links) t.true(page.includes(`\n## ${section}\n`), section);
  const served = fakeIo(
    ['alerts', '--calibration', 'c.json', '--out', 'rules', '--runbook', '/wiki/page.html'],
    { cwd },
  );
  t.is(await runCli(served), 0, served.errors);
  t.notRegex(served.output, /runbook\.md/u);
  t.regex(
    readFileSync(join(cwd, 'rules', 'mapswell.rules.yml'), 'utf8'),
    /runbook_url: "?\/wiki\/page\.html#memory-fills"?\n/u,
  );
  for (const argv of [
    ['alerts', '--calibration', 'none.json', '--out', 'bad'],
    ['alerts', '--calibration', 'c.json', '--out', 'bad', '--runbook', 'nowhere'],
    ['alerts', '--calibration', 'c.json', '--out', 'bad', 'none.csv'],
  ]) {
    const refused = fakeIo(argv, { cwd });
    t.is(await runCli(refused), 2);
    t.regex(refused.errors, /^error: (?:cannot read|expected --runbook)/u);
  }
  t.deepEqual(readdirSync(cwd).toSorted(), ['c.json', 'rules']);
});

async function post(url: string, body: unknown): Promise<true | null> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.ok ? true : null;
}

async function alertStates(alertmanager: string): Promise<string[]> {
  return (await shownAlerts(alertmanager)).map(
    ({ labels, status }) =>
      `${labels['severity']} ${labels['service'] ?? '-'} ${labels['resource'] ?? '-'} ${status.state}`,
  );
}
