import test from 'ava';
import { startMapService } from '../../../src/live/service/start-map-service.ts';
import { keySampleInterval, SampledKeys } from '../../../src/live/service/size/sampled-keys.ts';
import { recordedKeys } from '../../support/recorded-keys.ts';

/** Asks for keys as a service is: those whose turn it is are looked at. */
function ask(sampled: SampledKeys, keys: readonly string[], nowMs = 0): void {
  for (const key of keys) if (sampled.isDue()) sampled.see(key, key.length % 4, nowMs);
}

const zipf = Array.from({ length: 200_000 }, (_, at) => {
  // One key in four is the first, one in eight the second, and so on; the rest are all different.
  const rank = Math.clz32((Math.imul(at + 1, 0x9e3779b1) >>> 0) | 1);
  return rank < 8 ? `hot-${rank}` : `cold-${at}`;
});

test('shares are those of an exact count within four standard errors, and keys are hidden unless wanted', (t) => {
  const shown = new SampledKeys(4, true);
  ask(shown, zipf);
  const { keys, sampled, interval, shards } = shown.read();
  t.is(interval, keySampleInterval);
  t.true(Math.abs(sampled * interval - zipf.length) < 0.1 * zipf.length, String(sampled));
  for (const { key, share, standardError } of keys.slice(0, 5)) {
    const exact = zipf.filter((one) => one === key).length / zipf.length;
    t.true(Math.abs(share - exact) < 4 * standardError, `${key} ${share} ${exact}`);
  }
  t.deepEqual(
    keys.slice(0, 3).map(({ key }) => key),
    ['hot-0', 'hot-1', 'hot-2'],
  );
  t.true(Math.abs((shards ?? []).reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
  const hidden = new SampledKeys(1, false);
  ask(hidden, zipf);
  const told = hidden.read();
  t.is(told.shards, null);
  t.true(told.keys.every((key) => !('key' in key) && /^[\da-f]{13}$/.test(key.hash)));
  t.is(told.keys[0]?.hash, keys[0]?.hash);
});

for (const name of ['web07.keys.gz', 'vaultservice.keys.gz'])
  test(`of the recorded stream ${name} no key heavier than its errors allow is missed`, (t) => {
    const recorded = recordedKeys(t, name);
    if (recorded === null) return;
    const sampled = new SampledKeys(1, true);
    ask(sampled, recorded.keys);
    const exact = new Map<string, number>();
    for (const key of recorded.keys) exact.set(key, (exact.get(key) ?? 0) + 1);
    const told = sampled.read();
    // Who is surely met eight times in the sample is told.
    const heaviest = [...exact].toSorted(([, a], [, b]) => b - a).slice(0, 5);
    const heavy = heaviest.filter(([, count]) => count / keySampleInterval > 40);
    t.deepEqual(
      heavy.filter(([one]) => !told.keys.some(({ key }) => key === one)),
      [],
    );
    for (const { key = '', share, standardError } of told.keys) {
      const truth = (exact.get(key) ?? 0) / recorded.keys.length;
      t.true(Math.abs(share - truth) < 5 * standardError, `${key} ${share} ${truth}`);
    }
  });

const many = (key: string): readonly string[] => Array.from({ length: 10_000 }, () => key);

test('what was hot ten minutes ago is forgotten, and what was five minutes ago still counts', (t) => {
  const sampled = new SampledKeys(1, true);
  ask(sampled, many('old'), 0);
  ask(sampled, many('new'), 300_001);
  t.deepEqual(new Set(sampled.read().keys.map(({ key }) => key)), new Set(['new', 'old']));
  ask(sampled, many('newest'), 600_002);
  t.deepEqual(new Set(sampled.read().keys.map(({ key }) => key)), new Set(['new', 'newest']));
  ask(sampled, many('late'), 10_000_000);
  t.deepEqual(
    sampled.read().keys.map(({ key }) => key),
    ['late'],
  );
});

test('a service tells its hot keys in metrics by rank, and in its page by hash, or by name where that is wanted', async (t) => {
  for (const showsKeys of [false, true]) {
    const service = await startMapService({
      name: 'm',
      map: 'go1.24',
      key: 'string',
      value: 'int64',
      guard: 'sharded:4',
      hint: 0,
      seed: 1,
      limitBytes: null,
      showsKeys,
    });
    try {
      for (const key of zipf.slice(0, 40_000)) service.map.set(key, 1n);
      const page = await (await fetch(`${service.url}/metrics`)).text();
      const share = Number(
        /\nmapswell_map_hot_key_share\{map="m",rank="1"\} (\S+)/.exec(page)?.[1],
      );
      t.true(share > 0.4 && share < 0.6, String(share));
      // Of 1,250 operations that were looked at, only some keys were met eight times.
      const ranks = page.match(/\nmapswell_map_hot_key_share\{/g)?.length ?? 0;
      t.true(ranks >= 5 && ranks <= 9, String(ranks));
      t.regex(page, /\nmapswell_map_guard_wait_seconds_total\{map="m"\} 0\n/);
      t.true(Number(/\nmapswell_map_shard_load_max\{map="m"\} (\S+)/.exec(page)?.[1]) >= share);
      const size: { readonly hotKeys: { readonly keys: readonly { readonly key?: string }[] } } =
        JSON.parse(await (await fetch(`${service.url}/debug/mapsize`)).text());
      t.is(size.hotKeys.keys[0]?.key, showsKeys ? 'hot-0' : undefined);
    } finally {
      await service.stop();
    }
  }
});
