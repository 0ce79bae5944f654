import test from 'ava';
import { replayTraffic } from '../../../src/lab/replay/replay-traffic.ts';
import { recordedKeys } from '../../support/recorded-keys.ts';
import { recording } from '../traffic/read.ts';

test('a replay counts the heaviest keys of a recorded stream exactly, and the load of shards', async (t) => {
  const recorded = recordedKeys(t, 'web07.keys.gz');
  if (recorded === null) return;
  const { file, keys, counts } = recorded;
  const request = { file, map: 'v8', key: 'string', value: 'int64', limitBytes: null } as const;
  const { findings } = await replayTraffic({ ...request, shards: 16, showsKeys: true });
  t.deepEqual(
    findings.hotKeys.map(({ operations, error }) => [operations, error]),
    counts.slice(0, 10).map((count) => [count, 0]),
  );
  for (const { key, operations } of findings.hotKeys)
    t.is(keys.filter((one) => one === key).length, operations);
  const loads = findings.shardLoads ?? [];
  t.is(loads.length, 16);
  t.true(Math.abs(loads.reduce((sum, load) => sum + load, 0) - 1) < 1e-9);
  t.true(Math.max(...loads) >= (findings.hotKeys[0]?.share ?? 1));
  t.is((await replayTraffic(request)).findings.shardLoads, null);
});

test('where keys are forgotten, the heaviest of a recorded stream lie within the error that is stated', async (t) => {
  const recorded = recordedKeys(t, 'web07.keys.gz');
  if (recorded === null) return;
  const { keys, counts } = recorded;
  // Nothing is stored: every key may be forgotten.
  const file = recording(`key,op\n${keys.map((key) => `${key},get\n`).join('')}`);
  const remembered = 2 ** 12;
  t.true(counts.length > 4 * remembered);
  const request = { file, map: 'v8', key: 'string', value: 'int64', limitBytes: null } as const;
  const { findings } = await replayTraffic({ ...request, remembered, showsKeys: true });
  const truths = findings.hotKeys.map(({ key, operations, error }) => {
    const truth = keys.filter((one) => one === key).length;
    t.true(operations - error <= truth && truth <= operations, key);
    t.true(error < truth / 10, key);
    return truth;
  });
  t.deepEqual(
    truths.toSorted((a, b) => b - a),
    counts.slice(0, 10),
  );
});
