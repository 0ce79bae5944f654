import test from 'ava';
import { fullestShard, moreShards } from '../../../src/base/stats/streams/fullest-shard.ts';

test('a key is in one shard, so that its share bounds what more of them can do', (t) => {
  t.is(fullestShard(0, 32), 1 / 32);
  t.is(fullestShard(0.12, 1), 1);
  t.is(fullestShard(0.5, 2), 0.75);
  // One key with 12 % in one of 32 shards: 64 leave it 13.4 of 14.8 %.
  t.deepEqual(moreShards(0.12, 0.1475, 32), {
    shards: 64,
    fullest: 0.12 + 0.88 / 64,
    helps: false,
  });
  t.true(moreShards(0.001, 0.05, 32).helps);
  t.is(moreShards(0.001, 0.05, 64).shards, 128);
});
