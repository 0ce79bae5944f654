import test from 'ava';
import { planGrowth } from '../../src/maps/model/plan/plan-growth.ts';
import type { MapModel } from '../../src/maps/model/map-model.ts';
import { referenceExactPass } from '../../src/lab/subjects/reference/reference-exact-pass.ts';
import { inserts, makeCell } from '../support/make-cell.ts';

const entry = { key: 'int64', value: 'int64' } as const;
const shards = 16;
const guard = `sharded:${shards}` as const;

const onState = (): undefined => undefined;

/** What filling counts: the peak of all shards together, and every growth with its insert. */
function filled(map: MapModel, seed: number, entries: number) {
  const { workload, ...rest } = makeCell({ map, key: 'int64', guard }, inserts(entries));
  const cell = { ...rest, workload: { ...workload, seed } };
  const { counts } = referenceExactPass({ cell, onState, arenaLimitBytes: null });
  if (counts === null) throw new Error('expected counts');
  return { ...counts.stats, events: counts.growthEvents };
}

for (const map of ['go1.22', 'go1.24'] as const) {
  test(`shards of ${map} hold at their peak, and in the end, what the plan says`, (t) => {
    const entries = 60_000;
    const plan = planGrowth({ map, ...entry, entries, guard });
    t.is(plan.shards?.count, shards);
    const { peakLow = 0, peakHigh = 0 } = plan.shards ?? {};
    t.true(peakLow < plan.peakBytesHeld && plan.peakBytesHeld < peakHigh);
    const maps = [1, 2, 3, 4].map((seed) => filled(map, seed, entries));
    // The most on a way is a little more than the most of the mean.
    const inside = maps.filter(
      ({ bytesPeak }) => bytesPeak > 0.98 * peakLow && bytesPeak < 1.04 * peakHigh,
    );
    t.true(
      inside.length >= 3,
      `${maps.map(({ bytesPeak }) => bytesPeak).join(' ')} of ${peakLow} to ${peakHigh}`,
    );
    const mean = maps.reduce((sum, { bytesHeld }) => sum + bytesHeld, 0) / maps.length;
    t.true(Math.abs(mean / plan.bytesHeld - 1) < 0.05, `${mean} of ${plan.bytesHeld}`);
  });
}

test('shards double one by one, within the window that the plan says', (t) => {
  const entries = 60_000;
  const { growthEvents } = planGrowth({ map: 'go1.22', ...entry, entries, guard });
  // A shard of 2^8 buckets doubles at insert 1,665, and 16 of them at about 26,640 in the middle.
  const window = growthEvents.find(({ fromBuckets }) => fromBuckets === shards * 2 ** 8);
  t.is(window?.wave?.middleAtEntries, 26_640);
  const { events } = filled('go1.22', 5, entries);
  const real = events
    .filter(({ fromBuckets }) => fromBuckets === 2 ** 8)
    .map(({ operation }) => operation);
  t.is(real.length, shards);
  const [first, last] = [window?.entries ?? 0, window?.wave?.lastAtEntries ?? 0];
  t.true(first < 26_640 && last > 26_640);
  t.true(Math.abs(Math.min(...real) / first - 1) < 0.05, `${Math.min(...real)} of ${first}`);
  t.true(Math.abs(Math.max(...real) / last - 1) < 0.05, `${Math.max(...real)} of ${last}`);
});

test('a guard without shards plans one map', (t) => {
  const one = planGrowth({ map: 'go1.22', ...entry, entries: 1e6 });
  t.deepEqual(planGrowth({ map: 'go1.22', ...entry, entries: 1e6, guard: 'rwmutex' }), one);
  t.is(one.shards, undefined);
});
