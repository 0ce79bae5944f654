import test from 'ava';
import { GuardedMap } from '../../src/maps/reference/guarded-map.ts';
import type { MapModel } from '../../src/maps/model/map-model.ts';
import { referenceExactPass } from '../../src/lab/subjects/reference/reference-exact-pass.ts';
import { inserts, makeCell } from '../support/make-cell.ts';

const onState = (): undefined => undefined;
const int64 = { key: 'int64', value: 'int64', hint: 0 } as const;

for (const map of ['go1.22', 'go1.27'] as const)
  for (const [key, keyAt] of [
    ['int64', BigInt],
    ['int32', Number],
  ] as const)
    test(`Shards of a ${map} map[${key}]int64 hold, peak and grow as in a scenario`, (t) => {
      const { workload, ...rest } = makeCell({ map, key, guard: 'sharded:5' }, inserts(20_000));
      const cell = { ...rest, workload: { ...workload, shape: 'plain', seed: 9 } } as const;
      const { counts } = referenceExactPass({ cell, onState, arenaLimitBytes: null });
      const sharded = new GuardedMap({ ...int64, map, key, guard: 'sharded:5', seed: 9 });
      for (let index = 0; index < 20_000; index++) {
        const own = keyAt(index);
        sharded.write(sharded.shardOf(own), (shard) => shard.set(own, index));
      }
      t.deepEqual(sharded.stats(), counts?.stats);
      t.is(sharded.growthsStarted, counts?.growthEvents.length ?? -1);
      for (const [shard, subject] of sharded.shards.entries())
        t.deepEqual(
          subject.growthEvents(),
          counts?.growthEvents.filter((growth) => growth.shard === shard),
        );
      sharded.close();
    });

/** Of a `sync.Map` with 100 entries of one value. */
function allocationsOf(map: MapModel, value: bigint): number {
  const subject = new GuardedMap({ ...int64, map, guard: 'sync.Map' });
  for (let key = 1000n; key < 1100n; key++) subject.write(0, (only) => only.set(key, value));
  const { totalAllocations } = subject.stats();
  subject.close();
  return totalAllocations;
}

// Oracle: go1.22.12 and go1.24.4, runtime.ReadMemStats around Store on 400 maps of 100 keys: 411.8
// and 511.9, 234.1 and 334.0 allocations a map.
test('A sync.Map keeps integers below 256 in no object', (t) => {
  for (const map of ['go1.22', 'go1.24'] as const) {
    t.is(allocationsOf(map, 256n) - allocationsOf(map, 255n), 100);
    t.is(allocationsOf(map, -1n) - allocationsOf(map, 0n), 100);
  }
});
