import test from 'ava';
import { growthEventsCsv } from '../../../src/lab/record/csv/growth-events-csv.ts';
import { leadingOutcome } from '../../../src/lab/record/figures/leading-outcome.ts';
import { resultsCsv } from '../../../src/lab/record/csv/results-csv.ts';
import { makeRecord } from '../../support/make-record.ts';

const record = makeRecord([
  { id: 'a, "b"', run: { inserts: 30 }, rounds: [] },
  { id: '=cmd()', run: { inserts: 9 }, hasCounts: false, rounds: [], cell: { key: '@SUM(A1)' } },
]);

test('growth events are one row each, with units in the header', (t) => {
  t.is(
    growthEventsCsv(record),
    `cell,scenario,target,map,key,value,guard,writers,hint (entries),kind,shard,operation,entries,buckets before,buckets after,bytes before (B),bytes during (B),bytes after (B),writes to finish,start (ns),duration (ns)
"a, ""b""","a, ""b""",reference,go1.22,int64,int64,mutex,1,0,double,0,9,9,1,2,216,504,360,1,,
"a, ""b""","a, ""b""",reference,go1.22,int64,int64,mutex,1,0,double,0,14,14,2,4,360,936,648,1,,
"a, ""b""","a, ""b""",reference,go1.22,int64,int64,mutex,1,0,double,0,27,27,4,8,648,1800,1224,3,,
`,
  );
});

test('results are one row per cell; what was not measured is empty; formulas are disarmed', (t) => {
  const [header = '', first = '', second = '', ...rest] = resultsCsv(record).split('\n');
  t.true(
    header.startsWith(
      'cell,scenario,target,map,key,value,guard,writers,hint (entries),outcome,ending,exact processes agree,operations,entries,bytes held (B),bytes peak (B),bytes abandoned (B),bytes allocated (B),allocations,bytes allocated per operation (B),allocations per operation,growth events,load factor,buckets,overflow buckets,longest chain (buckets),rounds measured,writes per second median (1/s),writes per second spread (1/s),writes per second n,ratio to the yardstick median,',
    ),
  );
  t.is(
    first.slice(0, 115),
    '"a, ""b""","a, ""b""",reference,go1.22,int64,int64,mutex,1,0,completed,,yes,30,30,1224,1800,1008,2232,6,74.4,0.2,3,',
  );
  t.true(
    second.startsWith(
      `'=cmd(),'=cmd(),reference,go1.22,'@SUM(A1),int64,mutex,1,0,completed,,,,,,,,,,,,,,,,,0,,,,`,
    ),
  );
  t.is(first.split(',').length - 4 + 2, header.split(',').length);
  t.deepEqual(rest, ['']);
});

test('the outcome that leads is the first that is no success', (t) => {
  const [cell] = makeRecord([
    {
      id: 'x',
      run: { inserts: 9 },
      rounds: [
        { kind: 'completed' },
        { kind: 'skipped', reason: 'why' },
        { kind: 'timed-out', timeLimitMs: 5, last: null },
      ],
    },
  ]).cells;
  t.deepEqual(leadingOutcome(cell ?? { exact: [], rounds: [] }), {
    kind: 'skipped',
    reason: 'why',
  });
  t.deepEqual(leadingOutcome({ exact: [], rounds: [] }), {
    kind: 'skipped',
    reason: 'no process of this cell ran',
  });
});
