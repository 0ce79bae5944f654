import test from 'ava';
import { growthReporter } from '../../../src/live/register/growth-reporter.ts';
import type { RegisteredGrowth } from '../../../src/live/register/growth-line.ts';
import { RegisteredSource } from '../../../src/live/register/registered-source.ts';
import { liveGrowthSchema } from '../../../src/maps/figures/growth-schemas.ts';
import { liveMapSchema, liveProcessSchema } from '../../../src/maps/figures/live-map-schema.ts';
import { thisProcess } from '../../../src/maps/figures/this-process.ts';

const nowMs = (): number => 1.4e12;

function watched() {
  const self = thisProcess({ name: 'app', runtime: 'node', version: 'v20.20.2' });
  const source = new RegisteredSource(self, () => 1.5e12);
  const written: RegisteredGrowth[] = [];
  const write = (growth: RegisteredGrowth): void => {
    written.push(growth);
  };
  const report = growthReporter({ pid: 7, thread: 2, nowMs, write, source });
  return { source, report, written };
}

test('collections that were reported are live maps with the figures that their size shows', async (t) => {
  const { source, report } = watched();
  const map = new Map(Array.from({ length: 1025 }, (_, key) => [key, key]));
  const set = new Set(Array.from({ length: 1025 }, (_, key) => key));
  report(map, 1025, report);
  report(set, 1025, report);
  for (let key = 0; key < 1000; key++) map.set(-1 - key, key);
  const found = await source.discover();
  for (const live of found) t.true(liveMapSchema.safeParse(live).success);
  t.like(found[0], {
    id: '2-1',
    kind: 'Map',
    namedBy: 'growth-site',
    spec: null,
    atMs: 1.5e12,
    // Node.js 20 to 26: 40 bytes and 28 for each of 2,048 places, and 32 for the object.
    figures: { entries: 2025, deleted: null, capacityEntries: 2048, bytes: { held: 57_416 } },
  });
  t.like(found[1], { id: '2-2', kind: 'Set', figures: { bytes: { held: 41_032 } } });
  const [, second] = found;
  t.deepEqual(
    (await source.refresh(second === undefined ? [] : [second])).map(({ id }) => id),
    ['2-2'],
  );
  t.true(liveProcessSchema.safeParse(source.process).success);
});

test('growths that are reported are heard as those of every live map, until the source is closed', async (t) => {
  const { source, report, written } = watched();
  const map = new Map<number, number>();
  const heard = source.growths();
  for (const entries of [1025, 2049]) report(map, entries, report);
  // Emptied and filled again: each size once.
  report(map, 1025, report);
  await source.close();
  const growths = [];
  for await (const growth of heard) growths.push(growth);
  t.deepEqual(
    growths.map(({ mapId, entries, notBeforeMs, isToTheInsert }) => [
      mapId,
      entries,
      notBeforeMs,
      isToTheInsert,
    ]),
    [
      ['2-1', 1025, 1.4e12, true],
      ['2-1', 2049, 1.4e12, true],
    ],
  );
  t.deepEqual(growths, written);
  for (const { pid: _1, thread: _2, collection: _3, unreported: _4, ...growth } of written)
    t.true(liveGrowthSchema.safeParse(growth).success);
});
