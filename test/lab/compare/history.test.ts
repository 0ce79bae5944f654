import test from 'ava';
import { historyRuns } from '../../../src/lab/compare/history/history-points.ts';
import { historyOf, type HistorySeries } from '../../../src/lab/compare/history/history.ts';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { exactCounts, syntheticRun } from './synthetic-run.ts';

/** Runs of one cell: slower by a fifth from the 13th on, one allocation more from the 7th. */
function runs(): RunRecord[] {
  const random = seededRandom(4);
  return Array.from({ length: 24 }, (_, index) => {
    const speed = 1e6 * (index < 12 ? 1 : 0.8);
    const totalAllocations = index < 6 ? 12 : 13;
    const run = syntheticRun({
      id: `run ${index}`,
      cells: [
        {
          id: 'fill',
          speeds: Array.from({ length: 5 }, () => speed * (0.98 + 0.04 * random())),
          counts: { stats: { ...exactCounts.stats, totalAllocations } },
        },
      ],
    });
    return { ...run, startedAt: `2026-11-${String(index + 1).padStart(2, '0')}T00:00:00.000Z` };
  });
}

function seriesOf(all: readonly HistorySeries[], metric: string): HistorySeries | undefined {
  return all.find((one) => one.metric === metric);
}

test('a slowdown is found at the run that brought it, whatever the order of the files', (t) => {
  const series = seriesOf(historyOf(historyRuns(runs().toReversed())), 'writes-per-second');
  t.is(series?.points.length, 24);
  t.deepEqual(
    series?.changes.map(({ run, index }) => [run, index]),
    [['run 12', 12]],
  );
  const [change] = series?.changes ?? [];
  t.true(Math.abs(Number(change?.after) / Number(change?.before) - 0.8) < 0.02);
  t.is(change?.p, 0.005);
});

test('an exact metric changes at the first run that counts otherwise, by how much', (t) => {
  const all = historyOf(historyRuns(runs()));
  t.like(seriesOf(all, 'allocations')?.changes, [
    { run: 'run 6', index: 6, before: 12, after: 13, p: null },
  ]);
  t.deepEqual(seriesOf(all, 'buckets')?.changes, []);
});

test('a cell that only some runs have keeps its own history, and no run has none', (t) => {
  const [first] = runs();
  if (first === undefined) return;
  const other = syntheticRun({ id: 'other', cells: [{ id: 'churn', speeds: [1e6] }] });
  const all = historyOf(historyRuns([first, other]));
  t.is(all.find((one) => one.cell === 'churn')?.points.length, 1);
  t.deepEqual(historyOf([]), []);
});
