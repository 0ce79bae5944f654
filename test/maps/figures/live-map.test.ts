import { readFileSync } from 'node:fs';
import test from 'ava';
import type { LiveGrowth, LiveMap } from '../../../src/maps/figures/live-map.ts';
import { growthEventSchema, liveGrowthSchema } from '../../../src/maps/figures/growth-schemas.ts';
import { liveMapSchema } from '../../../src/maps/figures/live-map-schema.ts';
import { vocabularyJsonSchema } from '../../../src/maps/figures/vocabulary-json-schema.ts';
import { mapFiguresOf } from '../../../src/maps/figures/map-figures.ts';
import { createMap } from '../../../src/maps/reference/create-map.ts';

const map = createMap({ map: 'go1.22', key: 'string', value: '[200]byte' });
for (let key = 0; key < 53; key++) map.set(`user-${key}`, new Uint8Array(200));
const stats = map.stats();
const shape = map.shape();
test.after.always(() => map.close());

const live: LiveMap = {
  id: '0xc000098150',
  address: '0xc000098150',
  name: 'main.sessions',
  namedBy: 'variable',
  kind: 'map',
  type: 'map[string][200]byte',
  candidateTypes: [],
  spec: { map: 'go1.22', key: 'string', value: '[200]byte' },
  figures: mapFiguresOf(stats, shape),
  shards: null,
  isReferenced: true,
  atMs: 1_790_000_000_000.5,
};

test('Figures show bytes by generation, and null for what the source does not see', (t) => {
  t.true(stats.isGrowing);
  const { bytes, growing, deleted, entries } = mapFiguresOf(stats, shape);
  t.is(bytes.held, bytes.current + bytes.old + (bytes.headers ?? 0) + (bytes.entries ?? 0));
  // 53 values of 200 bytes lie outside of the table, in objects of 208.
  t.is(bytes.entries, 53 * 208);
  t.is(entries, 53);
  t.like(growing, { oldBuckets: 8, movedBuckets: 2 });
  t.is(deleted, null);
  const unseen = mapFiguresOf(stats);
  t.like(unseen.bytes, { held: stats.bytesHeld, headers: null, entries: null });
  t.like(unseen.growing, { oldBuckets: null, isStalled: null });
  t.is(mapFiguresOf({ ...stats, isGrowing: false }).growing, null);
});

test('A live map is a document that its schema accepts, and nothing else is', (t) => {
  t.deepEqual(liveMapSchema.parse(JSON.parse(JSON.stringify(live))), live);
  t.false(liveMapSchema.safeParse({ ...live, colour: 'red' }).success);
  t.false(liveMapSchema.safeParse({ ...live, spec: { ...live.spec, map: 'go1.99' } }).success);
  t.false(
    liveMapSchema.safeParse({ ...live, figures: { ...live.figures, entries: null } }).success,
  );
});

test('A growth that was recorded and one that was seen are documents too', (t) => {
  const [first] = map.growthEvents();
  t.deepEqual(growthEventSchema.parse(JSON.parse(JSON.stringify(first))), first);
  const seen: LiveGrowth = {
    mapId: live.id,
    kind: 'double',
    shard: 0,
    entries: 55,
    isToTheInsert: false,
    fromBuckets: 8,
    toBuckets: 16,
    bytesBefore: 1000,
    bytesDuring: 3000,
    bytesAfter: null,
    notBeforeMs: 1_790_000_000_000,
    notAfterMs: 1_790_000_000_100,
    stack: null,
  };
  t.deepEqual(liveGrowthSchema.parse(seen), seen);
});

test('The published schema is the one that documents are checked against', (t) => {
  const published = new URL('../../../../docs/vocabulary.schema.json', import.meta.url);
  t.deepEqual(
    JSON.parse(readFileSync(published, 'utf8')),
    JSON.parse(JSON.stringify(vocabularyJsonSchema())),
  );
});
