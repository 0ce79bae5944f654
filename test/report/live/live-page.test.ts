import test from 'ava';
import type { CollectorLook } from '../../../src/live/attach/collector/collector-look.ts';
import type { OldTableFate } from '../../../src/live/attach/collector/old-table.ts';
import { type FollowedMap, foreseeGrowth } from '../../../src/live/attach/follow/followed-map.ts';
import type { MapsLook } from '../../../src/live/attach/follow/followed.ts';
import type { MemoryRoom } from '../../../src/live/attach/proc/memory-room.ts';
import { ProcessView } from '../../../src/live/attach/serve/process-view.ts';
import type { LiveGrowth, LiveMap } from '../../../src/maps/figures/live-map.ts';
import { livePage, processSection } from '../../../src/report/live/live-page.ts';
import {
  collectorText,
  fateWords,
  growingOf,
  minutesText,
  nameOf,
  rateText,
  typeOf,
} from '../../../src/report/live/live-words.ts';
import { recordedSpan } from '../../../src/report/live/recorded-span.ts';
import { madeLiveMap } from '../../support/made-live-map.ts';

const startMs = 1_700_000_000_000;
const room: MemoryRoom = { limitBytes: 2 ** 24, usedBytes: 2 ** 23, limitedBy: 'group' };

function followed(map: LiveMap, perMinute: number | null, within: MemoryRoom | null = room) {
  return { map, entriesPerMinute: perMinute, next: foreseeGrowth(map, perMinute, within) };
}

function look(
  atMs: number,
  maps: readonly FollowedMap[],
  changes: Partial<MapsLook> = {},
): MapsLook {
  return {
    kind: 'maps',
    atMs,
    isFull: true,
    isStopped: false,
    maps,
    smaller: { maps: 0, entries: 0, capacityEntries: 0, bytes: 0 },
    room,
    events: [],
    collector: null,
    cycles: [],
    oldTables: new Map(),
    alarms: [],
    told: [],
    ...changes,
  };
}

function viewOf(looks: readonly MapsLook[], runtime: 'go' | 'node' = 'node'): ProcessView {
  const version = runtime === 'go' ? 'go1.24.4' : 'v20.20.2';
  const view = new ProcessView(
    { pid: 7, name: '<app>', runtime, version, limitBytes: null },
    runtime,
  );
  for (const one of looks) view.take(one);
  return view;
}

const textOf = (view: ProcessView): string =>
  livePage
    .content([view])
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('a process that nobody looked at yet is named, and nothing more', (t) => {
  const text = textOf(viewOf([]));
  t.true(text.includes('&lt;app&gt; Not looked at yet.'), text);
});

test('the growth that comes first is said with its peak and whether it fits', (t) => {
  const near = madeLiveMap('map1', 1020, startMs, { name: 'near' });
  const far = madeLiveMap('map2', 70_000, startMs, { name: 'far' });
  const roomy = textOf(viewOf([look(startMs, [followed(far, 10), followed(near, 2)])]));
  // 1,024 entries fit, the 1,025th doubles the table: five entries at two a minute.
  t.regex(
    roomy,
    /near grows next: in 2 min 30 s, at 1,025 entries, with \d+\.\d KiB at its peak, which fits\./,
  );
  const tight: MemoryRoom = { limitBytes: 2 ** 16, usedBytes: 2 ** 16 - 1, limitedBy: 'given' };
  const full = textOf(viewOf([look(startMs, [followed(near, 2, tight)], { room: tight })]));
  t.true(full.includes('which does NOT fit.'), full);
  t.true(full.includes('64.0 KiB of 64 KiB used.'), full);
  const now = textOf(viewOf([look(startMs, [followed(near, 1e6, null)], { room: null })]));
  t.true(now.includes('near grows next: any moment now, at 1,025 entries'), now);
  t.true(now.includes('No limit is known.'));
  t.true(now.includes('Grows now.'));
  t.true(
    textOf(viewOf([look(startMs, [followed(near, null)])])).includes('No map fills just now.'),
  );
});

