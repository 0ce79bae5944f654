import { createServer, type RequestListener } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { ServiceClient } from '../../../src/live/contract/check/service-client.ts';
import { checkContract } from '../../../src/live/contract/check-contract.ts';
import { parseContract } from '../../../src/live/contract/document/contract-file.ts';
import { resolveContract } from '../../../src/live/contract/document/resolve-contract.ts';
import { serveContract } from './contract-text.ts';
import { recordContract } from '../../../src/live/contract/record/record-contract.ts';
import { serveMap } from '../../support/serve-map.ts';

const formats = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

async function serving(t: ExecutionContext, answer: RequestListener): Promise<ServiceClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  return new ServiceClient(`http://127.0.0.1:${address.port}/`, new AbortController().signal);
}

const options = { name: 'shop', metricsPath: '/metrics' };

test('metrics of a service that knows nothing of maps are recorded with types, labels and units', async (t) => {
  const text = [
    '# TYPE go_goroutines gauge',
    'go_goroutines 7',
    '# TYPE orders_total counter',
    'orders_total{shop="a"} 3',
    '# TYPE wait_seconds histogram',
    'wait_seconds_bucket{shop="a",le="+Inf"} 1',
    'wait_seconds_sum{shop="a"} 1',
    'wait_seconds_count{shop="a"} 1',
    '# TYPE sometimes gauge',
    '',
  ].join('\n');
  const open = [
    '# TYPE orders counter',
    'orders_total{shop="a"} 3',
    '# TYPE wait_seconds histogram',
    '# UNIT wait_seconds seconds',
    'wait_seconds_bucket{shop="a",le="+Inf"} 1',
    'wait_seconds_sum{shop="a"} 1',
    'wait_seconds_count{shop="a"} 1',
    '# EOF',
    '',
  ].join('\n');
  const client = await serving(t, ({ headers }, response) => {
    const isOpen = (headers.accept ?? '').includes('openmetrics');
    response.setHeader('content-type', isOpen ? formats.openMetrics : formats.text);
    response.end(isOpen ? open : text);
  });
  const recorded = await recordContract(client, options);
  t.deepEqual(parse(recorded), {
    contract: { name: 'shop', version: '0.1.0' },
    metrics: {
      path: '/metrics',
      formats: ['text', 'openmetrics'],
      require: [
        { name: 'orders_total', type: 'counter', labels: ['shop'] },
        { name: 'wait_seconds', type: 'histogram', labels: ['shop'], unit: 'seconds' },
        { name: 'sometimes', type: 'gauge', optional: true },
      ],
    },
  });
  t.true(recorded.includes('# How a new key is written'));
});

test('a service that speaks OpenMetrics alone has counters by their whole names', async (t) => {
  const client = await serving(t, (_, response) => {
    response.setHeader('content-type', formats.openMetrics);
    response.end(
      '# TYPE orders counter\norders_total 3\n# TYPE mode stateset\nmode{mode="on"} 1\n# EOF\n',
    );
  });
  t.deepEqual(parse(await recordContract(client, options)).metrics, {
    path: '/metrics',
    formats: ['openmetrics'],
    require: [
      { name: 'orders_total', type: 'counter' },
      { name: 'mode', type: 'stateset' },
    ],
  });
});

test('a service of mapswell keeps the preset, and is driven where its debug page is there', async (t) => {
  const { url } = await serveMap(t);
  const signal = new AbortController().signal;
  const driven = parse(await recordContract(new ServiceClient(url, signal), options));
  t.is(driven.extends, 'mapswell/map@1');
  t.truthy(driven.drive);
  t.is(driven.metrics.require, undefined);
  const closed = await serveMap(t, { debug: 'off' });
  const silent = parse(await recordContract(new ServiceClient(closed.url, signal), options));
  t.is(silent.debug, null);
  t.is(silent.events, null);
  t.is(silent.drive, undefined);
});

test('what is recorded of a map that announces no insert, or has no growths, is kept at once', async (t) => {
  const signal = new AbortController().signal;
  for (const [overrides, entries, drive] of [
    // The doublings of an old sync.Map are not announced.
    [{ guard: 'sync.Map' }, 0, { growths: undefined, hasForecast: false }],
    // The new one is a trie.
    [{ guard: 'sync.Map', map: 'go1.24' }, 0, { growths: 0, hasForecast: false }],
    // Tables split one by one at a moment that is a mean.
    [{ map: 'go1.24' }, 5000, { growths: undefined, hasForecast: false }],
    [{ map: 'go1.24' }, 0, { growths: undefined, hasForecast: true }],
  ] as const) {
    const service = await serveMap(t, overrides);
    for (let key = 1; key <= entries; key++) service.map.set(BigInt(-key), BigInt(key));
    const client = new ServiceClient(service.url, signal);
    const text = await recordContract(client, options);
    const recorded = parse(text);
    const { growths, expect } = recorded.drive;
    t.deepEqual({ growths, hasForecast: expect === undefined }, drive);
    t.is(recorded.events, growths === 0 ? null : undefined);
    const contract = resolveContract(parseContract(text, 'mapswell.contract.yaml'), () => '');
    const checked = await checkContract(contract, {
      client,
      isFresh: true,
      fileOf: (path) => path,
    });
    t.deepEqual(
      checked.rules.filter(({ outcome }) => outcome !== 'holds'),
      [],
    );
    t.is(checked.driven?.writes === 64 && checked.driven.growths === 0, growths === 0);
  }
});

test('a map that is to have no growths and grows breaks its contract', async (t) => {
  const { url } = await serveMap(t);
  const text = serveContract('  expect: [entries]').replace('growths: 2', 'growths: 0');
  const contract = resolveContract(parseContract(text, 'mapswell.contract.yaml'), () => '');
  const client = new ServiceClient(url, new AbortController().signal);
  const { rules } = await checkContract(contract, {
    client,
    isFresh: true,
    fileOf: (path) => path,
  });
  // 64 entries are doublings at inserts 9, 14, 27 and 53.
  t.deepEqual(
    rules
      .filter(({ outcome }) => outcome !== 'holds')
      .map(({ rule, messages }) => [rule, messages]),
    [['no-growth', ['expected no growth in 64 writes, got 4']]],
  );
});

test('a page that cannot be read is not recorded, with the reason', async (t) => {
  const refused = async (status: number, type: string, body: string): Promise<string> => {
    const client = await serving(t, (_, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body);
    });
    const error = await t.throwsAsync(recordContract(client, options));
    return error.message.replace(/http:\S+\/metrics/, 'URL');
  };
  t.is(
    await refused(404, formats.text, ''),
    'cannot record: expected the answer 200 from URL, got 404',
  );
  t.regex(
    await refused(200, 'text/html', ''),
    /^cannot record: expected a content type of Prometheus or OpenMetrics from URL, got 'text\/html'$/,
  );
  t.regex(await refused(200, formats.text, 'a{ 1\n'), /^cannot record: text: /);
});
