import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { serveContract } from '../live/contract/contract-text.ts';
import { serveMap } from '../support/serve-map.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';
import { cliMain } from '../support/cli-main.ts';

interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

async function check(
  cwd: string,
  argv: readonly string[],
  more: { readonly env?: Record<string, string>; readonly signal?: AbortSignal } = {},
): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...more.env };
  const io = fakeIo(['contract', 'check', ...argv], { cwd, ...more, env });
  return { exitCode: await runCli(io), output: io.output, errors: io.errors };
}

/** A folder with a contract. */
function folderWith(contract: string): string {
  const folder = temporaryFolder('contract');
  writeFileSync(join(folder, 'mapswell.contract.yaml'), contract);
  return folder;
}

/** A page of metrics that stays as it is. */
async function pageOf(t: ExecutionContext, page: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie whose parent has not looked yet has ended.
  return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Processes whose number was written to a file of the folder. */
function pidsIn(folder: string, ...files: readonly string[]): readonly number[] {
  return files.map((file) => Number(readFileSync(join(folder, file), 'utf8')));
}

async function allGone(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (pids.every((pid) => !isRunning(pid))) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const withoutContract = temporaryFolder('no-contract');

test('A service is started, checked over growths, and gone with its children afterwards', async (t) => {
  const folder = folderWith(
    serveContract(
      [
        'start:',
        // A child in its group, and one that left it.
        '  command: |',
        '    sleep 60 & echo $! > in-group',
        '    setsid ./leaver &',
        '    echo $$ > service',
        '    exec node "$MAIN" serve --port ${port} --key int64 --value int64',
        `  env: { MAIN: ${JSON.stringify(cliMain)} }`,
      ].join('\n'),
    ),
  );
  const leaver = '#!/bin/sh\necho $$ > left\nexec sleep 60\n';
  writeFileSync(join(folder, 'leaver'), leaver, { mode: 0o755 });
  const { exitCode, output, errors } = await check(folder, ['--start']);
  t.is(errors, '');
  t.regex(
    output,
    /^PASS: 0 of \d+ rules violated\ncontract   sessions 1\.0\.0\nservice    http:\/\/127\.0\.0\.1:\d+\ndriven     over \d growths by \d+ writes\n$/,
  );
  t.is(exitCode, 0);
  t.true(await allGone(pidsIn(folder, 'service', 'in-group', 'left')));
});

test('A service that ends in the middle could not be judged, in one line', async (t) => {
  const folder = folderWith(
    serveContract(
      [
        'start:',
        '  command: echo $$ > service; exec node "$MAIN" serve --port ${port} --key int64 --value int64',
        `  env: { MAIN: ${JSON.stringify(cliMain)} }`,
      ].join('\n'),
    ).replace('growths: 2', 'growths: 100\n  maxWrites: 100000000'),
  );
  const checked = check(folder, ['--start']);
  const pid = await serviceIn(folder);
  process.kill(pid, 'SIGKILL');
  const { exitCode, output, errors } = await checked;
  t.is(output, '');
  t.regex(errors, /^error: cannot judge \S+: the service was ended by SIGKILL[^\n]*\n$/);
  t.is(exitCode, 3);
});

/** Its process once it serves. */
async function serviceIn(folder: string): Promise<number> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!existsSync(join(folder, 'service'))) continue;
    const [pid = 0] = pidsIn(folder, 'service');
    if (pid === 0 || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--port')) continue;
    const port = /--port\0(\d+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
    const size = await fetch(`http://127.0.0.1:${port}/debug/mapsize`).catch(() => null);
    const page: unknown = size === null ? null : await size.json();
    if (typeof page === 'object' && page !== null && Reflect.get(page, 'size') !== 0) return pid;
  }
}

test('A request to end takes the service along', async (t) => {
  const folder = folderWith(
    serveContract(
      "start: { command: 'echo $$ > service; sleep 60 & wait', ready: { path: /, within: 1min } }",
    ),
  );
  const abort = new AbortController();
  const checked = check(folder, ['--start'], { signal: abort.signal });
  while (!existsSync(join(folder, 'service'))) await new Promise((r) => setTimeout(r, 20));
  abort.abort(new DOMException('SIGINT', 'AbortError'));
  t.is((await checked).exitCode, 130);
  t.true(await allGone(pidsIn(folder, 'service')));
});

test('A service that does not come up could not be judged, and why is said', async (t) => {
  const ends = folderWith(serveContract('start: { command: "echo no port >&2; exit 7" }'));
  const ended = await check(ends, ['--start']);
  t.regex(
    ended.errors,
    /^error: cannot judge \S+: the service ended with 7 before it was ready; its last line: no port\n$/,
  );
  t.is(ended.exitCode, 3);
  const waits = folderWith(
    serveContract('start: { command: "sleep 60", ready: { path: /up, within: 200ms } }'),
  );
  const late = await check(waits, ['--start']);
  t.regex(late.errors, /expected success from \/up within 200ms, got no answer\n$/);
  t.is(late.exitCode, 3);
});

test('What does not hold stands on its line of the contract, in every format', async (t) => {
  const { url, map } = await serveMap(t);
  map.set(-1n, 1n);
  const folder = folderWith(
    'contract: { name: a<b, version: 2.0.0 }\nmetrics:\n  require:\n    - { name: mapswell_map_entries, type: counter, labels: [map] }\n    - { name: up_total, type: counter }\n',
  );
  const terminal = await check(folder, ['--url', url]);
  t.is(terminal.exitCode, 1);
  t.is(
    terminal.output,
    [
      'VIOLATED: 2 of 17 rules violated',
      'contract   a<b 2.0.0',
      `service    ${url}`,
      '',
      'violated  mapswell.contract.yaml:4  metric-type',
      '          expected mapswell_map_entries to be a counter, got a gauge',
      'violated  mapswell.contract.yaml:5  metric',
      '          expected up_total (text format), got no such metric',
      'violated  mapswell.contract.yaml:5  metric',
      '          expected up_total (OpenMetrics), got no such metric',
      '',
    ].join('\n'),
  );
  const github = await check(folder, ['--url', url, '--format', 'github']);
  t.is(
    github.output.split('\n')[0],
    '::error file=mapswell.contract.yaml,line=4,col=7,title=violated%3A mapswell.contract.yaml%3A4%2C metric-type::expected mapswell_map_entries to be a counter, got a gauge',
  );
  const junit = await check(folder, ['--url', url, '--format', 'junit']);
  t.regex(
    junit.output,
    /<testcase classname="mapswell\.contract\.yaml:4" name="metric-type"><failure message="expected [^"]+" type="violated">contract: a&lt;b 2\.0\.0<\/failure>/,
  );
  t.is(junit.output.match(/<failure /g)?.length, 3);
  const sarif: unknown = JSON.parse(
    (await check(folder, ['--url', url, '--format', 'sarif'])).output,
  );
  t.like(sarif, { version: '2.1.0' });
  const summary = join(folder, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  const markdown = await check(folder, ['--url', url, '--format', 'markdown'], { env });
  t.regex(
    markdown.output,
    /\| \*\*violated\*\* \| mapswell\.contract\.yaml:4 \| metric-type \| expected mapswell\\_map\\_entries /,
  );
  t.is(readFileSync(summary, 'utf8'), markdown.output);
  const json: unknown = JSON.parse(
    (await check(folder, ['--url', url, '--format', 'json'])).output,
  );
  t.like(json, {
    outcome: 'violated',
    contract: { name: 'a<b', version: '2.0.0', file: 'mapswell.contract.yaml' },
    driven: null,
    rules: [{ rule: 'metric-type', outcome: 'violated', place: { line: 4, column: 7 } }],
  });
});

test('JUnit of a check that holds has suites and cases alone', async (t) => {
  const { url } = await serveMap(t);
  const { output } = await check(withoutContract, ['--url', `${url}/metrics`, '--format', 'junit']);
  const names = [...output.matchAll(/<(\w+)/g)].map(([, name]) => name);
  t.deepEqual([...new Set(names)], ['testsuites', 'testsuite', 'testcase']);
});

test('Without a contract what holds for every page is checked', async (t) => {
  const { url } = await serveMap(t);
  const sound = await check(withoutContract, ['--url', `${url}/metrics`]);
  t.deepEqual(sound, {
    exitCode: 0,
    output: `PASS: 0 of 13 rules violated\nservice    ${url}/metrics\n`,
    errors: '',
  });
  const page = '# HELP a b\n# TYPE a gauge\na 1\na 1\n# HELP hits d\n# TYPE hits counter\nhits 2\n';
  const odd = await pageOf(t, page);
  const found = await check(withoutContract, ['--url', odd]);
  t.is(found.exitCode, 1);
  t.is(
    found.output,
    [
      'VIOLATED: 1 of 11 rules violated, 2 with a warning',
      `service    ${odd}`,
      '',
      `violated  ${odd}  duplicate-series`,
      '          expected a once, got it again in line 4',
      `warned    ${odd}  naming (not gated)`,
      '          expected the counter hits to end in _total',
      `warned    ${odd}  formats-agree (not gated)`,
      '          OpenMetrics, and whether both formats agree: the service does not have it',
      '',
    ].join('\n'),
  );
});

test('Warnings fail where that is asked for', async (t) => {
  const url = await pageOf(t, '# HELP hits d\n# TYPE hits counter\nhits 2\n');
  t.is((await check(withoutContract, ['--url', url])).exitCode, 0);
  t.is((await check(withoutContract, ['--url', url, '--fail-on', 'warning'])).exitCode, 1);
});

test('A rule that could not run is no pass', async (t) => {
  const { url } = await serveMap(t, { guard: 'sync.Map' });
  const folder = folderWith(serveContract());
  const { exitCode, output } = await check(folder, ['--url', url]);
  t.is(exitCode, 3);
  t.regex(
    output,
    /inconclusive {2}mapswell\.contract\.yaml:4 {2}forecast\n +no growth was announced/,
  );
  const undriven = folderWith('contract: { name: a, version: 1.0.0 }\nextends: mapswell/map@1\n');
  const events = await check(undriven, ['--url', url]);
  t.is(events.exitCode, 3);
  t.regex(events.output, /growth-event\n +the contract has no drive, so no growth made an event/);
});

test('A service that is not there could not be judged, and nonsense is refused', async (t) => {
  const gone = await check(withoutContract, ['--url', 'http://127.0.0.1:1/metrics']);
  t.is(gone.exitCode, 3);
  t.regex(gone.errors, /^error: cannot judge http:\/\/127\.0\.0\.1:1\/metrics: .+\n$/);
  const nothing = 'there is no mapswell.contract.yaml';
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--url', 'ftp://x'], 'expected --url to be an address with http or https, got ftp://x'],
    [[], `expected a contract or --url, got none: ${nothing}`],
    [['--start'], `expected a contract that says how to start the service, got none: ${nothing}`],
    [['--nonsense'], "unknown option '--nonsense'"],
  ];
  for (const [argv, said] of wrong) {
    const { exitCode, errors } = await check(withoutContract, argv);
    t.deepEqual([exitCode, errors], [2, `error: ${said}\n`]);
  }
  const folder = folderWith('contract: { name: a, version: 1.0.0 }');
  const unreachable = await check(folder, []);
  t.is(unreachable.exitCode, 2);
  t.regex(unreachable.errors, /expected --url, or start or url in mapswell\.contract\.yaml/);
  const both = await check(folder, ['--start', '--url', 'http://x']);
  t.is(both.exitCode, 2);
});

test('A service is ended by the shell that waits, when the check itself is killed', async (t) => {
  const folder = folderWith(
    serveContract(
      "start: { command: 'echo $$ > service; exec sleep 60', ready: { path: /, within: 1min } }",
    ),
  );
  const script = `${process.execPath} ${cliMain} contract check --start & pid=$!; while [ ! -s service ]; do sleep 0.05; done; kill -KILL $pid`;
  execFileSync('/bin/sh', ['-c', script], { cwd: folder, stdio: 'ignore' });
  t.true(await allGone(pidsIn(folder, 'service')));
});
