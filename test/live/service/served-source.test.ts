import test from 'ava';
import { foreseeGrowth } from '../../../src/live/attach/follow/followed-map.ts';
import { exportMap } from '../../../src/live/service/export-map.ts';
import { mapSize } from '../../../src/live/service/size/map-size.ts';
import { liveMapSchema, liveProcessSchema } from '../../../src/maps/figures/live-map-schema.ts';
import { liveGrowthSchema } from '../../../src/maps/figures/growth-schemas.ts';
import type { LiveGrowth } from '../../../src/maps/figures/live-map.ts';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { serveMap } from '../../support/serve-map.ts';

test('what attach foresees of a served map is what the service shows of it', async (t) => {
  for (const map of ['go1.22', 'go1.24', 'v8'] satisfies MapModel[]) {
    const service = await serveMap(t, { map });
    for (let key = 0n; key < 1000n; key++) service.map.set(key, key);
    const [live, ...others] = await service.source.discover();
    t.is(others.length, 0);
    if (live === undefined) continue;
    // A hint and a seed are no part of what a live map says of its growths.
    const { spec, ...seen } = live;
    t.true(liveMapSchema.safeParse({ ...seen, spec: null }).success);
    t.is(spec?.map, map);
    const foreseen = foreseeGrowth(live, 60, null)?.model;
    const shown = mapSize(service.map).nextGrowth;
    t.is(foreseen?.entries, shown?.entries, map);
    t.is(foreseen?.bytesDuring, shown?.bytesDuring, map);
    t.is(foreseen?.inMinutes, (foreseen?.entriesLeft ?? 0) / 60, map);
    t.is(exportMap(service.map).nextGrowth?.entries, shown?.entries, map);
  }
});

test('a served map is named by its owner and has the figures of its shards', async (t) => {
  const service = await serveMap(t, { guard: 'sharded:4', name: 'users' });
  for (let key = 0n; key < 100n; key++) service.map.set(key, key);
  const { source } = service;
  const [live] = await source.discover();
  t.like(live, { name: 'users', namedBy: 'given', kind: 'map', type: 'map[int64]int64' });
  t.is(live?.shards?.length, 4);
  t.is(live?.figures.entries, 100);
  t.deepEqual(await source.refresh([]), []);
  service.map.delete(7n);
  const [again] = await source.refresh(live === undefined ? [] : [live]);
  t.is(again?.figures.entries, 99);
  t.true(liveProcessSchema.safeParse(source.process).success);
  t.is(source.process.runtime, 'mapswell');
});

test('growths of a served map are heard at their inserts until the service stops', async (t) => {
  const service = await serveMap(t, {});
  const heard: LiveGrowth[] = [];
  const growths = service.source.growths?.();
  if (growths === undefined) return t.fail();
  for (let key = 0n; key < 30n; key++) service.map.set(key, key);
  await service.stop();
  for await (const growth of growths) heard.push(growth);
  // Go 1.22 doubles at the inserts after 8, 13 and 26 entries.
  t.deepEqual(
    heard.map(({ mapId, kind, entries, fromBuckets, toBuckets, isToTheInsert }) => [
      mapId,
      kind,
      entries,
      fromBuckets,
      toBuckets,
      isToTheInsert,
    ]),
    [
      ['served', 'double', 9, 1, 2, true],
      ['served', 'double', 14, 2, 4, true],
      ['served', 'double', 27, 4, 8, true],
    ],
  );
  for (const growth of heard) {
    t.true(liveGrowthSchema.safeParse(growth).success);
    t.is(growth.notBeforeMs, growth.notAfterMs);
  }
  return undefined;
});
