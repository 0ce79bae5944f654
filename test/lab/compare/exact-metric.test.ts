import test from 'ava';
import { exactMetrics } from '../../../src/lab/compare/figures/exact-metric.ts';
import { exactCounts } from './synthetic-run.ts';

function withChains(bucketsPerChain: readonly number[]): typeof exactCounts {
  return { ...exactCounts, chains: { ...exactCounts.chains, bucketsPerChain } };
}

test('longer walks over the chains are worse, shorter ones better', (t) => {
  const metric = exactMetrics.find(({ name }) => name === 'chain-lengths');
  // 13 chains of one bucket and 3 of two: 13 + 9 steps. One chain of four instead of three of two: 25.
  const short = withChains([0, 13, 3]);
  const long = withChains([0, 15, 0, 0, 1]);
  t.is(metric?.worse?.(short, long), 3);
  t.is(metric?.worse?.(long, short), -3);
});

test('a growth that comes earlier is worse', (t) => {
  const metric = exactMetrics.find(({ name }) => name === 'growth-schedule');
  const [first, ...others] = exactCounts.growthEvents;
  if (first === undefined) throw new Error('the counts have growths');
  const earlier = { ...exactCounts, growthEvents: [{ ...first, operation: 7 }, ...others] };
  t.is(metric?.worse?.(exactCounts, earlier), 2);
});
