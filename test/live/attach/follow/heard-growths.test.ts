import test from 'ava';
import type { ProbedGrowth } from '../../../../src/live/attach/go/probes/growth-probes.ts';
import { AttachEvents } from '../../../../src/live/attach/follow/attach-event.ts';
import { withHeardGrowths } from '../../../../src/live/attach/follow/heard-growths.ts';
import { madeGrowth } from '../../../support/made-look.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';

const map = {
  ...madeLiveMap('m1', 900, 0),
  kind: 'map',
  spec: { map: 'go1.22', key: 'int64', value: 'int64' },
} as const;
const heard: ProbedGrowth = {
  kind: 'double',
  mapAddress: Number(map.address),
  type: 'map[int64]int64',
  entries: 833,
  log2: 7,
  fromBuckets: 128,
  toBuckets: 256,
  atMs: 500,
  stack: ['main.fill'],
  thread: 7,
};
const between = { notBeforeMs: 0, notAfterMs: 1000 };

test('a growth that was heard stands in place of what the looks saw, with the bytes of its model', (t) => {
  const died = { kind: 'died', map: madeLiveMap('m2', 1, 0), between } as const;
  const seen = { kind: 'growth', map, growth: madeGrowth(map, 0, 1000) } as const;
  const [kept, growth, ...more] = withHeardGrowths([seen, died], [heard], [map]);
  t.deepEqual(more, []);
  t.is(kept, died);
  t.like(growth, {
    kind: 'growth',
    inserts: 1,
    growth: {
      kind: 'double',
      entries: 833,
      isToTheInsert: true,
      // 128 buckets of 144 bytes and 8 spare ones; the new table has 256 and 16, in pages.
      fromBuckets: 128,
      toBuckets: 256,
      notBeforeMs: 500,
      notAfterMs: 500,
      stack: ['main.fill'],
    },
  });
  t.true(growth?.kind === 'growth' && growth.growth.bytesDuring > 1.9 * growth.growth.bytesBefore);
});

test('growths in the same size, and of types that no model knows, have the bytes of the look', (t) => {
  const { held } = map.figures.bytes;
  const same = { ...heard, kind: 'same-size', stack: [] } as const;
  for (const [growth, of] of [
    [same, map],
    [heard, { ...map, spec: null }],
  ] as const) {
    const [event] = withHeardGrowths([], [growth], [of]);
    t.like(event, { growth: { bytesBefore: held, bytesDuring: held } });
  }
  t.like(withHeardGrowths([], [same], [map])[0], { growth: { stack: null } });
});

test('splits of tables between two looks are one event; of maps that are not followed nothing is said', (t) => {
  const split = { ...heard, kind: 'split', fromBuckets: 1024, toBuckets: 1024 } as const;
  const later = { ...split, atMs: 700, toBuckets: 2048, stack: ['main.late'] };
  const events = withHeardGrowths([], [split, later, { ...split, mapAddress: 1 }], [map]);
  t.is(events.length, 1);
  t.like(events[0], {
    inserts: 2,
    growth: { toBuckets: 2048, notBeforeMs: 500, notAfterMs: 700, stack: ['main.fill'] },
  });
});

test('events name the map by its name, else its address, else its id, and count from 1', (t) => {
  const events = new AttachEvents(42);
  const named = { ...map, name: 'sessions' };
  const bare = { ...map, name: null };
  const nameless = { ...bare, address: null };
  const told = events.of(
    [named, bare, nameless].map((one) => ({ kind: 'born', map: one, between }) as const),
    [],
  );
  t.deepEqual(
    told.map(({ id, source, type, subject }) => [id, source, type, subject]),
    [
      ['1', '/mapswell/attach/42', 'mapswell.map.born.v1', 'sessions'],
      ['2', '/mapswell/attach/42', 'mapswell.map.born.v1', '0x3e9'],
      ['3', '/mapswell/attach/42', 'mapswell.map.born.v1', 'm1'],
    ],
  );
  t.like(told[2]?.data, { map: { type: 'Map', entries: 900 }, notAfterMs: 1000 });
});
