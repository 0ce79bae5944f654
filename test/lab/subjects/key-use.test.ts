import { dirname, join } from 'node:path';
import test from 'ava';
import { completePhases } from '../../../src/lab/config/complete-phases.ts';
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { KeyUse } from '../../../src/lab/record/key-use.ts';
import { guardWaitsSchema, keyUseSchema } from '../../../src/lab/record/schema/key-use-schema.ts';
import { nativeTarget } from '../../../src/lab/subjects/native/native-target.ts';
import { referenceTarget } from '../../../src/lab/subjects/reference/reference-target.ts';
import { makeCell } from '../../support/make-cell.ts';
import { recordedKeys } from '../../support/recorded-keys.ts';
import { cellOf } from './cell-of.ts';

const onState = (): void => undefined;
const options = { arenaLimitBytes: 2 ** 28, onState, countsKeys: true };

async function keysOf(cell: Cell): Promise<KeyUse> {
  const target = cell.target === 'native' ? nativeTarget : referenceTarget;
  const { keys } = await target.exactPass({ ...options, cell });
  if (keys === undefined) throw new Error('expected keys to be counted');
  return keyUseSchema.parse(keys);
}

for (const name of ['web07.keys.gz', 'vaultservice.keys.gz'])
  test(`the heaviest keys of the recorded stream ${name} are those of an exact count, within the error that is said`, async (t) => {
    const recorded = recordedKeys(t, name);
    if (recorded === null) return;
    const { file, keys, counts } = recorded;
    const phases = [{ name: 'keys', keys: { kind: 'trace', file } as const }];
    const cell = makeCell({}, completePhases(phases, join(dirname(file), 'scenario.ts'), 1));
    const use = await keysOf(cell);
    t.is(use.operations, keys.length);
    t.is(use.shards, null);
    const { value, standardError } = use.distinctKeys;
    t.true(Math.abs(value - counts.length) <= 4 * Math.max(1, standardError), String(value));
    t.is(use.hotKeys.length, 10);
    for (const [rank, { operations, error, share }] of use.hotKeys.entries()) {
      // The key of that rank has at least what is left of its count, and no more than it.
      const exact = counts[rank] ?? 0;
      t.true(operations >= exact && operations - error <= exact, `${operations} ${exact} ${error}`);
      t.is(share, operations / keys.length);
    }
    // What is surely counted for the heaviest keys is never more than they have.
    let sum = 0;
    for (const [rank, count] of counts.entries()) {
      sum += count;
      const point = use.curve.find((one) => one.keys === rank + 1);
      if (point !== undefined) t.true(point.share <= sum / keys.length + 1e-12);
    }
    t.deepEqual(await keysOf({ ...cell, target: 'native', map: 'v8' }), use);
  });

const zipfian = (guard: Cell['guard']): Cell =>
  cellOf(
    { guard },
    {
      ownership: 'same',
      phases: [
        {
          name: 'mix',
          operationsPerWriter: 50_000,
          mix: { update: 1, lookup: 3 },
          keys: { kind: 'zipfian', keys: 10_000, exponent: 1 },
        },
      ],
    },
  );

test('of a Zipf distribution the exponent is found, and the load of each shard is counted', async (t) => {
  const use = await keysOf(zipfian('sharded:16'));
  t.is(use.operations, 200_000);
  t.true(Math.abs(use.writes - 50_000) < 1000);
  const { exponent = 0, standardError = 0 } = use.zipf ?? {};
  t.true(Math.abs(exponent - 1) < 4 * standardError + 0.01, `${exponent} ± ${standardError}`);
  // 1 / H(10,000) = 10.2 % fall on the first key.
  t.true(Math.abs((use.hotKeys[0]?.share ?? 0) - 0.1022) < 0.003);
  t.true(Math.abs((use.hotWrites[0]?.share ?? 0) - 0.1022) < 0.006);
  const shards = use.shards ?? [];
  t.is(shards.length, 16);
  t.is(
    shards.reduce((sum, load) => sum + load, 0),
    200_000,
  );
  t.true(Math.max(...shards) >= (use.hotKeys[0]?.operations ?? 0) - (use.hotKeys[0]?.error ?? 0));
});

test('where keys are not wanted, or the map was refused memory, none are counted', async (t) => {
  const cell = zipfian('mutex');
  t.false('keys' in (await referenceTarget.exactPass({ ...options, countsKeys: false, cell })));
  const full = cellOf({ guard: 'mutex' });
  const small = await referenceTarget.exactPass({
    ...options,
    arenaLimitBytes: 20_000,
    cell: full,
  });
  t.is(small.outcome.kind, 'out-of-memory');
  t.false('keys' in small);
});

async function timed(cell: Cell): Promise<unknown> {
  const { measurement } = await referenceTarget.timedPass({ ...options, cell });
  return measurement?.guard;
}

test('waiting for guards is measured by shard, in timed runs, and for no map without a guard', async (t) => {
  t.is(
    await timed({ ...zipfian('none'), workload: { ...zipfian('none').workload, writers: 1 } }),
    undefined,
  );
  for (const [guard, shards] of [
    ['mutex', 1],
    ['rwmutex', 1],
    ['sharded:4', 4],
  ] as const) {
    const waits = guardWaitsSchema.parse(await timed(zipfian(guard)));
    t.is(waits.shards.length, shards);
    const waited = waits.shards.reduce((sum, { waitNs }) => sum + waitNs, 0);
    // Four writers on two CPUs: somebody sleeps now and then, and never longer than there was time.
    t.true(waits.runNs > 0 && waited <= 1.05 * waits.runNs, JSON.stringify(waits));
    for (const one of waits.shards) t.is(one.waits === 0, one.waitNs === 0);
  }
  const alone = { ...zipfian('mutex'), workload: { ...zipfian('mutex').workload, writers: 1 } };
  const { shards } = guardWaitsSchema.parse(await timed(alone));
  t.deepEqual(shards, [{ waits: 0, waitNs: 0 }]);
});
