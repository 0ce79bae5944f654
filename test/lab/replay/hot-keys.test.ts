import test from 'ava';
import { replayTraffic } from '../../../src/lab/replay/replay-traffic.ts';
import { recordedKeys } from '../../support/recorded-keys.ts';

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
