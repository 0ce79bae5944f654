import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../../src/cli/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { serveMap } from '../../support/serve-map.ts';

interface Ended {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

async function check(url: string, ...more: readonly string[]): Promise<Ended> {
  const io = fakeIo(['contract', 'check', '--url', url, ...more]);
  return { exitCode: await runCli(io), output: io.output, errors: io.errors };
}

type Break = (page: string, isOpen: boolean, scrape: number) => string;

/** A service whose pages are those of another one, with something broken. */
async function sabotage(
  t: ExecutionContext,
  upstream: string,
  change: Break,
  contentType?: string,
): Promise<string> {
  let scrapes = 0;
  const answer = async ({ headers }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const from = await fetch(`${upstream}/metrics`, { headers: { accept: headers.accept ?? '' } });
    const type = from.headers.get('content-type') ?? '';
    response.setHeader('content-type', contentType ?? type);
    response.end(change(await from.text(), type.includes('openmetrics'), ++scrapes));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('A service of every kind of guard keeps what its metrics promise', async (t) => {
  for (const guard of ['none', 'mutex', 'sharded:4', 'sync.Map'] as const) {
    const { url, map } = await serveMap(t, { guard, limitBytes: 2 ** 20 });
    for (let key = 0; key < 100; key++) map.set(key, key);
    const { exitCode, output } = await check(`${url}/metrics`);
    t.deepEqual([exitCode, output], [0, `${url}/metrics: holds\n`]);
  }
});

const broken: readonly (readonly [rule: string, said: RegExp, change: Break, type?: string])[] = [
  [
    'exposition',
    /text: line \d+, column \d+: expected a number/,
    (page) => page.replace(/(load_factor\S+) (\S+)/, '$1 $2%'),
  ],
  [
    'exposition',
    /openmetrics: line \d+, column 1: expected # EOF/,
    (page) => page.replace('# EOF\n', ''),
  ],
  [
    'exposition',
    /openmetrics: .* to end in its unit/,
    (page) => page.replace(/(# UNIT \S+) bytes/, '$1 octets'),
  ],
  [
    'help',
    /HELP of mapswell_map_entries, got none/,
    (page) => page.replace(/# HELP mapswell_map_entries .*\n/, ''),
  ],
  [
    'type',
    /TYPE of mapswell_map_growing, got none/,
    (page) => page.replace(/# TYPE mapswell_map_growing .*\n/, ''),
  ],
  [
    'duplicate-series',
    /mapswell_map_entries\S+ once, got it again/,
    (page) => page.replace(/^mapswell_map_entries\{.*\n/m, '$&$&'),
  ],
  [
    'cardinality',
    /at most 1000 series of mapswell_map_growing, got 1002/,
    (page) =>
      page.replace(
        /^mapswell_map_growing\{.*\n/m,
        (line) =>
          line +
          Array.from({ length: 1001 }, (_, i) => `mapswell_map_growing{key="${i}"} 1\n`).join(''),
      ),
  ],
  [
    'formats-agree',
    /mapswell_map_buckets\S+ \(gauge\) in OpenMetrics as well/,
    (page, isOpen) => (isOpen ? page.replace(/^mapswell_map_buckets\{.*\n/m, '') : page),
  ],
  [
    'formats-agree',
    /mapswell_map_writes_total/,
    (page, isOpen) =>
      isOpen
        ? page
        : page.replace(
            '# TYPE mapswell_map_writes_total counter',
            '# TYPE mapswell_map_writes_total gauge',
          ),
  ],
  [
    'counter-falls',
    /mapswell_map_writes_total\S+ never to fall, got 0 after 30/,
    (page, _isOpen, scrape) =>
      scrape === 3 ? page.replace(/(mapswell_map_writes_total\S+) \d+/, '$1 0') : page,
  ],
  [
    'content-type',
    /expected a content type of Prometheus or OpenMetrics/,
    (page) => page,
    'text/html',
  ],
];

test('Each thing that is broken in a service is found, by the rule that names it', async (t) => {
  const { url, map } = await serveMap(t);
  for (let key = 0; key < 30; key++) map.set(key, key);
  for (const [rule, said, change, type] of broken) {
    const { exitCode, output } = await check(await sabotage(t, url, change, type));
    t.is(exitCode, 1, output);
    const lines = output.split('\n').filter((line) => line.startsWith(`${rule}: `));
    t.true(
      lines.some((line) => said.test(line)),
      `${rule}: ${output}`,
    );
  }
});

test('A service without OpenMetrics is judged by what it has, and that is said', async (t) => {
  const { url } = await serveMap(t);
  const text = await (await fetch(`${url}/metrics`)).text();
  const plain = await sabotage(t, url, () => text, 'text/plain; version=0.0.4');
  const { exitCode, output } = await check(plain);
  t.is(exitCode, 0);
  t.is(
    output,
    `not judged: OpenMetrics, and whether both formats agree: the service does not have it\n${plain}: holds\n`,
  );
});

test('A service that is not there could not be judged, and nonsense is refused', async (t) => {
  const gone = await check('http://127.0.0.1:1/metrics');
  t.is(gone.exitCode, 3);
  t.regex(gone.errors, /^error: cannot judge http:\/\/127\.0\.0\.1:1\/metrics: .+\n$/);
  const bad = await check('ftp://x');
  t.deepEqual(
    [bad.exitCode, bad.errors],
    [2, 'error: expected --url to be an address with http or https, got ftp://x\n'],
  );
  t.is((await check('http://127.0.0.1:1', '--nonsense')).exitCode, 2);
});

test('JSON has the findings with their rules', async (t) => {
  const { url } = await serveMap(t);
  const { exitCode, output } = await check(`${url}/metrics`, '--json');
  t.is(exitCode, 0);
  t.deepEqual(JSON.parse(output), { url: `${url}/metrics`, findings: [], notJudged: [] });
});
