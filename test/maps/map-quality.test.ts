import test from 'ava';
import { createMap, type MapQuality } from '../../src/index.ts';
import { readMapQuality } from '../../src/maps/reference/kernel/read-map-quality.ts';
import { swissState } from '../support/check-swiss.ts';
import { KernelMap, smallKernel } from '../support/kernel-map.ts';

const goModels = ['go1.22', 'go1.24', 'go1.27'] as const;
const intToInt = { key: 'int', value: 'int' } as const;

function sum(counts: readonly number[], weight: (k: number) => number = () => 1): number {
  return counts.reduce((total, count, k) => total + count * weight(k), 0);
}

function qualityOf(map: { quality(): MapQuality | null }): MapQuality {
  const quality = map.quality();
  if (quality === null) throw new Error('expected a quality, got none');
  return quality;
}

for (const model of goModels)
  test(`a look at a ${model} map counts every entry and every home once`, (t) => {
    const map = createMap({ ...intToInt, map: model, seed: 11 });
    for (let index = 0; index < 60_000; index++) {
      map.set(index, index);
      if (![8, 9, 900, 1665, 59_999].includes(index)) continue;
      const quality = qualityOf(map);
      const { entriesPerHome, hitProbes, missProbes } = quality;
      t.is(quality.entries, index + 1);
      t.is(sum(hitProbes), index + 1);
      t.is(
        sum(entriesPerHome, (k) => k),
        index + 1,
      );
      t.true(Math.abs(sum(missProbes) - 1) < 1e-9);
      t.is(hitProbes[0], 0);
      t.is(missProbes[0], 0);
      t.is(quality.meanHitProbes, sum(hitProbes, (k) => k) / (index + 1));
    }
    const { entriesPerHome, expectedEntriesPerHome, stuckBits, tagFalsePositives } = qualityOf(map);
    t.is(sum(entriesPerHome), map.stats().buckets);
    t.deepEqual(stuckBits, []);
    t.true(tagFalsePositives > 100 && tagFalsePositives < 3000);
    for (const [k, expected] of expectedEntriesPerHome.entries())
      t.true(Math.abs((entriesPerHome[k] ?? 0) - expected) < 5 * Math.sqrt(expected + 1), `${k}`);
    map.close();
  });

// An independent walk in BigInt arithmetic over the same memory.
test('hits, homes and hash bits of a Swiss map are those that its memory shows', (t) => {
  const kernel = smallKernel();
  const { exports } = kernel;
  const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 27);
  const [h0, h1] = [0x0123_4567_89ab_cdefn, 0xfedc_ba98_7654_3210n];
  exports.mapSetHashKeys(map.handle, h0, h1, 1n, 2n);
  for (let key = 0; key < 5000; key++) map.set(key, key);
  for (let key = 0; key < 5000; key += 3) map.delete(key);
  const seeded = exports.mapSeed(map.handle) ^ h0;
  const hits: number[] = [];
  const homes: number[] = [];
  let falsePositives = 0;
  let deleted = 0;
  let and = 2n ** 64n - 1n;
  for (const { groups, capacity } of swissState(map).tables) {
    const mask = capacity / 8 - 1;
    const perGroup = Array.from({ length: mask + 1 }, () => 0);
    const control = (group: number, slot: number): number =>
      map.view.getUint8(groups + group * 136 + slot);
    for (let at = 0; at < capacity; at++) {
      const [group, slot] = [at >> 3, at & 7];
      if (control(group, slot) === 0xfe) deleted += 1;
      if (control(group, slot) >= 0x80) continue;
      const key = map.view.getBigUint64(groups + group * 136 + 8 + slot * 16, true);
      const hash = BigInt.asUintN(64, exports.hash64(key, seeded, h1));
      and &= hash;
      const tag = Number(hash & 0x7fn);
      let [offset, probes] = [Number((hash >> 7n) & BigInt(mask)), 1];
      perGroup[offset] = (perGroup[offset] ?? 0) + 1;
      for (;;) {
        for (let before = 0; before < (offset === group ? slot : 8); before++)
          if (control(offset, before) === tag) falsePositives += 1;
        if (offset === group) break;
        offset = (offset + probes) & mask;
        probes += 1;
      }
      hits[probes] = (hits[probes] ?? 0) + 1;
    }
    for (const entries of perGroup) homes[entries] = (homes[entries] ?? 0) + 1;
  }
  const quality = readMapQuality(kernel, map.handle);
  t.deepEqual(
    quality.hitProbes,
    Array.from(hits, (count) => count ?? 0),
  );
  t.deepEqual(
    quality.entriesPerHome,
    Array.from(homes, (count) => count ?? 0),
  );
  t.is(quality.tagFalsePositives, falsePositives);
  t.is(quality.tombstones, deleted);
  t.true(deleted > 0 && falsePositives > 0);
  t.is(and, 0n);
  map.free();
});