test('a recording speaks of its end, a stopped process of its being stopped', (t) => {
  const near = madeLiveMap('map1', 1020, startMs + 60_000);
  const looks = [
    look(startMs, [followed(madeLiveMap('map1', 1000, startMs), 2)]),
    look(startMs + 60_000, [followed(near, 2)], { isStopped: true }),
  ];
  const view = viewOf(looks);
  t.true(textOf(view).includes('v20.20.2 · pid 7 · stopped'));
  const recorded = processSection(view, recordedSpan(startMs, startMs + 60_000)).text;
  t.true(recorded.includes('recorded from 2023-11-14T22:13:20Z for 1 min'), recorded.slice(0, 600));
  t.true(recorded.includes('grows next: 2 min 30 s after the end'));
  const still = viewOf([look(startMs, [followed(near, null)])]);
  t.true(
    processSection(still, recordedSpan(startMs, startMs)).text.includes(
      'No map filled at the end.',
    ),
  );
});

test('small maps are summed, and more than fifty are counted', (t) => {
  const many = Array.from({ length: 52 }, (_, i) =>
    followed(madeLiveMap(`map${i}`, 100, startMs), 0),
  );
  const text = textOf(
    viewOf([
      look(startMs, many, {
        smaller: { maps: 1200, entries: 5000, capacityEntries: 6000, bytes: 2 ** 20 },
      }),
    ]),
  );
  t.true(
    text.includes('1,200 small maps hold 1.0 MiB together. 2 more are not listed.'),
    text.slice(0, 500),
  );
});

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
  bytesAfter: 57_416,
  notBeforeMs: startMs + 30_000,
  notAfterMs: startMs + 60_000,
  stack: null,
};

const collector: CollectorLook = {
  atMs: startMs,
  readFrom: 'memory',
  cycles: 12,
  majorCycles: null,
  isMarking: true,
  heapBytes: 2 ** 25,
  markedBytes: 2 ** 24,
  goalBytes: 2 ** 26,
  spaces: [],
};

test('growths, the tables that they left and the collector stand beside the maps', (t) => {
  const fate: OldTableFate = {
    tables: 1,
    bytes: 28_712,
    state: 'garbage',
    garbageSinceCycle: 12,
    sweptByCycle: null,
  };
  const [before, after] = [1000, 1100].map((entries, i) =>
    madeLiveMap('map1', entries, startMs + i * 60_000, { name: 'sessions' }),
  );
  if (before === undefined || after === undefined) return t.fail();
  const view = viewOf(
    [
      look(startMs, [followed(before, 2)], { collector }),
      look(startMs + 60_000, [followed(after, 100)], {
        collector: { ...collector, atMs: startMs + 60_000, cycles: 13, isMarking: false },
        oldTables: new Map([['map1', fate]]),
        events: [
          {
            kind: 'growth',
            map: after,
            growth,
            oldTable: fate,
          },
        ],
      }),
    ],
    'go',
  );
  const text = textOf(view);
  t.regex(
    text,
    /22:14:20 sessions double 1,025 28\.1 KiB 84\.1 KiB old table of 28\.0 KiB garbage since cycle 12/,
  );
  t.true(text.includes('28.0 garbage'), text);
  t.true(text.includes('Now: cycle 13, heap 32.0 MiB, goal 64.0 MiB.'), text);
  t.true(livePage.html([view]).includes('1 growths seen'));
  return undefined;
});

