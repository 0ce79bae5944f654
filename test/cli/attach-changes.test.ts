import test from 'ava';
import { ChangeLines, heardTexts } from '../../src/cli/text/live/attach-changes.ts';
import type { OldTableFate } from '../../src/live/attach/collector/old-table.ts';
import { type FollowedMap, foreseeGrowth } from '../../src/live/attach/follow/followed-map.ts';
import type { FollowEvent } from '../../src/live/attach/follow/follow-event.ts';
import type { MapsLook } from '../../src/live/attach/follow/followed.ts';
import type { LiveGrowth, LiveMap } from '../../src/maps/figures/live-map.ts';
import { madeLiveMap } from '../support/made-live-map.ts';

const room = { limitBytes: 2 ** 30, usedBytes: 2 ** 28, limitedBy: 'given' } as const;
const noOthers = { maps: 0, entries: 0, capacityEntries: 0, bytes: 0 };

function fate(tables: number, bytes: number, cycle: number): OldTableFate {
  return {
    tables,
    bytes,
    state: 'swept',
    garbageSinceCycle: cycle - 1,
    sweptByCycle: { notBefore: cycle, notAfter: 4 },
  };
}

test('what one cycle sweeps of a map is one line, however many splits left it', (t) => {
  const map = madeLiveMap('map1', 100, 1000);
  const events = [fate(16, 436_200, 4), fate(1, 27_000, 3), fate(3, 81_800, 4)].map(
    (each): FollowEvent => ({
      kind: 'old-table',
      map,
      growth: null,
      fate: each,
      between: { notBeforeMs: 0, notAfterMs: 1000 },
    }),
  );
  const lines = new ChangeLines('').of({
    kind: 'maps',
    atMs: 1000,
    isFull: false,
    isStopped: false,
    maps: [],
    smaller: noOthers,
    room,
    collector: null,
    cycles: [],
    oldTables: new Map(),
    events,
    alarms: [],
    told: [],
  });
  t.regex(
    lines,
    /^1970-01-01T00:00:01\.000Z {2}map1: 20 old tables of 5[\d.]+ \w+ swept after cycle 3 to 4\n$/,
  );
});

function look(maps: readonly FollowedMap[], events: readonly FollowEvent[]): MapsLook {
  return {
    kind: 'maps',
    atMs: 1000,
    isFull: false,
    isStopped: false,
    maps,
    smaller: noOthers,
    room,
    collector: null,
    cycles: [],
    oldTables: new Map(),
    events,
    alarms: [],
    told: [],
  };
}

function followed(map: LiveMap, entriesPerMinute: number | null, withLimit = true): FollowedMap {
  const within = withLimit ? room : null;
  return { map, entriesPerMinute, next: foreseeGrowth(map, entriesPerMinute, within) };
}

const between = { notBeforeMs: 0, notAfterMs: 1000 };

test('maps that come and go are said with their size, and every growth with its tables', (t) => {
  const map = madeLiveMap('map1', 1025, 1000, { name: 'sessions' });
  const growth: LiveGrowth = {
    mapId: 'map1',
    kind: 'double',
    shard: 0,
    entries: 1025,
    isToTheInsert: false,
    fromBuckets: 512,
    toBuckets: 1024,
    bytesBefore: 28_744,
    bytesDuring: 86_128,
    bytesAfter: null,
    ...between,
    stack: null,
  };
  const old: OldTableFate = { ...fate(1, 28_712, 4), state: 'in-use', sweptByCycle: null };
  const lines = new ChangeLines('7 ').of(
    look(
      [],
      [
        { kind: 'born', map, between },
        { kind: 'growth', map, growth, oldTable: old },
        { kind: 'growth', map, growth: { ...growth, kind: 'split' } },
        { kind: 'died', map, between },
      ],
    ),
  );
  const at = '1970-01-01T00:00:01.000Z  7 sessions';
  const size = '1,025 entries, 56.1 KiB';
  const within = 'within 1.0 s, 512 to 1,024 buckets, 1,025 entries now; 28.1 KiB before, 84.1 KiB';
  t.deepEqual(lines.trimEnd().split('\n'), [
    `${at} (Map): seen with ${size}`,
    `${at}: doubled ${within} with both tables; old table of 28.0 KiB in use`,
    `${at}: split tables ${within} now`,
    `${at}: gone, had ${size}`,
  ]);
});

test('a growth that was heard is said with its entry, its time and who made it', (t) => {
  const map = madeLiveMap('map1', 1025, 1000, { name: 'sessions' });
  const heard: LiveGrowth = {
    mapId: 'map1',
    kind: 'double',
    shard: 0,
    entries: 417,
    isToTheInsert: true,
    fromBuckets: 32,
    toBuckets: 64,
    bytesBefore: 4096,
    bytesDuring: 12_288,
    bytesAfter: null,
    notBeforeMs: 500,
    notAfterMs: 500,
    stack: ['main.fill', 'main.serve', 'main.main', 'runtime.main'],
  };
  const texts = heardTexts(
    look(
      [],
      [
        { kind: 'growth', map, growth: heard },
        {
          kind: 'growth',
          map,
          growth: { ...heard, kind: 'table-growth', stack: null },
          inserts: 3,
        },
        { kind: 'growth', map, growth: { ...heard, isToTheInsert: false } },
        { kind: 'died', map, between },
      ],
    ),
  );
  t.deepEqual(texts, [
    'sessions: doubled at entry 417 at 00:00:00.500Z, 32 to 64 buckets; 4.0 KiB before, 12.0 KiB with both tables by main.fill < main.serve < main.main',
    'sessions: made its table larger, 3 of them, the first at entry 417 at 00:00:00.500Z',
  ]);
});

test('a line comes with every tenth of the way to the growth, and not in between', (t) => {
  const lines = new ChangeLines('');
  const said = (entries: number, perMinute: number | null, withLimit = true): string =>
    lines
      .of(
        look(
          [followed(madeLiveMap('map1', entries, 1000, { name: 'm' }), perMinute, withLimit)],
          [],
        ),
      )
      .slice(26);
  t.is(said(600, 10), '');
  t.is(said(610, 10), '');
  t.is(
    said(700, 10),
    'm: 700 entries, grows at 1,025 in 32 min 30 s (10 per minute), peak 84.1 KiB, fits: yes\n',
  );
  t.is(
    said(700, 10, false),
    'm: 700 entries, grows at 1,025 in 32 min 30 s (10 per minute), peak 84.1 KiB\n',
  );
  t.is(
    said(1024, 1e6, false),
    'm: 1,024 entries, grows at 1,025 now (1,000,000 per minute), peak 84.1 KiB\n',
  );
  t.is(said(2040, null, false), 'm: 2,040 entries, grows at 2,049, peak 168.1 KiB\n');
});
