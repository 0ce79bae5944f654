import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import test from 'ava';
import { serveMap } from '../../../support/serve-map.ts';

async function open(url: string): Promise<IncomingMessage> {
  const request = get(`${url}/debug/mapsize/events`);
  request.on('error', () => undefined);
  const [response]: unknown[] = await once(request, 'response');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the event hands over
  return response as IncomingMessage;
}

test('Growths are sent to who listens as CloudEvents, each once, with its number', async (t) => {
  const { url, map } = await serveMap(t);
  for (let key = 0; key < 9; key++) map.set(key, key);
  const response = await open(url);
  t.is(response.headers['content-type'], 'application/x-ndjson');
  for (let key = 9; key < 27; key++) map.set(key, key);
  let text = '';
  while (text.split('\n').length < 3) {
    const [chunk]: unknown[] = await once(response, 'data');
    text += String(chunk);
  }
  const events: readonly Record<string, unknown>[] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const known = map.growths(2);
  // The doubling to 2 buckets was before; those to 4 and 8 come.
  t.deepEqual(
    events,
    known.map((growth, index) => ({
      specversion: '1.0',
      id: String(index + 2),
      source: '/mapswell/serve',
      type: 'mapswell.map.growth.v1',
      subject: 'sessions',
      time: new Date(growth.startedAtMs).toISOString(),
      datacontenttype: 'application/json',
      data: JSON.parse(JSON.stringify(growth)),
    })),
  );
  t.deepEqual(
    known.map(({ entries, toBuckets }) => [entries, toBuckets]),
    [
      [14, 4],
      [27, 8],
    ],
  );
  response.destroy();
});

test('Nine listeners are one too many, and a service with listeners ends', async (t) => {
  const service = await serveMap(t);
  const responses = [];
  for (let i = 0; i < 9; i++) responses.push(await open(service.url));
  t.deepEqual(
    responses.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200, 200, 200, 200, 200, 503],
  );
  for (const response of responses) response.on('error', () => undefined).resume();
  await service.stop();
  await t.throwsAsync(fetch(`${service.url}/healthz`));
});
