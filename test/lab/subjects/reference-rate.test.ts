import test from 'ava';
import { mergeLatency, latencyQuantile } from '../../../src/lab/record/figures/latency-quantile.ts';
import { measurementSchema } from '../../../src/lab/record/schema/timed-schema.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { generatorSaturation } from '../../../src/lab/subjects/generator-saturation.ts';
import {
  measurePaced,
  readPaced,
  scheduleOf,
} from '../../../src/lab/subjects/reference/reference-paced-pass.ts';
import { referenceTimedPass } from '../../../src/lab/subjects/reference/reference-timed-pass.ts';
import { arrivalsOfWriter } from '../../../src/lab/subjects/reference/writer-pace.ts';
import type { ArrivalRate } from '../../../src/lab/workload/arrival-rate.ts';
import { rateDurationMs } from '../../../src/lab/workload/arrivals.ts';
import {
  exactQuantile,
  isWithin,
  momentsOf,
  percentiles,
  responseTimes,
} from '../../support/lindley.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';

const operations = 1600;

interface PacedRun {
  readonly cell: PlacedCell;
  readonly lateStarts: number;
  readonly figures: ReturnType<typeof readPaced>;
}

/**
 * Runs the kernel's own loop on a clock that moves when the writer waits, and by a script while an
 * operation is at work; the map has room for all, so that no growth looks at the clock between.
 *
 * @param serviceMs what the operation takes that starts at a moment
 * @param overheadMs what the writer itself takes before each operation
 */
function runScripted(
  rate: ArrivalRate,
  serviceMs: (atMs: number) => number,
  overheadMs: (operation: number) => number = () => 0,
): PacedRun {
  const spec = { rate, hint: 2 * operations, key: 'int64', value: 'int64' };
  const schedule = scheduleOf(makeCell(spec, inserts(operations)));
  if (schedule === null) throw new Error('expected a schedule');
  let nowMs = 0;
  let looks = 0;
  const clock = (): number => {
    // The first look begins the run; then one before and one behind every operation.
    const isBehind = looks > 0 && looks % 2 === 0;
    if (isBehind) nowMs += serviceMs(nowMs);
    else if (looks > 0) nowMs += overheadMs((looks - 1) / 2);
    looks++;
    return nowMs * 1e6;
  };
  const next = arrivalsOfWriter({ ...schedule, seed: 7 }, 0);
  const cell = new PlacedCell(makeCell(spec, inserts(operations)), 2 ** 24, clock, {
    nextArrivalNs: () => (next() ?? Number.POSITIVE_INFINITY / 1e6) * 1e6,
    waitUntilNs: (ns) => {
      nowMs = Math.max(nowMs, ns / 1e6);
    },
  });
  const { exports } = cell.kernel;
  cell.makeMaps({ hasEvents: false, hasClock: false });
  exports.passOpenRecorders(cell.pass, 1n, 128n, 0, 0);
  exports.passBegin(cell.pass, 0n);
  exports.runPacedWriter(cell.pass, 0, exports.passGeneration(cell.pass));
  const lateStarts = cell.writerCounters()[0]?.lateStarts ?? Number.NaN;
  return { cell, lateStarts, figures: readPaced(cell, exactClock) };
}

/** The clock of a test costs nothing. */
const exactClock = { costNs: 0, resolutionNs: 0 };

function allOf({ figures }: PacedRun): ReturnType<typeof mergeLatency> {
  const { normal, evacuating, growing } = figures.latency;
  return mergeLatency([normal, evacuating, growing]);
}

/** The target takes 0.2 ms, but half a second at 1.2 s. */
const stalls = (at: number): number => (at >= 1200 && at < 1202.5 ? 500 : 0.2);

test('A stall scripted into the kernel shows up in full, at every percentile and every rate', (t) => {
  const rates: ArrivalRate[] = [
    { kind: 'constant', perSecond: 400 },
    { kind: 'ramp', fromPerSecond: 100, toPerSecond: 700 },
    { kind: 'steps', perSecond: [200, 800, 200] },
    { kind: 'bursts', perSecond: 400, size: 20 },
    { kind: 'poisson', perSecond: 400 },
  ];
  for (const rate of rates) {
    const run = runScripted(rate, stalls);
    const end =
      rate.kind === 'poisson' ? Number.POSITIVE_INFINITY : rateDurationMs(rate, operations);
    const due =
      rate.kind === 'poisson' ? momentsOf(rate, 60_000).slice(0, operations) : momentsOf(rate, end);
    const known = responseTimes(due, stalls);
    const response = allOf(run);
    t.is(response.samples, operations, rate.kind);
    t.is(response.weight, operations, rate.kind);
    for (const p of percentiles)
      t.true(isWithin(response, p, exactQuantile(known, p)), `${rate.kind} p${p * 100}`);
    // The service time knows of one slow operation only: this is what a closed loop would report.
    t.true(latencyQuantile(run.figures.serviceTime, 0.999) < 0.21e6, rate.kind);
    t.is(run.figures.lateness.maxNs, 0, rate.kind);
    t.is(run.lateStarts, 0, rate.kind);
    t.is(generatorSaturation({ ...run.figures, missed: 0 }), null);
  }
});