test('an alarm is said with its map, or that it is of the process', (t) => {
  const map = madeLiveMap('map1', 1000, startMs, { name: 'sessions' });
  const episode = {
    detector: 'growth-forecast',
    level: 'critical',
    fromMinute: 1,
    toMinute: 2,
    criticalFromMinute: 1,
    forecastMinutes: 12,
    forecastInterval: null,
    sentence: 'will grow soon',
    criticalSentence: 'will not fit',
  } as const;
  const text = textOf(
    viewOf([
      look(startMs, [followed(map, 1)], {
        alarms: [
          { map, episode, fromMs: startMs + 60_000 },
          {
            map: null,
            episode: {
              ...episode,
              level: 'warning',
              criticalFromMinute: null,
              criticalSentence: null,
            },
            fromMs: startMs + 60_000,
          },
        ],
      }),
    ]),
  );
  t.regex(text, /process : .*will grow soon.* since 22:14:20 .*sessions : .*since 22:14:20/);
});

test('words of a map say what is known of it and no more', (t) => {
  const map = madeLiveMap('map1', 10, startMs, { name: null });
  t.is(nameOf(map), '0x3e9');
  t.is(nameOf({ ...map, address: null }), 'map1');
  const typed = (candidateTypes: readonly string[]): string =>
    typeOf({ ...map, type: null, candidateTypes });
  t.is(typed([]), 'Map');
  t.is(typed(['map[int]int', 'map[int]uint']), 'map[int]int or map[int]uint');
  t.is(typed(['a', 'b', 'c']), 'one of 3 types');
  const growing = (oldBuckets: number | null, movedBuckets: number | null): string =>
    growingOf({
      ...map,
      figures: {
        ...map.figures,
        growing: {
          oldBuckets,
          movedBuckets,
          fewestWritesLeft: null,
          mostWritesLeft: null,
          isStalled: null,
        },
      },
    });
  t.is(growing(null, null), 'yes');
  t.is(growing(64, 21), '32 %');
  t.is(growingOf(map), '-');
  t.is(rateText(followed(map, -12.4)), '-12');
  t.is(rateText(followed(map, null)), '-');
  t.deepEqual([null, 0.001, 3, 60 * 24 * 5].map(minutesText), ['-', 'now', '3 min 0 s', '5 days']);
});

test('what became of old tables is said by cycles where they are counted', (t) => {
  const fate = { tables: 3, bytes: 3 * 2 ** 20, garbageSinceCycle: null, sweptByCycle: null };
  t.is(fateWords({ ...fate, state: 'in-use' }), '3 old tables of 3.0 MiB in use');
  t.is(fateWords({ ...fate, state: 'garbage' }), '3 old tables of 3.0 MiB garbage');
  t.is(fateWords({ ...fate, state: 'swept' }), '3 old tables of 3.0 MiB swept');
  const swept = (notBefore: number, notAfter: number): string =>
    fateWords({ ...fate, tables: 1, state: 'swept', sweptByCycle: { notBefore, notAfter } });
  t.is(swept(4, 4), 'old table of 3.0 MiB swept after cycle 4');
  t.is(swept(4, 6), 'old table of 3.0 MiB swept after cycle 4 to 6');
});

test('a collector is said as far as its runtime shows it', (t) => {
  t.is(collectorText(collector), 'cycle 12, marking, heap 32.0 MiB, goal 64.0 MiB');
  t.is(
    collectorText({ ...collector, cycles: null, isMarking: null, goalBytes: null }),
    'cycle -, heap 32.0 MiB, no goal',
  );
  const spaces = [
    { name: 'new_space', bytes: 2 ** 20 },
    { name: '', bytes: 2 ** 22 },
    { name: 'large_object_space', bytes: 2 ** 23 },
    { name: 'code_space', bytes: 2 ** 10 },
  ];
  t.is(
    collectorText({ ...collector, spaces, majorCycles: 3 }),
    '12 collections, 3 of the whole heap, heap 32.0 MiB: large object 8.0 MiB, shared 4.0 MiB, new 1.0 MiB',
  );
  t.is(
    collectorText({ ...collector, spaces: spaces.slice(0, 1), cycles: null }),
    'heap 32.0 MiB: new 1.0 MiB',
  );
});
