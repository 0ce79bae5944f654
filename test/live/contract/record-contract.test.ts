import { createServer, type RequestListener } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { ServiceClient } from '../../../src/live/contract/check/service-client.ts';
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