test('A constant rate with a stall of half a second delays 217 operations', (t) => {
  const response = allOf(runScripted({ kind: 'constant', perSecond: 400 }, stalls));
  // Each operation takes 0.2 ms of the 2.5 until the next: the queue is gone after 500 / 2.3 of them.
  const slow = response.counts.filter(([bucket]) => bucket > 1000);
  t.is(
    slow.reduce((sum, [, count]) => sum + count, 0),
    217,
  );
});

test('A writer that cannot keep up with its own arrivals is no measurement', (t) => {
  // 2 ms of its own work every 1 ms: after 1600 operations it is 1.6 s behind.
  const run = runScripted(
    { kind: 'constant', perSecond: 1000 },
    () => 0,
    () => 2,
  );
  t.is(run.lateStarts, operations);
  t.true(run.figures.lateness.maxNs > 1.59e9);
  const cell = run.cell;
  const iteration = { operations, writes: operations, elapsedNs: 3.2e9, isLast: false };
  const schedule = scheduleOf(
    makeCell({ rate: { kind: 'constant', perSecond: 1000 } }, inserts(operations)),
  );
  if (schedule === null) throw new Error('expected a schedule');
  const { measurement, outcome } = measurePaced(
    cell,
    schedule,
    { openRecorders: () => undefined, guards: () => null },
    () => ({ iteration, failed: null, lateStarts: run.lateStarts }),
    exactClock,
  );
  t.is(measurement, null);
  t.is(outcome.kind, 'invalid');
  t.regex(
    outcome.kind === 'invalid' ? outcome.reason : '',
    /^generator saturated: it started 1 % of the operations more than 1[56]\d\d\.\d ms late/,
  );
});

test('Arrivals go to the writers in turn, and none is left out', (t) => {
  const rate = { kind: 'poisson', perSecond: 1000 } as const;
  const schedule = { rate, operations: 30, seed: 7, writers: 3, spinMs: 0 };
  const taken = [0, 1, 2].flatMap((writer) => {
    const next = arrivalsOfWriter(schedule, writer);
    return Array.from({ length: 10 }, () => next() ?? Number.NaN);
  });
  t.deepEqual(
    taken.toSorted((a, b) => a - b),
    momentsOf(rate, 60_000).slice(0, 30),
  );
  t.is(taken[10], momentsOf(rate, 60_000)[1]);
});

test('Threads of a reference map take their operations as they arrive', async (t) => {
  const rate = { kind: 'bursts', perSecond: 20_000, size: 8 } as const;
  const cell = makeCell(
    {
      rate,
      guard: 'mutex',
      workload: { ...makeCell({}, inserts(1000)).workload, writers: 2 },
    },
    inserts(1000),
  );
  const { measurement, outcome } = await referenceTimedPass({
    cell: { ...cell, workload: { ...cell.workload, phases: inserts(1000) } },
    arenaLimitBytes: 2 ** 24,
    onState: () => undefined,
  });
  // A machine that gives a writer no CPU for ten milliseconds has saturated it, and says so.
  if (outcome.kind === 'invalid') {
    t.regex(outcome.reason, /^generator saturated/);
    t.is(measurement, null);
    return;
  }
  t.deepEqual(outcome, { kind: 'completed' });
  if (measurement === null) throw new Error('expected a measurement');
  t.deepEqual(measurementSchema.parse(JSON.parse(JSON.stringify(measurement))), measurement);
  const { latency, paced, iterations } = measurement;
  t.is(iterations[0]?.operations, 2000);
  const { normal, evacuating, growing } = latency;
  t.is(normal.samples + evacuating.samples + growing.samples, 2000);
  t.true(growing.samples > 0);
  t.is(paced?.serviceTime.samples, 2000);
  t.is(paced?.lateness.samples, 2000);
  // 2,000 operations at 20,000 a second arrive over 0.1 s, whatever the map could do.
  t.true((iterations[0]?.elapsedNs ?? 0) > 99e6);
  t.true((paced?.cpuCores ?? 0) > 0);
  t.is(paced?.eventLoopLagP99Ns, null);
});
