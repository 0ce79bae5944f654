import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import * as fc from 'fast-check';
import { InstrumentedMap } from '../../../src/live/service/instrumented-map.ts';
import { WindowRing } from '../../../src/live/service/size/window-ring.ts';
import { serviceOptions } from '../../support/serve-map.ts';

function mapWithClock(): { map: InstrumentedMap; clock: { ms: number } } {
  const clock = { ms: 5_000 };
  const map = new InstrumentedMap({ ...serviceOptions, clock: () => clock.ms });
  return { map, clock };
}

test('Every second of the last thirty has its own writes, and idle ones keep the load factor', (t) => {
  const { map, clock } = mapWithClock();
  map.set(1n, 1n);
  map.set(2n, 1n);
  clock.ms += 999;
  map.get(1n);
  clock.ms += 1;
  for (let key = 3n; key <= 9n; key++) map.set(key, 1n);
  clock.ms += 3_500;
  map.delete(1n);
  const window = map.window();
  t.deepEqual(
    window.map(({ ago, writes, lookups, growths, entries, loadFactor }) => [
      ago,
      writes,
      lookups,
      growths,
      entries,
      loadFactor,
    ]),
    [
      [0, 1, 0, 0, 8, 0.5],
      [1, 0, 0, 0, 9, 0.5625],
      [2, 0, 0, 0, 9, 0.5625],
      [3, 7, 0, 1, 9, 0.5625],
      [4, 2, 1, 0, 2, 0.25],
    ],
  );
  const [newest, second] = window.map(({ at }) => Date.parse(at));
  t.is((newest ?? 0) - (second ?? 0), 1000);
  map.close();
});

test('Whatever is done when, the window is what a list of all operations says', (t) => {
  const step = fc.record({
    waitMs: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 40_000 })),
    key: fc.integer({ min: 0, max: 60 }),
    kind: fc.constantFrom('set', 'get', 'delete'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { map, clock } = mapWithClock();
      const done: { second: number; isLookup: boolean; collisions: number; entries: number }[] = [];
      for (const { waitMs, key, kind } of steps) {
        clock.ms += waitMs;
        const before = map.collisions;
        if (kind === 'set') map.set(key, 0);
        else if (kind === 'get') map.get(key);
        else map.delete(key);
        done.push({
          second: Math.floor((clock.ms - 5_000) / 1000),
          isLookup: kind === 'get',
          collisions: map.collisions - before,
          entries: map.stats().entries,
        });
      }
      const running = Math.floor((clock.ms - 5_000) / 1000);
      const window = map.window();
      t.is(window.length, Math.min(30, running) + 1);
      for (const { ago, writes, lookups, collisions, entries } of window) {
        const inIt = done.filter(({ second }) => second === running - ago);
        const until = done.findLast(({ second }) => second <= running - ago);
        t.deepEqual(
          { writes, lookups, collisions, entries },
          {
            writes: inIt.filter(({ isLookup }) => !isLookup).length,
            lookups: inIt.filter(({ isLookup }) => isLookup).length,
            collisions: inIt.reduce((sum, one) => sum + one.collisions, 0),
            entries: until?.entries ?? 0,
          },
        );
      }
      map.close();
    }),
    { numRuns: 60 },
  );
});

test('Another thread reads whole slots only, however fast they are taken over', async (t) => {
  const ring = new WindowRing();
  const worker = new Worker(new URL('./window-ring-worker.js', import.meta.url), {
    workerData: ring.buffer,
  });
  await once(worker, 'online');
  const running = new AbortController();
  const finished = once(worker, 'message').finally(() => running.abort());
  // Every field of a slot says the same number, or the reader saw two slots mixed.
  for (let second = 1; !running.signal.aborted; second++) {
    const same = second;
    ring.open({
      second,
      writes: same,
      lookups: same,
      collisions: same,
      growths: same,
      entries: same,
      loadFactor: same,
    });
    // Lets the message in, now and then.
    if (second % 10_000 === 0) await new Promise(setImmediate);
  }
  const [result] = await finished;
  t.is(result.mixed, 0);
  t.true(result.read > 1000);
});
