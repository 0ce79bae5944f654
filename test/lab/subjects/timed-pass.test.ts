import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { median } from '../../../src/base/stats/median.ts';
import type { TimedMeasurement } from '../../../src/lab/record/timed-result.ts';
import { planIterations } from '../../../src/lab/subjects/iteration-plan.ts';
import { nativeTimedPass } from '../../../src/lab/subjects/native/native-timed-pass.ts';
import { referenceTimedPass } from '../../../src/lab/subjects/reference/reference-timed-pass.ts';
import { runIterations } from '../../../src/lab/subjects/run-iterations.ts';
import type { TimedEnd } from '../../../src/lab/subjects/target.ts';
import { runYardstick } from '../../../src/lab/subjects/yardstick.ts';
import { fill } from '../../support/make-cell.ts';
import { cellOf } from './cell-of.ts';

async function pass(cell: Cell, arenaLimitBytes = 2 ** 26): Promise<TimedEnd> {
  const options = { cell, arenaLimitBytes, onState: () => undefined };
  return cell.target === 'native' ? nativeTimedPass(options) : referenceTimedPass(options);
}

async function measure(cell: Cell): Promise<TimedMeasurement> {
  const { measurement, outcome } = await pass(cell);
  if (measurement === null || outcome.kind !== 'completed')
    throw new Error(`expected a completed pass, got ${JSON.stringify(outcome)}`);
  return measurement;
}

const iterationsFor = (operations: number): number => planIterations(operations, 8).iterations;

test('the number of iterations is a function of the operations alone', (t) => {
  t.deepEqual(
    [1, 8000, 10_000, 100_000, 400_000, 1e6, 1e7].map((operations) => iterationsFor(operations)),
    [100, 100, 100, 10, 3, 3, 3],
  );
  t.deepEqual(
    [1e7 + 1, 1e8, 1e9].map((operations) => iterationsFor(operations)),
    [1, 1, 1],
  );
  t.is(planIterations(1e9, 8).warmOperationsPerWriter, 25_000);
});

test('what lies in a map before the workload is neither timed nor counted', async (t) => {
  for (const map of ['go1.22', 'go1.24'] as const) {
    const cell = cellOf({ map });
    const options = { cell, arenaLimitBytes: 2 ** 26, onState: () => undefined };
    const grown = (await referenceTimedPass(options)).measurement;
    const filled = (await referenceTimedPass({ ...options, fill: cell.workload })).measurement;
    t.true((grown?.latency.growing.samples ?? 0) > 0);
    // The same keys again start no growth.
    t.is(filled?.latency.growing.samples, 0);
    t.deepEqual(
      filled?.iterations.map(({ operations }) => operations),
      grown?.iterations.map(({ operations }) => operations),
    );
  }
});

test('what does not fit into a map before the workload is an outcome', async (t) => {
  const cell = cellOf();
  const { workload } = cell;
  const phases = [fill(200_000)];
  const options = { cell, arenaLimitBytes: 2 ** 21, onState: () => undefined };
  const { measurement, outcome } = await referenceTimedPass({
    ...options,
    fill: { ...workload, phases },
  });
  t.is(measurement, null);
  t.like(outcome, {
    kind: 'failed',
    message: 'what lies in the map before the workload does not fit into it',
  });
});

test('tinybench runs exactly the iterations that were asked for, and takes their own durations', (t) => {
  let calls = 0;
  const figures = runIterations('three', 3, () => {
    calls += 1;
    return { operations: 10, writes: 5, elapsedNs: calls * 1e6, isLast: false };
  });
  t.is(calls, 3);
  t.deepEqual(figures, {
    iterations: [1, 2, 3].map((ms) => ({ operations: 10, elapsedNs: ms * 1e6 })),
    writesPerSecond: 2500,
    nsPerWrite: 400_000,
    // t for 95 % and 2 degrees of freedom is 4.303: 4.303 / sqrt(3) / 2 = 124.2 %.
    tinybench: { meanMs: 2, sdMs: 1, rmePercent: figures.tinybench.rmePercent, samples: 3 },
  });
  t.is(figures.tinybench.rmePercent.toFixed(1), '124.2');
});

