import test from 'ava';
import { referenceExactPass } from '../../src/lab/subjects/reference/reference-exact-pass.ts';
import type { MapModel } from '../../src/maps/model/map-model.ts';
import { planGrowth } from '../../src/maps/model/plan/plan-growth.ts';
import type { GrowthPlan } from '../../src/maps/model/size/growth-plan.ts';
import { trieNodes } from '../../src/maps/model/size/trie-nodes.ts';
import { inserts, makeCell } from '../support/make-cell.ts';

const guard = 'sync.Map';
const onState = (): undefined => undefined;
const seeds = [1, 2, 3, 4];

function plan(map: MapModel, key: string, value: string, entries: number): GrowthPlan {
  return planGrowth({ map, key, value, entries, guard });
}

/** Bytes that a `sync.Map` of the kernel holds after so many stores, byte for byte those of Go. */
function held(map: MapModel, key: string, value: string, entries: number, seed: number): number {
  const { workload, ...rest } = makeCell({ map, key, value, guard }, inserts(entries));
  const cell = { ...rest, workload: { ...workload, seed } };
  const { counts } = referenceExactPass({ cell, onState, arenaLimitBytes: null });
  return counts?.stats.bytesHeld ?? Number.NaN;
}

const types = [
  ['string', '*int'],
  ['int64', '[64]byte'],
  ['int64', 'string'],
  ['[16]byte', '[3]int32'],
] as const;

for (const map of ['go1.22', 'go1.24'] as const)
  test(`a sync.Map of ${map} holds what the plan says, over several seeds`, (t) => {
    for (const [key, value] of types)
      for (const entries of [1, 1000, 20_000]) {
        const { bytesHeld, trie } = plan(map, key, value, entries);
        const maps = seeds.map((seed) => held(map, key, value, entries, seed));
        const text = `${key} ${value} ${entries}: ${maps.join(' ')} of ${bytesHeld}`;
        const mean = maps.reduce((sum, bytes) => sum + bytes, 0) / maps.length;
        // A block of 16 bytes may be half empty.
        t.true(Math.abs(mean - bytesHeld) < Math.max(0.01 * bytesHeld, 16), text);
        if (trie === undefined || entries < 1000) continue;
        const inside = maps.filter((bytes) => bytes >= trie.peakLow && bytes <= trie.peakHigh);
        t.true(inside.length >= 3, `${text}, ${trie.peakLow} to ${trie.peakHigh}`);
      }
  });

test('a sync.Map of 500,000 keys takes what real ones are known to take', (t) => {
  // Live heap after a collection, keys of 32 bytes left out: 49.0 MB in Go 1.22, 58.4 MB in Go 1.24.
  const entry = ['string', '*int', 500_000] as const;
  t.is((plan('go1.22', ...entry).bytesHeld / 1e6).toFixed(1), '49.0');
  const { bytesHeld, trie, nextGrowth, growthEvents } = plan('go1.24', ...entry);
  t.is((bytesHeld / 1e6).toFixed(1), '58.4');
  t.true((trie?.peakLow ?? 0) < bytesHeld && (trie?.peakHigh ?? 0) < 1.002 * bytesHeld);
  t.deepEqual([nextGrowth, growthEvents], [null, []]);
  // A plain map grows at the same inserts: 6.5 entries a bucket.
  const [last] = plan('go1.22', ...entry).growthEvents.slice(-1);
  t.like(last, { kind: 'double', entries: 425_985, fromBuckets: 2 ** 16 });
});

test('the nodes of a trie are the prefixes that hashes share', (t) => {
  t.deepEqual(trieNodes(1), { mean: 1, sd: 0 });
  // Two hashes share d times four bits with 16^-d: 1 + 1/15 nodes, but for what 15 levels cut off.
  t.is(trieNodes(2).mean.toFixed(6), (1 + 1 / 15).toFixed(6));
  // By simulation, 4,000 times 1,000 random hashes of 64 bits (Python, seed 1): 359.70 and 9.41.
  const { mean, sd } = trieNodes(1000);
  t.true(Math.abs(mean - 359.7) < 0.5, String(mean));
  t.true(Math.abs(sd / 9.41 - 1) < 0.05, String(sd));
});

test('an old sync.Map says what its second map takes, and limits hold for both', (t) => {
  const [warning] = plan('go1.22', 'string', '*int', 10_000).warnings;
  t.is(warning?.code, 'sync-map-copy');
  t.deepEqual(plan('go1.24', 'string', '*int', 10_000).warnings, []);
  const { fits, failsAtInsert } = planGrowth({
    map: 'go1.24',
    key: 'string',
    value: '*int',
    guard,
    entries: 500_000,
    limitBytes: 40 * 2 ** 20,
  });
  t.deepEqual([fits, failsAtInsert], [false, 355_067]);
  t.throws(() => planGrowth({ map: 'v8', key: 'string', value: 'any', guard, entries: 1 }));
});
