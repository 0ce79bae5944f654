import test from 'ava';
import type { GuardWaits, KeyUse } from '../../../src/lab/record/key-use.ts';
import type { CellRecord } from '../../../src/lab/record/run-record.ts';
import { keyCurve } from '../../../src/report/run/charts/key-curve.ts';
import { keyFindings } from '../../../src/report/run/findings/key-findings.ts';
import { makeRecord } from '../../support/make-record.ts';

const hot: KeyUse = {
  operations: 1000,
  writes: 500,
  distinctKeys: { value: 400, standardError: 0 },
  hotKeys: [
    { hash: '00000000000a1', operations: 120, error: 0, share: 0.12 },
    { hash: '00000000000b2', operations: 40, error: 2, share: 0.04 },
  ],
  hotWrites: [{ hash: '00000000000a1', operations: 150, error: 0, share: 0.3 }],
  zipf: { exponent: 0.98, standardError: 0.004, ranks: 20 },
  curve: [
    { keys: 1, share: 0.12 },
    { keys: 2, share: 0.158 },
  ],
  shards: null,
};

function record(
  guard: CellRecord['cell']['guard'],
  keys: KeyUse | null,
  waits: GuardWaits['shards'] = [],
): CellRecord {
  const [made] = makeRecord([{ id: 'a', run: { inserts: 100 }, cell: { guard } }]).cells;
  const [first, ...others] = made?.exact ?? [];
  if (made === undefined || first === undefined) throw new Error('expected an exact run');
  const rounds = made.rounds.map((round) => ({
    ...round,
    measurement:
      round.measurement === null || waits.length === 0
        ? round.measurement
        : { ...round.measurement, guard: { runNs: 1000, shards: waits } },
  }));
  return { ...made, exact: [{ ...first, ...(keys === null ? {} : { keys }) }, ...others], rounds };
}

const sentences = (...made: Parameters<typeof record>): readonly string[] =>
  keyFindings(record(...made)).map(({ sentence }) => sentence);

test('the heaviest key, its share of the writes where that is another, and the exponent are one sentence', (t) => {
  t.deepEqual(sentences('none', hot), [
    'one key takes 12 % of the operations and 30 % of the writes, the 2 heaviest 16 % together, of 400 keys; Zipf exponent 0.98 ± 0.004',
  ]);
  const even = { ...hot, hotKeys: [{ hash: '1', operations: 3, error: 0, share: 0.003 }] };
  t.deepEqual(sentences('none', even), []);
  t.deepEqual(sentences('none', null), []);
});

test('the fullest shard, the guard that is waited for most, and whether more shards would help', (t) => {
  const shards = Array.from({ length: 32 }, (_, shard) => (shard === 6 ? 148 : 852 / 31));
  const waits = shards.map((_, shard) => ({ waits: 1, waitNs: shard === 6 ? 410 : 0 }));
  t.is(
    sentences('sharded:32', { ...hot, shards }, waits)[1],
    'shard 7 of 32 gets 15 % of the operations (even: 3.1 %); writers wait for guards 41 % of the time, most of it for shard 7 (41 %); 64 shards would not help: the shard of the heaviest key would still get 13 % or more',
  );
  t.is(
    sentences('mutex', hot, [{ waits: 9, waitNs: 270 }])[1],
    'writers wait for the mutex 27 % of the time; of 64 shards the fullest would get 13 % of the operations or more',
  );
  t.deepEqual(sentences('mutex', hot, [{ waits: 9, waitNs: 1 }]).length, 1);
});

test('the curve of keys stands beside even use, and is not drawn where no key stands out', (t) => {
  const sizes = [{ width: 372, height: 236 }] as const;
  const chart = keyCurve(hot, sizes);
  t.is(chart?.caption, '12 % for the heaviest key, 16 % or more for 2 of 400.');
  t.is(keyCurve({ ...hot, hotKeys: [] }, sizes), null);
});
