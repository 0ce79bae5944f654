import test from 'ava';
import {
  callsOf,
  growthText,
  type RegisteredGrowth,
  registeredEvent,
  tablesOf,
} from '../../../src/live/register/growth-line.ts';

const growth: RegisteredGrowth = {
  mapId: '0-1',
  isToTheInsert: true,
  notBeforeMs: 1.7e12,
  notAfterMs: 1.7e12,
  kind: 'double',
  shard: 0,
  collection: 'Set',
  entries: 1025,
  ...tablesOf('Set', 1025),
  pid: 7,
  thread: 0,
  unreported: 0,
  stack: ['fill (file:///app.js:1:2)', 'main (file:///app.js:9:1)'],
};

test('a growth is one sentence and its calls, with what was too much to report', (t) => {
  t.is(
    growthText(growth),
    'mapswell: a Set passed 1024 entries at entry 1025: its table grew from 20520 to 41000 bytes\n    at fill (file:///app.js:1:2)\n    at main (file:///app.js:9:1)\n',
  );
  t.true(
    growthText({ ...growth, unreported: 12 }).includes(
      ' bytes (and 12 more since the last line)\n',
    ),
  );
});

test('an event keeps the order of its fields, and nothing of how it was seen', (t) => {
  t.is(
    JSON.stringify(registeredEvent(growth, 3)),
    '{"specversion":"1.0","id":"3","source":"/mapswell/register/7/0","type":"mapswell.map.growth.v1","subject":"0-1","time":"2023-11-14T22:13:20.000Z","datacontenttype":"application/json","data":{"kind":"double","shard":0,"collection":"Set","entries":1025,"fromBuckets":512,"toBuckets":1024,"bytesBefore":20520,"bytesDuring":61520,"bytesAfter":41000,"pid":7,"thread":0,"unreported":0,"stack":["fill (file:///app.js:1:2)","main (file:///app.js:9:1)"]}}',
  );
});

test('calls are the lines of a stack that are calls', (t) => {
  t.deepEqual(callsOf('Error: at home\n    at f (a.js:1:1)\n    at g (b.js:2:2)'), [
    'f (a.js:1:1)',
    'g (b.js:2:2)',
  ]);
});
