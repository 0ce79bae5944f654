import test from 'ava';
import { planText } from '../../../src/cli/text/plan/plan-text.ts';
import { planGrowth } from '../../../src/maps/model/plan/plan-growth.ts';
import type { PlanRequest } from '../../../src/maps/model/size/growth-plan.ts';

const text = (request: PlanRequest): string => planText(planGrowth(request), []);

const title = (request: PlanRequest): string => text(request).split('\n')[0] ?? '';

test('a plan is named by its map, its types, its hint and its entries', (t) => {
  const types = { key: 'int64', value: 'string', entries: 1000 };
  t.is(title({ map: 'go1.22', ...types }), 'go1.22 map[int64]string, 1,000 entries');
  t.is(
    title({ map: 'go1.22', ...types, hint: 100 }),
    'go1.22 map[int64]string with hint 100, 1,000 entries',
  );
  t.is(title({ map: 'v8', ...types }), 'v8 Map, 1,000 entries');
  t.is(title({ map: 'v8', ...types, value: 'struct{}' }), 'v8 Set, 1,000 entries');
});

test('what no growth made has no staircase, and what has every key no growth to come', (t) => {
  const small = text({ map: 'go1.22', key: 'int64', value: 'int64', entries: 8 });
  t.false(small.includes('insert  growth'));
  t.false(small.includes('Last growth'));
  const whole = text({ map: 'go1.22', key: 'uint8', value: 'int64', entries: 256 });
  t.true(whole.includes('Next growth: none, the map is as large as it can be.\n'), whole);
});

test('shards and tries are said with the interval of all hashes', (t) => {
  const types = { key: 'int64', value: 'int64', entries: 100_000 };
  const sharded = text({ map: 'go1.22', ...types, guard: 'sharded:16' });
  t.regex(
    sharded,
    /Holds about [\d.]+ MiB at the highest moment on the way, between [\d.]+ MiB and [\d.]+ MiB for 95 % of all hashes, in 16 shards\.\n/,
  );
  t.true(sharded.includes('"About" marks the mean over hash seeds.\n'));
  const trie = text({ map: 'go1.24', ...types, guard: 'sync.Map' });
  t.regex(trie, /between [\d.]+ MiB and [\d.]+ MiB for 95 % of all hashes\.\n/);
  t.true(
    trie.includes('Next growth: none, it adds a node of 160 B now and then and never copies.\n'),
    trie,
  );
});

test('waves of splits are rows with the insert at which they end', (t) => {
  const swiss = text({ map: 'go1.24', key: 'int64', value: 'int64', entries: 100_000 });
  t.regex(swiss, /\d tables split, until [\d,]+/);
  t.regex(swiss, /table grows/);
  t.false(swiss.includes('directory-doubling'));
  t.regex(swiss, / slots +to /);
});

test('a map that does not fit says why where nobody asked about a limit', (t) => {
  const full = text({ map: 'v8', key: 'int64', value: 'int64', entries: 2 ** 24 + 10 });
  t.regex(full, /\nDoes not fit: .*16,777,216/);
});