test('the probes of a classic map are its chains', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.23', seed: 2 });
  for (let index = 0; index < 100_000; index++) map.set(index, index);
  const { bucketsPerChain, entriesPerBucket, maxChainBuckets } = map.chainStats();
  const { hitProbes, missProbes, entriesPerHome } = qualityOf(map);
  t.deepEqual(entriesPerHome, entriesPerBucket);
  t.is(hitProbes.length, maxChainBuckets + 1);
  // Without deletes only the last bucket of a chain has room, so a miss ends there.
  t.deepEqual(
    missProbes.map((share) => Math.round(share * map.stats().buckets)).slice(0, 2),
    bucketsPerChain.slice(0, 2),
  );
  t.true((hitProbes[2] ?? 0) >= map.stats().overflowBuckets);
  map.close();
});

test('deleted slots that searches pass are counted as tombstones', (t) => {
  for (const model of goModels) {
    const map = createMap({ ...intToInt, map: model });
    for (let index = 0; index < 50_000; index++) map.set(index, index);
    t.is(qualityOf(map).tombstones, 0);
    for (let index = 0; index < 25_000; index++) map.delete(index);
    const { tombstones, entries } = qualityOf(map);
    t.is(entries, 25_000);
    t.true(tombstones > 0 && tombstones < 25_000, `${model} ${tombstones}`);
    t.is(map.shape().tombstones, model === 'go1.22' ? null : tombstones);
    map.close();
  }
});

test('a map of one entry has stuck bits only, an empty one none', (t) => {
  for (const model of goModels) {
    const map = createMap({ ...intToInt, map: model });
    t.deepEqual(qualityOf(map).stuckBits, []);
    t.is(qualityOf(map).meanHitProbes, 0);
    map.set(1, 1);
    t.is(qualityOf(map).stuckBits.length, 64);
    map.set(2, 1);
    t.true(qualityOf(map).stuckBits.length < 50);
    map.close();
  }
});

test('the shape adds up to the bytes held, for every model', (t) => {
  const big = new Uint8Array(200);
  for (const model of [...goModels, 'v8'] as const) {
    const map = createMap({ map: model, key: 'string', value: '[200]byte' });
    for (let index = 0; index < 3000; index++) {
      map.set(`k${index}`, big);
      if (index % 97 > 0) continue;
      const { bytesTable, bytesOldTable, bytesHeaders, bytesEntries } = map.shape();
      const stats = map.stats();
      t.is(bytesTable + bytesOldTable + bytesHeaders + bytesEntries, stats.bytesHeld);
      t.is(bytesTable, stats.bytesCurrent);
      t.is(bytesEntries, model === 'v8' ? 0 : (index + 1) * 208);
    }
    map.close();
  }
});

test('the shape tells spares, tables, deleted entries and new seeds where there are any', (t) => {
  const classic = createMap({ ...intToInt, map: 'go1.22', hint: 1000 });
  t.like(classic.shape(), { sparesLeft: 28, tombstones: null, tables: null, evacuation: null });
  for (let index = 0; index < 1000; index++) classic.set(index, index);
  t.is(classic.shape().sparesLeft, 28 - classic.stats().overflowBuckets);
  classic.clear();
  t.like(classic.shape(), { sparesLeft: 28, reseeds: 1 });
  classic.close();
  const swiss = createMap({ ...intToInt, map: 'go1.26' });
  t.like(swiss.shape(), { sparesLeft: null, tombstones: 0, tables: 0, directoryEntries: 0 });
  for (let index = 0; index < 1000; index++) swiss.set(index, index);
  t.like(swiss.shape(), { tables: 2, directoryEntries: 2, reseeds: 0 });
  swiss.close();
  const v8 = createMap({ ...intToInt, map: 'v8' });
  for (let index = 0; index < 8; index++) v8.set(index, index);
  v8.delete(3);
  t.like(v8.shape(), { tombstones: 1, bytesHeaders: 32, tables: null, evacuation: null });
  t.is(v8.quality(), null);
  v8.close();
});

test('a growth tells how far it is, and that it stalled when writes stop', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.22' });
  for (let index = 0; index < 1665; index++) map.set(index, index);
  // The write that started the growth moved one or two of the 256 old buckets.
  const first = map.shape().evacuation;
  t.like(first, { oldBuckets: 256, isStalled: false });
  t.true(first !== null && first.movedBuckets >= 1 && first.movedBuckets <= 2);
  map.get(5);
  t.is(map.shape().evacuation?.isStalled, true);
  t.is(map.shape().evacuation?.isStalled, true);
  map.set(5, 6);
  const second = map.shape().evacuation;
  t.is(second?.isStalled, false);
  const { movedBuckets = 0, fewestWritesLeft = 0, mostWritesLeft = 0 } = second ?? {};
  t.is(mostWritesLeft, 256 - movedBuckets);
  let writes = 0;
  for (; map.stats().isGrowing; writes++) map.set(writes, 0);
  t.true(writes >= fewestWritesLeft && writes <= mostWritesLeft, `${writes}`);
  t.is(map.shape().evacuation, null);
  map.close();
});
