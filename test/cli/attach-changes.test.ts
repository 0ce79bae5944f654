import test from 'ava';
import { ChangeLines } from '../../src/cli/text/live/attach-changes.ts';
import type { OldTableFate } from '../../src/live/attach/collector/old-table.ts';
import type { FollowEvent } from '../../src/live/attach/follow/follow-event.ts';
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
