import test from 'ava';
import { accept } from '../../../src/lab/compare/baseline/accept.ts';
import type { Baseline } from '../../../src/lab/compare/baseline/baseline.ts';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRuns } from '../../../src/lab/compare/compare-runs.ts';
import type { Comparison } from '../../../src/lab/compare/comparison.ts';
import {
  validateBaseline,
  type Disagreement,
} from '../../../src/lab/compare/baseline/validate-baseline.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { exactCounts, syntheticRun, type SyntheticRun } from './synthetic-run.ts';

const speeds = [1e6, 1.01e6, 0.99e6, 1.005e6, 0.995e6, 1.002e6, 0.998e6];

function run(id: string, factor = 1, more: Partial<SyntheticRun> = {}): RunRecord {
  return syntheticRun({
    id,
    cells: [{ id: 'fill', speeds: speeds.map((speed) => speed * factor) }],
    ...more,
  });
}

function refusals(first: RunRecord, second: RunRecord): readonly Disagreement[] {
  const check = validateBaseline(first, second);
  return check.kind === 'refused' ? check.disagreements : [];
}

function baselineOf(first: RunRecord, second: RunRecord): Baseline {
  const check = validateBaseline(first, second);
  if (check.kind === 'agreed') return check.baseline;
  throw new Error(check.disagreements.map(({ message }) => message).join('; '));
}

function compared(baseline: Baseline, first: RunRecord, second: RunRecord): Comparison {
  const { batches, acceptances } = baseline;
  return compareRuns(
    { baseline: batches, candidate: [first, second], acceptances },
    compareOptions(),
  );
}

test('two batches that agree make a baseline of both', (t) => {
  const check = validateBaseline(run('a'), run('b', 1.03));
  t.like(check, { kind: 'agreed' });
  const baseline = baselineOf(run('a'), run('b', 1.03));
  t.is(baseline.kind, 'mapswell-baseline');
  t.is(baseline.version, 2);
  t.deepEqual(
    baseline.batches.map(({ id }) => id),
    ['a', 'b'],
  );
  t.deepEqual(baseline.acceptances, []);
});

test('batches that are apart are refused by cell, metric and how much', (t) => {
  t.deepEqual(refusals(run('a'), run('b', 0.8)), [
    {
      cell: 'fill',
      metric: 'writes-per-second',
      message: 'the batches are 25.0 % apart: median 1000000 of 7 rounds against 800000 of 7',
    },
  ]);
});

test('batches that are apart but no further than their rounds explain are taken with a warning', (t) => {
  const wild = [1, 2, 0.5, 1.5, 0.7, 1.8, 0.6].map((factor) => factor * 1e6);
  const first = syntheticRun({ id: 'a', cells: [{ id: 'fill', speeds: wild }] });
  const second = syntheticRun({
    id: 'b',
    cells: [{ id: 'fill', speeds: wild.map((speed) => speed * 1.3) }],
  });
  const check = validateBaseline(first, second);
  t.is(check.kind, 'agreed');
  t.like(baselineOf(first, second).warnings[0], { code: 'noisy-baseline' });
  t.regex(
    baselineOf(first, second).warnings[0]?.message ?? '',
    /fill, writes-per-second: .*30\.0 % apart/,
  );
});

test('batches that count differently, are one run, are cut off, or come from elsewhere are refused', (t) => {
  const { stats } = exactCounts;
  const fat = run('b', 1, {
    cells: [{ id: 'fill', speeds, counts: { stats: { ...stats, totalAllocations: 13 } } }],
  });
  t.like(refusals(run('a'), fat)[0], {
    cell: 'fill',
    metric: 'allocations',
    message: '12 to 13 (+1)',
  });
  t.is(refusals(run('a'), run('a'))[0]?.message, 'both batches are one run, a');
  t.is(refusals(run('a'), run('b', 1, { isComplete: false }))[0]?.message, 'run b was interrupted');
  t.regex(
    refusals(run('a'), run('b', 1, { environment: { cpuModel: 'Other' } }))[0]?.message ?? '',
    /environment\.cpuModel differs/,
  );
  t.is(refusals(run('a', 1, { cells: [] }), run('b'))[0]?.message, 'run a has no cells');
  t.is(refusals(run('a'), run('b', 1, { cells: [{ id: 'other', speeds }] })).length > 1, true);
});

function allocating(id: string, totalAllocations: number): RunRecord {
  const counts = { stats: { ...exactCounts.stats, totalAllocations } };
  return run(id, 1, { cells: [{ id: 'fill', speeds, counts }] });
}

test('an accepted exact change passes from then on, and what is beyond it still fails', (t) => {
  const baseline = baselineOf(run('a'), run('b'));
  const found = compared(baseline, allocating('c', 13), allocating('d', 13));
  t.is(found.outcome, 'regressed');
  const request = {
    cell: 'fill',
    metric: 'allocations',
    reason: 'a second index',
    at: '2026-11-22',
  };
  const accepted = accept(baseline, found, request);
  t.deepEqual(accepted.acceptances, [
    {
      cell: 'fill',
      metric: 'allocations',
      from: 12,
      to: 13,
      reason: 'a second index',
      at: '2026-11-22',
    },
  ]);
  t.deepEqual(baseline.acceptances, []);
  t.is(compared(accepted, allocating('c', 13), allocating('d', 13)).outcome, 'pass');
  t.is(compared(accepted, allocating('c', 14), allocating('d', 14)).outcome, 'regressed');
  t.is(compared(accepted, run('c'), run('d')).outcome, 'improved');
});

test('an accepted slowdown moves what is expected, twice where it is accepted twice', (t) => {
  const baseline = baselineOf(run('a'), run('b'));
  const request = { cell: 'fill', metric: 'all', reason: 'checksums', at: '2026-11-22' };
  const slower = compared(baseline, run('c', 0.8), run('d', 0.8));
  const once = accept(baseline, slower, request);
  t.is(once.acceptances.length > 0, true);
  t.is(compared(once, run('c', 0.8), run('d', 0.8)).outcome, 'pass');
  const again = compared(once, run('e', 0.6), run('f', 0.6));
  t.is(again.outcome, 'regressed');
  t.is(compared(accept(once, again, request), run('e', 0.6), run('f', 0.6)).outcome, 'pass');
});

test('what has no change, no such name or no reason cannot be accepted', (t) => {
  const baseline = baselineOf(run('a'), run('b'));
  const same = compared(baseline, run('c'), run('d'));
  const refuse = (request: Partial<Parameters<typeof accept>[2]>, message: RegExp): void => {
    const complete = { cell: 'fill', metric: 'all', reason: 'why', at: 'now', ...request };
    t.throws(() => accept(baseline, same, complete), { name: 'SandboxError', message });
  };
  refuse({}, /fill has no change to accept: outcome is pass/);
  refuse({ cell: 'nowhere' }, /no cell nowhere was compared/);
  refuse({ metric: 'colour' }, /fill has no metric colour/);
  refuse({ reason: ' ' }, /reason that is not empty/);
});
