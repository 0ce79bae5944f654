import test from 'ava';
import type { LiveProcess } from '../../../../src/maps/figures/live-map.ts';
import { attachReport } from '../../../../src/live/attach/attach-report.ts';
import { attachedSize } from '../../../../src/live/attach/serve/attached-size.ts';
import { exportedMaps } from '../../../../src/live/attach/serve/exported-maps.ts';
import { ProcessView } from '../../../../src/live/attach/serve/process-view.ts';
import { startAttachServer } from '../../../../src/live/attach/serve/start-attach-server.ts';
import { madeFate, madeGrowth, madeLook } from '../../../support/made-look.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';

const server: LiveProcess = {
  pid: 42,
  name: 'server',
  runtime: 'go',
  version: 'go1.24.4',
  limitBytes: null,
};
const collector = {
  atMs: 0,
  readFrom: 'memory',
  cycles: 3,
  majorCycles: null,
  isMarking: false,
  heapBytes: 5000,
  markedBytes: 4000,
  goalBytes: 8000,
  spaces: [],
} as const;
const large = madeLiveMap('m1', 1000, 0);
const bare = { ...madeLiveMap('m2', 10, 0), name: null, type: null, address: null, spec: null };

test('a report has the largest maps, and null for what cannot be seen', (t) => {
  const look = madeLook(0, [large, { ...bare, kind: 'map' }, { ...bare, kind: 'WeakMap' }], {
    collector,
    oldTables: new Map([['m1', madeFate]]),
  });
  const report = attachReport(server, 'go', look, 3);
  t.deepEqual(report.process, { pid: 42, runtime: 'go', version: 'go1.24.4' });
  const { atMs: _atMs, ...shown } = collector;
  t.deepEqual(report.collector, shown);
  const [first, second, third] = report.maps;
  t.like(first, {
    address: '0x3e9',
    type: 'Map',
    entries: 1000,
    oldTables: madeFate,
    nextGrowthAtEntries: 1025,
    fits: true,
  });
  t.like(second, {
    address: null,
    type: null,
    oldTables: null,
    nextGrowthAtEntries: null,
    fits: null,
  });
  // What it is called is all that is known of it.
  t.is(third?.type, 'WeakMap');
  t.is(attachReport(server, 'go', look, 1).maps.length, 1);
  t.is(attachReport(server, 'go', { ...look, collector: null }, 1).collector, null);
});

test('before its first look a process shows nothing', (t) => {
  const view = new ProcessView(server, 'go');
  t.deepEqual(exportedMaps(view), []);
  t.is(attachedSize(view, 5), null);
});

test('what is served of a map is its newest look, with the growths that were seen', (t) => {
  const view = new ProcessView(server, 'go');
  const growth = madeGrowth(large, 0, 1000);
  view.take(madeLook(0, [large, bare]));
  view.take(madeLook(1000, [large, bare], { events: [{ kind: 'growth', map: large, growth }] }));
  const size = attachedSize(view, 1);
  t.deepEqual(
    size?.maps.map(({ map, model, size: entries, nextGrowth }) => [
      map,
      model,
      entries,
      nextGrowth === null,
    ]),
    [
      ['m1', 'v8', 1000, false],
      ['Map', null, 10, true],
    ],
  );
  t.deepEqual(size?.maps[0]?.growthEvents, [{ ...growth, oldTable: null }]);
  t.deepEqual(attachedSize(view, 0)?.maps[0]?.growthEvents, []);
});

test('metrics of small maps are summed, and the limit is what other memory leaves', (t) => {
  const view = new ProcessView(server, 'go');
  const smaller = { maps: 7, entries: 70, capacityEntries: 140, bytes: 7000 };
  view.take(madeLook(0, [large, { ...bare, kind: 'map' }], { smaller }));
  const exported = exportedMaps(view, '42/');
  t.deepEqual(
    exported.map(({ name, figures }) => [name, figures.entries, figures.loadFactor]),
    [
      ['42/m1', 1000, 1000 / 1024],
      ['42/map', 10, 10 / 16],
      ['42/other', 70, 0.5],
    ],
  );
  const held = large.figures.bytes.held + bare.figures.bytes.held + 7000;
  // 100 MiB less the 40 that are used, the maps among them.
  t.is(exported[0]?.limitBytes, 60 * 2 ** 20 + held);
  // Kinds of growth of a type that is not certain are those of its family.
  t.deepEqual(exported[1]?.growthKinds, ['double', 'same-size']);
  view.take(madeLook(1, [large], { room: null }));
  t.is(exportedMaps(view)[0]?.limitBytes, null);
});

test('an address that other machines can reach is refused by the flag that named it', async (t) => {
  const page = { html: () => '', content: () => '', style: '', script: '' };
  await t.throwsAsync(startAttachServer({ host: '0.0.0.0', port: 0 }, [], page), {
    message: 'expected --serve to be an address of the loopback, such as 127.0.0.1, got 0.0.0.0',
  });
});