test('an iteration that could not be finished is the last one, and one alone has no spread', (t) => {
  const figures = runIterations('refused', 50, () => ({
    operations: 8,
    writes: 4,
    elapsedNs: 2000,
    isLast: true,
  }));
  t.deepEqual(figures, {
    iterations: [{ operations: 8, elapsedNs: 2000 }],
    writesPerSecond: 2e6,
    nsPerWrite: 500,
    tinybench: { meanMs: 0.002, sdMs: 0, rmePercent: 0, samples: 1 },
  });
});

test('an error in an iteration is passed on', (t) => {
  t.throws(
    () =>
      runIterations('broken', 3, () => {
        throw new TypeError('broken');
      }),
    { instanceOf: TypeError, message: 'broken' },
  );
});

for (const target of ['reference', 'native'] as const)
  test(`${target}: every operation is recorded once when all are sampled, growths as what they are`, async (t) => {
    const cell = cellOf({ target, latencySampleInterval: 1 }, { phases: [fill(2500)] });
    const { iterations, latency } = await measure(cell);
    t.is(iterations.length, 100);
    t.true(iterations.every(({ operations, elapsedNs }) => operations === 10_000 && elapsedNs > 0));
    const { normal, evacuating, growing } = latency;
    // 10,000 inserts: 11 growths of the Go map (the last at 6,657), 12 of V8's (at 8,193).
    t.is(growing.samples, 100 * (target === 'native' ? 12 : 11));
    t.is(growing.weight, growing.samples);
    t.is(normal.samples + evacuating.samples + growing.samples, 1_000_000);
    t.is(normal.weight, normal.samples);
    t.is(evacuating.samples > 0, target === 'reference');
    t.true(normal.maxNs >= normal.minNs);
  });

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

for (const target of ['reference', 'native'] as const)
  test(`${target}: sampled operations stand for all operations`, async (t) => {
    const cell = cellOf({ target, latencySampleInterval: 64 }, { phases: [fill(2500)] });
    const { iterations, latency, writesPerSecond, nsPerWrite } = await measure(cell);
    const { normal, evacuating, growing } = latency;
    t.is(normal.weight, normal.samples * 64);
    const weight = normal.weight + evacuating.weight + growing.weight;
    // 15,625 samples on average, standard deviation 124.
    t.true(Math.abs(weight / 1_000_000 - 1) < 0.035, `weight ${weight}`);
    const nsPerOperation = iterations.map(({ operations, elapsedNs }) => elapsedNs / operations);
    t.is(nsPerWrite, middle(nsPerOperation));
    // Of an even number, the mean of the two in the middle: not that of their reciprocals.
    const rates = nsPerOperation.map((ns) => 1e9 / ns);
    t.true(Math.abs(writesPerSecond / middle(rates) - 1) < 1e-9);
  });

test('lookups are no writes', async (t) => {
  const phases = [
    fill(1000),
    { name: 'read', operationsPerWriter: 3000, mix: { lookup: 1 }, keys: { kind: 'sequential' } },
  ] as const;
  const { iterations, nsPerWrite, writesPerSecond } = await measure(cellOf({}, { phases }));
  t.true(iterations.every(({ operations }) => operations === 16_000));
  t.is(writesPerSecond, median(iterations.map(({ elapsedNs }) => (4000 / elapsedNs) * 1e9)));
  t.true(nsPerWrite > 0);
});

test('a map that no longer fits is measured up to there', async (t) => {
  const cell = cellOf({}, { phases: [fill(50_000)] });
  const { measurement, outcome } = await pass(cell, 2 ** 22);
  // 4 MiB hold 106,496 entries and not the array for the next one.
  t.like(outcome, {
    kind: 'out-of-memory',
    entries: 106_496,
    limitBytes: 2 ** 22,
    growth: { kind: 'double', fromBuckets: 16_384, toBuckets: 32_768 },
  });
  t.is(measurement?.iterations.length, 1);
  // The writers that were not refused may have begun one more.
  const operations = measurement?.iterations[0]?.operations ?? 0;
  t.true(operations >= 106_497 && operations <= 106_500);
  t.is(outcome.kind === 'out-of-memory' ? outcome.operation : 0, operations);
});

test('a hint that does not fit is an outcome without a measurement', async (t) => {
  const { measurement, outcome } = await pass(cellOf({ hint: 1_000_000 }), 2 ** 22);
  t.is(measurement, null);
  t.like(outcome, { kind: 'out-of-memory', operation: 0 });
});

test('the yardstick is a speed', (t) => {
  const rate = runYardstick(2000, 1);
  t.true(Number.isFinite(rate) && rate > 0);
});
