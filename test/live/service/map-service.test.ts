import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'ava';
import { exportMap } from '../../../src/live/service/export-map.ts';
import { MetricsMoment } from '../../../src/live/service/exporter/metrics-moment.ts';
import { type MapSize, mapSize } from '../../../src/live/service/size/map-size.ts';
import type { WindowSecond } from '../../../src/live/service/size/map-window.ts';
import { type MapService, startMapService } from '../../../src/live/service/start-map-service.ts';
import { serveMap, serviceOptions } from '../../support/serve-map.ts';

async function send(
  url: string,
  method: string,
  body?: string,
): Promise<{ status: number; body: string; allow: string | null }> {
  const type = { 'content-type': method === 'POST' ? 'application/x-ndjson' : 'text/plain' };
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body, headers: type }),
  });
  const { status, headers } = response;
  return { status, body: await response.text(), allow: headers.get('allow') };
}

const errorOf = (body: string): string => JSON.parse(body).error;

test('An entry is written, read, replaced and removed', async (t) => {
  const { url } = await serveMap(t);
  t.is((await send(`${url}/map/-7`, 'PUT', '9223372036854775807')).status, 201);
  t.is((await send(`${url}/map/-7`, 'GET')).body, '9223372036854775807');
  t.is((await send(`${url}/map/-7`, 'PUT', '-1')).status, 204);
  t.is((await send(`${url}/map/-7?x=y`, 'GET')).body, '-1');
  t.is((await send(`${url}/map/-7`, 'DELETE')).status, 204);
  t.is((await send(`${url}/map/-7`, 'GET')).status, 404);
  t.is((await send(`${url}/map/-7`, 'DELETE')).status, 404);
});

test('Keys are percent-encoded, and values may be any text', async (t) => {
  const { url } = await serveMap(t, { key: 'string', value: 'string' });
  const key = 'a/b c?ü%';
  await send(`${url}/map/${encodeURIComponent(key)}`, 'PUT', 'größer\n');
  const found = await send(`${url}/map/a%2Fb%20c%3F%C3%BC%25`, 'GET');
  t.deepEqual({ ...found, allow: null }, { status: 200, body: 'größer\n', allow: null });
});

test('What is wrong with a request is said, and nothing is written', async (t) => {
  const limits = { maxKeyBytes: 20, maxValueBytes: 8, maxBatchBytes: 100 };
  const { url, map } = await serveMap(t, { limits });
  const cases = [
    ['GET', '/map/x', 400, "expected a whole number in decimal for Go's int64, got 'x'"],
    ['GET', '/map/%zz', 400, "expected a key in percent-encoding, got '%zz'"],
    ['PUT', '/map/9223372036854775808123', 414, 'expected a key of at most 20 bytes'],
    [
      'PUT',
      '/map/18446744073709551616',
      400,
      'expected a bigint or a safe integer of 64 bits',
      '1',
    ],
    ['PUT', '/map/1', 400, "expected a whole number in decimal for Go's int64, got 'one'", 'one'],
    ['PUT', '/map/1', 413, 'expected a value of at most 8 bytes', '123456789'],
    ['POST', '/map', 413, 'expected a batch of at most 100 bytes', ' '.repeat(101)],
    ['GET', '/nowhere', 404, 'no such path'],
    ['POST', '/map/1', 405, 'expected the method GET, PUT, DELETE', '1'],
    ['GET', '/map', 405, 'expected the method POST'],
    ['PUT', '/metrics', 405, 'expected the method GET, HEAD', ''],
  ] as const;
  for (const [method, path, status, error, body] of cases) {
    const answer = await send(url + path, method, body);
    t.is(answer.status, status, `${method} ${path}`);
    t.true(errorOf(answer.body).startsWith(error), answer.body);
    if (status === 405) t.is(answer.allow, error.slice('expected the method '.length));
  }
  t.is(map.stats().entries, 0);
  t.is((await send(`${url}/map/1`, 'PUT', '2')).status, 201);
});

