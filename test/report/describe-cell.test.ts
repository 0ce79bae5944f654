import test from 'ava';
import type { Cell } from '../../src/lab/config/cell.ts';
import { describeMap, describePhase } from '../../src/report/run/figures/describe-cell.ts';
import type { KeyDistribution } from '../../src/lab/workload/workload.ts';
import { makeRecord } from '../support/make-record.ts';

function describe(cell: Partial<Cell>): string {
  const [record] = makeRecord([
    { id: 'x', run: { inserts: 9 }, writers: 8, rounds: [], cell },
  ]).cells;
  return record === undefined ? '' : describeMap(record.cell);
}

test('a cell is described by what is under load', (t) => {
  t.is(describe({}), '8 writers, map[int64]int64 of go1.22, guard mutex');
  t.is(
    describe({ key: '[32]byte', guard: 'sharded:32', hint: 5000, map: 'go1.27' }),
    '8 writers, map[[32]byte]int64 of go1.27, guard sharded:32, hint 5,000',
  );
  t.is(describe({ map: 'v8' }), '8 writers, Map of V8, guard mutex');
  t.is(describe({ target: 'native' }), '8 writers, the native Map of Node.js');
  t.is(describe({ target: 'module', module: './lru.js' }), '8 writers, the module ./lru.js');
  t.is(
    describe({ target: 'http', http: {} }),
    '8 writers, map[int64]int64 of go1.22 in a service over HTTP',
  );
  t.is(
    describe({ target: 'http', http: { url: 'http://[::1]:8080/' } }),
    '8 writers, http://[::1]:8080/ over HTTP',
  );
});

function phase(keys: KeyDistribution): string {
  return describePhase({ name: 'x', operationsPerWriter: 1000, mix: { insert: 1 }, keys });
}

test('a phase is described by its operations and its keys', (t) => {
  t.is(phase({ kind: 'sequential' }), '1,000 inserts per writer, sequential keys');
  t.is(
    phase({ kind: 'sequential', startAt: 400 }),
    '1,000 inserts per writer, sequential keys from 400',
  );
  t.is(phase({ kind: 'uniform', keys: 5000 }), '1,000 inserts per writer, uniform over 5,000 keys');
  t.is(
    phase({ kind: 'zipfian', keys: 5000, exponent: 0.99 }),
    '1,000 inserts per writer, zipfian with exponent 0.990 over 5,000 keys',
  );
  t.is(
    phase({ kind: 'hot-set', keys: 5000, hotKeys: 50, hotShare: 0.9 }),
    '1,000 inserts per writer, 90 % of them on 50 of 5,000 keys',
  );
  t.is(
    phase({ kind: 'sliding-window', window: 820 }),
    '1,000 inserts per writer, a window of 820 keys',
  );
  t.is(
    phase({ kind: 'adversarial', keys: 4000, sharedBits: 12 }),
    '1,000 inserts per writer, 4,000 keys whose hashes share 12 bits',
  );
  t.is(
    describePhase({
      name: 'x',
      operationsPerWriter: 10,
      mix: { insert: 1, delete: 1, lookup: 2, update: 0 },
      keys: { kind: 'sequential' },
    }),
    '10 operations (25 % inserts, 25 % deletes, 50 % lookups) per writer, sequential keys',
  );
});
