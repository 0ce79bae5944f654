import test from 'ava';
import {
  bothFates,
  fateOf,
  type OldTable,
} from '../../../../src/live/attach/collector/old-table.ts';
import type { FollowEvent } from '../../../../src/live/attach/follow/follow-event.ts';
import { GrowthTables } from '../../../../src/live/attach/follow/growth-tables.ts';
import { madeFate, madeGrowth, madeOldTable } from '../../../support/made-look.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';

const map = madeLiveMap('m1', 1030, 1000);
const growth = madeGrowth(map, 0, 1000);
const grown: FollowEvent = { kind: 'growth', map, growth };

function sweptAt(id: number, cycle: number): OldTable {
  return madeOldTable({
    id,
    mapId: 'm1',
    state: 'swept',
    garbageSinceCycle: cycle - 1,
    sweptByCycle: { notBefore: cycle, notAfter: cycle + 1 },
  });
}

test('tables are garbage when none is in use, and swept when all are', (t) => {
  const garbage = madeOldTable({ id: 1, mapId: 'm1' });
  const inUse = madeOldTable({ id: 2, mapId: 'm1', state: 'in-use', garbageSinceCycle: null });
  t.is(fateOf([]), null);
  t.like(fateOf([garbage, inUse]), {
    tables: 2,
    bytes: 2000,
    state: 'in-use',
    garbageSinceCycle: null,
  });
  t.like(fateOf([garbage, sweptAt(3, 9)]), {
    state: 'garbage',
    garbageSinceCycle: 8,
    sweptByCycle: null,
  });
  t.like(fateOf([sweptAt(3, 5), sweptAt(4, 9)]), {
    state: 'swept',
    sweptByCycle: { notBefore: 5, notAfter: 10 },
  });
});

test('the fates of two growths are added, and what one does not know both do not', (t) => {
  const swept = {
    ...madeFate,
    state: 'swept',
    sweptByCycle: { notBefore: 4, notAfter: 4 },
  } as const;
  t.deepEqual(
    bothFates(swept, {
      ...swept,
      garbageSinceCycle: 5,
      sweptByCycle: { notBefore: 7, notAfter: 8 },
    }),
    {
      tables: 2,
      bytes: 2000,
      state: 'swept',
      garbageSinceCycle: 5,
      sweptByCycle: { notBefore: 4, notAfter: 8 },
    },
  );
  const unknown = { ...madeFate, garbageSinceCycle: null };
  t.like(bothFates(swept, unknown), { garbageSinceCycle: null, sweptByCycle: null });
});

test('a growth tells its old table, then once that it is garbage and once that it is swept', (t) => {
  const tables = new GrowthTables();
  const inUse = madeOldTable({ id: 1, mapId: 'm1', state: 'in-use', garbageSinceCycle: null });
  const [told] = tables.take([grown], [inUse], [map], 1000);
  t.is(told?.kind === 'growth' ? told.oldTable?.state : null, 'in-use');
  t.deepEqual([...tables.unswept.keys()], ['m1']);
  t.deepEqual(tables.take([], [{ ...inUse }], [map], 1500), []);
  const garbage = { ...inUse, state: 'garbage', garbageSinceCycle: 3 } as const;
  t.like(tables.take([], [garbage], [map], 2000)[0], {
    kind: 'old-table',
    growth,
    between: { notBeforeMs: 1500, notAfterMs: 2000 },
  });
  const swept = {
    ...garbage,
    state: 'swept',
    sweptByCycle: { notBefore: 4, notAfter: 4 },
  } as const;
  t.is(tables.take([], [swept], [map], 3000).length, 1);
  t.is(tables.unswept.size, 0);
});

test('a table whose growth was not seen is told without one, of maps that are followed', (t) => {
  const tables = new GrowthTables();
  const own = madeOldTable({ id: 1, mapId: 'm1' });
  const [told, ...more] = tables.take([], [own, madeOldTable({ id: 2, mapId: 'small' })], [map], 5);
  t.like(told, { kind: 'old-table', growth: null, between: { notBeforeMs: null, notAfterMs: 5 } });
  t.deepEqual(more, []);
  t.deepEqual([...tables.unswept.keys()], ['m1', 'small']);
});

test('of a thousand growths and one the oldest is forgotten', (t) => {
  const tables = new GrowthTables();
  for (let id = 0; id <= 1000; id++)
    tables.take([], [madeOldTable({ id, mapId: `m${id}` })], [], id);
  t.is(tables.unswept.size, 1000);
  t.false(tables.unswept.has('m0'));
});