test('A body that grows beyond its limit without saying so is refused', async (t) => {
  const { url } = await serveMap(t, { limits: { maxValueBytes: 8 } });
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    'PUT /map/1 HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  socket.write('4\r\n1234\r\n6\r\n567890\r\n');
  const [answer] = await once(socket, 'data');
  t.regex(String(answer), /^HTTP\/1\.1 413 /);
  socket.destroy();
});

test('A full map answers 507 with the reason, keeps what it has and stays up', async (t) => {
  const { url, map } = await serveMap(t, { limitBytes: 64 * 1024 });
  let entries = 1600;
  for (let key = 0; key < entries; key++) map.set(key, key);
  let refused = await send(`${url}/map/${entries}`, 'PUT', String(entries));
  while (refused.status === 201) {
    entries++;
    refused = await send(`${url}/map/${entries}`, 'PUT', String(entries));
  }
  // 256 buckets of 144 bytes and 16 spare ones hold 1664; 512 more do not fit beside them.
  t.is(entries, 1664);
  t.is(refused.status, 507);
  const reason = JSON.parse(refused.body);
  t.is(reason.purpose, 'the new table of a growth');
  t.is(reason.entries, 1664);
  t.regex(reason.error, /^out of memory at insert 1665 /);
  t.is((await send(`${url}/map/1663`, 'GET')).body, '1663');
  t.is((await send(`${url}/map/1663`, 'PUT', '5')).status, 204);
  t.is(map.stats().entries, 1664);
  t.is((await send(`${url}/healthz`, 'GET')).status, 200);
});

test('A batch is performed line by line, and the lines that fail are named', async (t) => {
  const { url, map } = await serveMap(t);
  const lines = [
    '{"key":1,"value":10}',
    '{"key":"9007199254740993","value":"-5"}',
    '{"key":9007199254740993,"value":1}',
    'nonsense',
    '',
    '{"key":1,"delete":true}',
    '{"key":2,"valeu":1}',
    '{"key":3,"value":[]}',
    '[1,2]',
  ];
  const answer = await send(`${url}/map`, 'POST', lines.join('\n'));
  t.is(answer.status, 207);
  t.deepEqual(
    answer.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { line: 3, status: 400, error: 'expected key beyond 2^53 to be a string of digits' },
      { line: 4, status: 400, error: 'expected a line of JSON' },
      { line: 7, status: 400, error: 'expected the fields key, value and delete, got valeu' },
      { line: 8, status: 400, error: 'expected value to be a string or a number' },
      { line: 9, status: 400, error: 'expected a JSON object' },
      { done: 3, failed: 5, notListed: 0 },
    ],
  );
  t.is(map.get(9007199254740993n), -5n);
  t.is(map.stats().entries, 1);
});

test('A batch that fills the map up reports the lines that no longer fitted, a thousand of them', async (t) => {
  const { url } = await serveMap(t, { limitBytes: 64 * 1024 });
  const lines = Array.from({ length: 3000 }, (_, key) => `{"key":${key},"value":1}`);
  const answer = await send(`${url}/map`, 'POST', lines.join('\n'));
  const said = answer.body.trim().split('\n');
  t.is(answer.status, 207);
  t.is(JSON.parse(said[0] ?? '').line, 1665);
  t.is(JSON.parse(said[0] ?? '').status, 507);
  t.deepEqual(JSON.parse(said.at(-1) ?? ''), { done: 1664, failed: 1336, notListed: 336 });
});

const samples = (page: string): string[] => page.split('\n').filter((line) => /^\w/.test(line));

