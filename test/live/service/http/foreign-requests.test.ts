import { request } from 'node:http';
import test from 'ava';
import { RequestGate } from '../../../../src/live/service/http/request-gate.ts';
import { startMapService } from '../../../../src/live/service/start-map-service.ts';
import { serveMap, serviceOptions } from '../../../support/serve-map.ts';

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends headers as they are, which `fetch` does not. */
function send(
  url: string,
  { method = 'GET', headers = {}, body }: Sent,
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve([response.statusCode ?? 0, text]));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('On the loopback a Host that is not of this machine is answered with 421', async (t) => {
  const { url } = await serveMap(t);
  const port = new URL(url).port;
  const status = async (host: string): Promise<number> =>
    (await send(`${url}/healthz`, { headers: { host } }))[0];
  for (const host of [`127.0.0.1:${port}`, 'localhost', 'LOCALHOST.:1', '[::1]:80', '127.1.2.3'])
    t.is(await status(host), 200, host);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.1',
    '[fe80::1]',
    'user@localhost',
    'localhost:80:80',
  ])
    t.is(await status(host), 421, host);
  const gate = new RequestGate({ isLoopback: true, allowHosts: [] });
  t.is(gate.refusalOf({ headers: { host: '' } })?.status, 421);
  const [, body] = await send(`${url}/healthz`, { headers: { host: 'evil.example' } });
  t.is(
    JSON.parse(body).error,
    "expected the Host to be one of this machine or named by --allow-host, got 'evil.example'",
  );
});

test('Names that were allowed are taken on any port, and no others', async (t) => {
  const { url } = await serveMap(t, { allowHosts: ['maps.example'] });
  const status = async (host: string): Promise<number> =>
    (await send(`${url}/healthz`, { headers: { host } }))[0];
  t.deepEqual(
    [await status('Maps.Example:8080'), await status('x.maps.example'), await status('localhost')],
    [200, 421, 200],
  );
  const open = await serveMap(t, { allowHosts: ['*'] });
  t.is((await send(`${open.url}/healthz`, { headers: { host: 'any.example' } }))[0], 200);
});

test('A request of another site or another origin is answered with 403, whatever it asks for', async (t) => {
  const { url, map } = await serveMap(t);
  const { host } = new URL(url);
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const write = { method: 'POST', body: '{"key":1,"value":1}' };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.example' },
    { origin: `http://localhost:1` },
    { origin: 'null' },
    { origin: `https://evil.example:443`, 'sec-fetch-site': 'same-origin' },
  ]) {
    t.is((await send(`${url}/metrics`, { headers }))[0], 403, JSON.stringify(headers));
    const sent = { ...write, headers: { ...ndjson, ...headers } };
    t.is((await send(`${url}/map`, sent))[0], 403, JSON.stringify(headers));
  }
  t.is(map.writes, 0);
  for (const headers of [
    { 'sec-fetch-site': 'same-origin', origin: `http://${host}` },
    { 'sec-fetch-site': 'none' },
    { origin: `https://${host}` },
  ])
    t.is((await send(`${url}/map`, { ...write, headers: { ...ndjson, ...headers } }))[0], 200);
});

test('A write needs the content type that a form of another site cannot send', async (t) => {
  const { url, map } = await serveMap(t);
  const line = '{"key":1,"value":1}';
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/x',
  ]) {
    const headers = type === undefined ? {} : { 'content-type': type };
    const [status, body] = await send(`${url}/map`, { method: 'POST', headers, body: line });
    t.is(status, 415, type);
    t.is(
      JSON.parse(body).error,
      `expected the content type application/x-ndjson or application/json, got ${type ?? 'none'}`,
    );
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  t.is((await send(`${url}/map/1`, { method: 'PUT', headers: form, body: '1' }))[0], 415);
  t.is((await send(`${url}/map/1`, { method: 'PUT', body: '1' }))[0], 415);
  t.is(map.stats().entries, 0);
  const upper = { 'content-type': 'Text/Plain; charset=utf-8' };
  t.is((await send(`${url}/map/1`, { method: 'PUT', headers: upper, body: '1' }))[0], 201);
});

test('An address that other machines can reach is listened on only if that was allowed', async (t) => {
  for (const host of ['0.0.0.0', '::'])
    await t.throwsAsync(startMapService({ ...serviceOptions, host }), {
      message: `expected --host to be an address of the loopback, such as 127.0.0.1, or --allow-remote beside it, got ${host}`,
    });
  for (const host of ['localhost', '127.0.0.2', '::1'])
    t.true((await serveMap(t, { host })).isLoopback, host);
});
