import { createServer } from 'node:http';
import { once } from 'node:events';
import process from 'node:process';
import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { latencyQuantile, mergeLatency } from '../../../src/lab/record/figures/latency-quantile.ts';
import { measurementSchema } from '../../../src/lab/record/schema/timed-schema.ts';
import type { HttpJob } from '../../../src/lab/subjects/http/http-job.ts';
import { HttpRecorder } from '../../../src/lab/subjects/http/http-recorder.ts';
import { loadService } from '../../../src/lab/subjects/http/load-service.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';
import { serveMap } from '../../support/serve-map.ts';

function jobFor(url: string, cell: Cell, overrides: Partial<HttpJob> = {}): HttpJob {
  return {
    cell,
    url,
    mapSizeUrl: `${url}/debug/mapsize`,
    metricsUrl: `${url}/metrics`,
    pid: process.pid,
    limitBytes: 0,
    ...overrides,
  };
}

const ignore = (): void => undefined;

test('Every operation of a cell becomes a request, and its latency is laid over the growths', async (t) => {
  const { url, map } = await serveMap(t);
  const phases = [
    ...inserts(300),
    {
      name: 'mixed',
      operationsPerWriter: 200,
      mix: { update: 1, lookup: 1, delete: 1 },
      keys: { kind: 'uniform', keys: 300 },
    } as const,
  ];
  const cell = makeCell({ target: 'http', http: { connections: 4 } }, phases);
  const { measurement, outcome } = await loadService(jobFor(url, cell), ignore);
  t.deepEqual(outcome, { kind: 'completed' });
  const http = measurement?.http;
  if (measurement === null || http === undefined) {
    t.fail('expected a measurement');
    return;
  }
  t.like(http, { loop: 'closed', connections: 4, requests: 500, errors: 0, serviceTime: null });
  const answers = Object.values(http.statusCounts);
  t.is(
    answers.reduce((sum, count) => sum + count, 0),
    500,
  );
  t.true((http.statusCounts['201'] ?? 0) >= 300);
  t.is(map.writes + map.lookups, 500);
  t.deepEqual(
    http.growths.map(({ entries, toBuckets }) => [entries, toBuckets]),
    map.growths(100).map(({ entries, toBuckets }) => [entries, toBuckets]),
  );
  t.true(http.growths.every(({ atMs }) => atMs >= 0 && atMs <= http.durationMs));
  const { normal, evacuating, growing } = measurement.latency;
  t.is(normal.samples + evacuating.samples + growing.samples, 500);
  // Each of the six growths began within one request at least.
  t.true(growing.samples >= 6);
  t.is(
    http.slices.reduce((sum, { requests }) => sum + requests, 0),
    500,
  );
  const writes = http.scraped.find(({ sample }) => sample.startsWith('mapswell_map_writes_total'));
  t.deepEqual([writes?.first, writes?.last], [0, map.writes]);
  t.true((http.watched?.peakRssBytes ?? 0) > 1e6);
  t.deepEqual(measurementSchema.parse(JSON.parse(JSON.stringify(measurement))), measurement);
});

test('A map that is full ends the run with what it held', async (t) => {
  const { url } = await serveMap(t, { limitBytes: 64 * 1024 });
  const cell = makeCell({ target: 'http', http: { connections: 1 } }, inserts(1700));
  const { outcome } = await loadService(jobFor(url, cell, { limitBytes: 65_536 }), ignore);
  t.like(outcome, { kind: 'out-of-memory', entries: 1664, limitBytes: 65_536 });
});

test('A service that is not there is a failure', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  server.close();
  await once(server, 'close');
  const rate = { kind: 'constant', perSecond: 100 } as const;
  const cell = makeCell({ target: 'http', rate, http: { connections: 2 } }, inserts(5));
  const { measurement, outcome } = await loadService(jobFor(url, cell), ignore);
  t.is(measurement, null);
  t.like(outcome, { kind: 'failed', message: `no answer from ${url} (5 errors)` });
});

test('At a rate, a stall of the service is seen by every request that came meanwhile', async (t) => {
  // Answers nothing until the fortieth request is there, and notes when each answer was given.
  const held: (() => void)[] = [];
  const answeredAt: number[] = [];
  const server = createServer((request, response) => {
    const answer = (): void => {
      answeredAt.push(performance.now());
      response.end();
    };
    request.resume();
    held.push(answer);
    if (held.length >= 40) for (const release of held.splice(0)) release();
    if (answeredAt.length > 0) for (const release of held.splice(0)) release();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const rate = { kind: 'constant', perSecond: 200 } as const;
  const cell = makeCell({ target: 'http', rate, http: { connections: 64 } }, inserts(60));
  const { measurement, outcome } = await loadService(
    jobFor(`http://127.0.0.1:${port}`, cell, { mapSizeUrl: null, metricsUrl: null, pid: null }),
    ignore,
  );
  if (measurement === null) {
    // Somebody else had the machine: then there must be no figure at all.
    t.is(outcome.kind, 'invalid');
    return;
  }
  t.is(measurement.http?.requests, 60);
  // Request i should have come at 5 i ms and was not answered before request 39 was there, at 195, or when its
  // timer fired, which may be a millisecond before.
  const { latency } = measurement;
  const all = mergeLatency([latency.normal, latency.evacuating, latency.growing]);
  for (const [share, leastMs] of [
    [21 / 60, 5],
    [41 / 60, 100],
    [1, 195],
  ] as const)
    t.true(latencyQuantile(all, share) >= (leastMs - 1) * 1e6 * 0.98, `${share}`);
});

const growth = { kind: 'double', entries: 9, fromBuckets: 1, toBuckets: 2 } as const;

test('A request is told from what the map did while it was under way', (t) => {
  const recorder = new HttpRecorder();
  const growths = [
    { ...growth, atMs: 100, durationMs: 50 },
    { ...growth, atMs: 300, durationMs: null },
  ];
  const requests = [
    // [ended at, took ms]
    [99, 10],
    [101, 10],
    [140, 20],
    [160, 15],
    [200, 20],
    [310, 20],
    [900, 20],
  ] as const;
  for (const [endedAt, tookMs] of requests) recorder.add(endedAt, tookMs * 1e6);
  recorder.settle(growths, 500);
  t.is(recorder.latency().evacuating.samples, 2);
  recorder.settle(growths, Infinity);
  const { normal, evacuating, growing } = recorder.latency();
  t.deepEqual([normal.samples, evacuating.samples, growing.samples], [2, 3, 2]);
  t.is(recorder.requests, 7);
});

test('A growth that is still under way counts though another shard began and ended one since', (t) => {
  const recorder = new HttpRecorder();
  recorder.add(400, 20e6);
  recorder.add(600, 20e6);
  recorder.settle(
    [
      { ...growth, atMs: 100, durationMs: 400 },
      { ...growth, atMs: 300, durationMs: 10 },
    ],
    Infinity,
  );
  const { normal, evacuating, growing } = recorder.latency();
  t.deepEqual([normal.samples, evacuating.samples, growing.samples], [1, 1, 0]);
});

test('Slices are merged when there are too many, and keep every request', (t) => {
  const recorder = new HttpRecorder();
  for (let second = 0; second < 200; second++) recorder.add(second * 1000, second * 1e6);
  const slices = recorder.slices();
  t.true(slices.length <= 512);
  t.is((slices[1]?.atMs ?? 0) - (slices[0]?.atMs ?? 0), 400);
  t.is(
    slices.reduce((sum, { requests }) => sum + requests, 0),
    200,
  );
  t.is(slices.at(-1)?.maxNs, 199e6);
});