test('The metrics have the names of the design, in both formats', async (t) => {
  const { url, map } = await serveMap(t);
  const lines = Array.from({ length: 30 }, (_, key) => `{"key":${key},"value":1}`);
  await send(`${url}/map`, 'POST', lines.join('\n'));
  await send(`${url}/map/3`, 'GET');
  const text = await fetch(`${url}/metrics`);
  t.is(text.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const { collisions } = await fetchMapSize(url);
  const started = performance.timeOrigin / 1000;
  const page = samples(await text.text());
  t.deepEqual(page, [
    'mapswell_map_entries{map="sessions"} 30',
    'mapswell_map_capacity_entries{map="sessions"} 52',
    'mapswell_map_load_factor{map="sessions"} 0.46875',
    'mapswell_map_buckets{map="sessions"} 8',
    'mapswell_map_overflow_buckets{map="sessions"} 0',
    'mapswell_map_bytes{map="sessions",generation="current"} 1200',
    'mapswell_map_bytes{map="sessions",generation="old"} 0',
    'mapswell_map_growth_threshold_entries{map="sessions"} 53',
    'mapswell_map_growing{map="sessions"} 0',
    'mapswell_map_growths_total{map="sessions",kind="double"} 3',
    'mapswell_map_growths_total{map="sessions",kind="same-size"} 0',
    'mapswell_map_refused_writes_total{map="sessions",reason="out-of-memory"} 0',
    'mapswell_map_refused_writes_total{map="sessions",reason="map-full"} 0',
    `mapswell_map_collisions_total{map="sessions"} ${collisions}`,
    'mapswell_map_writes_total{map="sessions"} 30',
    'mapswell_map_lookups_total{map="sessions"} 1',
    `process_start_time_seconds ${started}`,
  ]);
  const open = await fetch(`${url}/metrics`, {
    headers: { accept: 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5' },
  });
  t.is(
    open.headers.get('content-type'),
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  );
  const openPage = await open.text();
  const [growth] = map.growths(1);
  const exemplar = ` # {shard="0",entries="27",from_buckets="4",to_buckets="8"} 1 ${(growth?.startedAtMs ?? 0) / 1000}`;
  t.deepEqual(
    samples(openPage).filter((line) => !line.includes('_created{')),
    page.map((line) => (line.endsWith('kind="double"} 3') ? line + exemplar : line)),
  );
  t.true(openPage.endsWith('# EOF\n'));
  t.true(
    openPage.includes(
      '# HELP mapswell_map_writes Entries written and deletes performed\n# TYPE mapswell_map_writes counter\n',
    ),
  );
  t.true(openPage.includes('# UNIT mapswell_map_bytes bytes\n'));
  t.true(
    openPage.includes(`mapswell_map_writes_created{map="sessions"} ${map.createdAtMs / 1000}\n`),
  );
});

test('Writes that a full map refuses are counted, and its limit is there', async (t) => {
  const { url } = await serveMap(t, { limitBytes: 64 * 1024 });
  const lines = Array.from({ length: 1700 }, (_, key) => `{"key":${key},"value":1}`);
  await send(`${url}/map`, 'POST', lines.join('\n'));
  const page = await (await fetch(`${url}/metrics`)).text();
  // 1664 entries fit, as in the test of the answer 507.
  for (const line of [
    'mapswell_map_refused_writes_total{map="sessions",reason="out-of-memory"} 36',
    'mapswell_map_refused_writes_total{map="sessions",reason="map-full"} 0',
    'mapswell_map_limit_bytes{map="sessions"} 65536',
    'mapswell_map_entries{map="sessions"} 1664',
    'mapswell_map_writes_total{map="sessions"} 1664',
  ])
    t.true(page.includes(`${line}\n`), line);
  t.deepEqual((await fetchMapSize(url)).refusedWrites, { 'out-of-memory': 36, 'map-full': 0 });
});

async function fetchMapSize(url: string): Promise<MapSize> {
  return JSON.parse((await send(`${url}/debug/mapsize`, 'GET')).body);
}

test('The size of the map tells the growths behind and ahead', async (t) => {
  const { url } = await serveMap(t, { limitBytes: 2600 });
  const before = performance.timeOrigin + performance.now();
  for (let key = 0; key < 27; key++) await send(`${url}/map/${key}`, 'PUT', '1');
  const size = await fetchMapSize(url);
  t.like(size, {
    map: 'sessions',
    model: 'go1.22',
    size: 27,
    capacity: 52,
    buckets: 8,
    limitBytes: 2600,
    growthsByKind: { double: 3 },
    writes: 27,
    growthEventsDropped: 0,
  });
  t.is(size.bytes.current + size.bytes.old + 48, size.bytes.held);
  t.like(size.nextGrowth, { kind: 'double', entries: 53, entriesLeft: 26, toBuckets: 16 });
  t.false(size.nextGrowth?.fits);
  t.deepEqual(
    size.growthEvents.map(({ kind, operation, toBuckets }) => [kind, operation, toBuckets]),
    [
      ['double', 9, 2],
      ['double', 14, 4],
      ['double', 27, 8],
    ],
  );
  const times = size.growthEvents.map(({ startedAtMs }) => startedAtMs);
  t.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  t.true((times[0] ?? 0) >= before);
  const window: WindowSecond[] = JSON.parse(
    (await send(`${url}/debug/mapsize/window`, 'GET')).body,
  );
  t.is(
    window.reduce((sum, { writes }) => sum + writes, 0),
    27,
  );
  t.is(window[0]?.loadFactor, size.loadFactor);
});

test('The size of the map lists as many growths as are asked for', async (t) => {
  const { url, map } = await serveMap(t);
  for (let key = 0n; key < 27n; key++) map.set(key, key);
  const listed = async (query: string): Promise<number> => {
    const size: MapSize = JSON.parse((await send(`${url}/debug/mapsize${query}`, 'GET')).body);
    return size.growthEvents.length;
  };
  t.deepEqual(
    [await listed('?growths=0'), await listed('?growths=2'), await listed('')],
    [0, 2, 3],
  );
  for (const growths of ['129', '-1', '', '1.5', 'x']) {
    const answer = await send(`${url}/debug/mapsize?growths=${growths}`, 'GET');
    t.is(answer.status, 400);
    t.is(
      errorOf(answer.body),
      `expected growths to be a whole number from 0 to 128, got '${growths}'`,
    );
  }
});

test('Debug pages have a port of their own, or none', async (t) => {
  const own = await serveMap(t, { debug: { port: 0 } });
  t.not(own.debugUrl, own.url);
  t.is((await send(`${own.debugUrl}/debug/mapsize`, 'GET')).status, 200);
  t.is((await send(`${own.debugUrl}/map/1`, 'PUT', '1')).status, 404);
  t.is((await send(`${own.url}/debug/mapsize`, 'GET')).status, 404);
  const off = await serveMap(t, { debug: 'off' });
  t.is(off.debugUrl, null);
  t.is((await send(`${off.url}/debug/mapsize/window`, 'GET')).status, 404);
  t.is((await send(`${off.url}/metrics`, 'GET')).status, 200);
});

test('A client that never ends its headers is told that it is too slow', async (t) => {
  const { url } = await serveMap(t, { limits: { headersTimeoutMs: 50 } });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /healthz HTTP/1.1\r\n');
  const [answer] = await once(socket, 'data');
  t.regex(String(answer), /^HTTP\/1\.1 408 /);
  socket.destroy();
});

test('A port that is taken and a map that cannot be are refused', async (t) => {
  const { url } = await serveMap(t);
  const port = Number(new URL(url).port);
  await t.throwsAsync(startMapService({ ...serviceOptions, port }), {
    message: new RegExp(`^expected 127\\.0\\.0\\.1 port ${port} to be free to listen on`),
  });
  await t.throwsAsync(startMapService({ ...serviceOptions, key: 'func()' }), {
    name: 'SandboxError',
  });
});

const last = (service: MapService): unknown => service.map.growths(1)[0]?.writesToFinish;

test('A counter is never lower in one format than it was in the other before, however often both are read', async (t) => {
  const { map, url } = await serveMap(t);
  const writes = async (accept: string): Promise<number> => {
    const body = await (await fetch(`${url}/metrics`, { headers: { accept } })).text();
    return Number(/^mapswell_map_writes_total\{[^}]*\} (\d+)/m.exec(body)?.[1]);
  };
  const openMetrics = 'application/openmetrics-text';
  t.is(await writes(openMetrics), 0);
  map.set(1n, 1n);
  // More pages than are made in a tenth of a second: from then on the last one is kept for a moment.
  for (let page = 0; page < 12; page++) t.is(await writes('text/plain'), 1);
  t.is(await writes(openMetrics), 1);
});

test('Scrapes during a growth move nothing: it takes the same writes with and without them', async (t) => {
  const scraped = await serveMap(t);
  const unread = await serveMap(t);
  // 6656 entries fill 1024 buckets; the next one starts a growth.
  for (const { map } of [scraped, unread])
    for (let key = 0n; key <= 6656n; key++) map.set(key, key);
  t.true(scraped.map.stats().isGrowing);
  const midway: number[] = [];
  for (let key = 6657n; unread.map.stats().isGrowing; key++) {
    unread.map.set(key, key);
    scraped.map.set(key, key);
    const before = scraped.map.stats();
    new MetricsMoment([exportMap(scraped.map)], 0).page('openmetrics');
    mapSize(scraped.map);
    scraped.map.window();
    if (key % 100n === 0n) await send(`${scraped.url}/metrics`, 'GET');
    t.deepEqual(scraped.map.stats(), before);
    midway.push(before.bytesOld);
  }
  // A write moves two of the 1024 old buckets at most, whoever reads meanwhile.
  t.true(midway.length >= 511);
  t.true(midway.slice(0, -1).every((bytes) => bytes > 0));
  t.is(last(scraped), last(unread));
  t.deepEqual({ ...scraped.map.stats() }, { ...unread.map.stats() });
});

test('Collisions count the inserts that went behind a full group', async (t) => {
  const { map } = await serveMap(t, { map: 'go1.26', hint: 800 });
  for (let key = 0n; key < 800n; key++) map.set(key, key);
  // 1024 slots in 128 groups of eight: 800 entries thrown at random overfill some of the groups.
  t.deepEqual(map.stats().growthsByKind, {});
  t.true(map.collisions > 0 && map.collisions < 200);
  const { collisions } = map;
  for (let key = 0n; key < 800n; key++) map.set(key, 0n);
  t.is(map.collisions, collisions);
});

test('A map of eight entries has no collision', async (t) => {
  const { map } = await serveMap(t, { map: 'go1.26' });
  for (let key = 0n; key < 8n; key++) map.set(key, key);
  t.is(map.collisions, 0);
});

test('Collisions count the inserts that went into an overflow bucket', async (t) => {
  const { map } = await serveMap(t, { hint: 1000 });
  for (let key = 0n; key < 1500n; key++) map.set(key, key);
  const { collisions } = map;
  const { overflowBuckets, growthsByKind } = map.stats();
  // Without a growth every overflow bucket begins with one collision, and holds eight at most.
  t.deepEqual(growthsByKind, {});
  t.true(collisions >= overflowBuckets && collisions <= 8 * overflowBuckets);
  t.true(overflowBuckets > 0);
  for (let key = 0n; key < 1500n; key++) map.set(key, 0n);
  t.is(map.collisions, collisions);
});

test('a Swiss map shows every kind of its growths from the first scrape on', async (t) => {
  const { url } = await serveMap(t, { map: 'go1.24' });
  const page = await (await fetch(`${url}/metrics`)).text();
  const series = page.matchAll(
    /^mapswell_map_growths_total\{map="sessions",kind="([^"]+)"\} 0$/gmu,
  );
  t.deepEqual(
    [...series].map(([, kind]) => kind),
    ['table-growth', 'split', 'directory-doubling', 'prune'],
  );
});
