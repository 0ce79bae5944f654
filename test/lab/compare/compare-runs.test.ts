import test from 'ava';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRecords, compareRuns } from '../../../src/lab/compare/compare-runs.ts';
import { validateBaseline } from '../../../src/lab/compare/baseline/validate-baseline.ts';
import type { Comparison, MetricComparison } from '../../../src/lab/compare/comparison.ts';
import type { ExactRun, RunRecord } from '../../../src/lab/record/run-record.ts';
import type { LimitState } from '../../../src/lab/sandbox/limits/limit-report.ts';
import { judgeFamily } from '../../../src/lab/compare/verdict/judge-family.ts';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { doubling, exactCounts, syntheticRun, type SyntheticCell } from './synthetic-run.ts';

const options = compareOptions();

/** Speeds that vary by a deviation of `noise`, the same for the same seed. */
function noisy(speed: number, noise: number, seed: number, rounds = 10): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: rounds }, () => speed * Math.exp(noise * normalQuantile(random())));
}

function cells(speed: number, noise: number, seed: number): SyntheticCell[] {
  return ['fill', 'churn'].map((id, index) => ({
    id,
    speeds: noisy(speed, noise, seed * 10 + index),
  }));
}

/** Two batches of each side; the candidate is `slower` times as slow. */
function compared(slower: number, noise: number): Comparison {
  return compareRuns(
    {
      baseline: [
        syntheticRun({ id: 'a', cells: cells(1e6, noise, 1) }),
        syntheticRun({ id: 'b', cells: cells(1e6, noise, 2) }),
      ],
      candidate: [
        syntheticRun({ id: 'c', cells: cells(1e6 / slower, noise, 3) }),
        syntheticRun({ id: 'd', cells: cells(1e6 / slower, noise, 4) }),
      ],
      acceptances: [],
    },
    options,
  );
}

function found(
  { metrics }: Comparison,
  metric: string,
  cell = 'fill',
): MetricComparison['verdict'] {
  const one = metrics.find((each) => each.metric === metric && each.cell === cell);
  return one?.verdict ?? { kind: 'invalid', reason: 'missing', message: 'not in the comparison' };
}

const quiet = [1e6, 1.01e6, 0.99e6, 1.005e6, 0.995e6];

function single(cell: Partial<SyntheticCell>, id = 'run') {
  return syntheticRun({ id, cells: [{ id: 'fill', speeds: quiet, ...cell }] });
}

/** A run of 60 cells whose rounds vary by 2 %. */
function many(id: string, seed: number): RunRecord {
  return syntheticRun({
    id,
    cells: Array.from({ length: 60 }, (_, at) => ({
      id: `c${at}`,
      speeds: noisy(1e6, 0.02, seed * 100 + at),
    })),
  });
}

test('the controls of a metric are read once for all cells, however many there are', (t) => {
  let read = 0;
  let measured = 0;
  const runs = {
    baseline: [many('a', 1), many('b', 2)],
    candidate: [many('c', 3), many('d', 4)],
    acceptances: [],
  } as const;
  const { counts } = compareRuns(runs, options, (measures, given) => {
    measured += measures.length;
    return judgeFamily(
      measures.map((measure) => ({
        ...measure,
        get controls() {
          read += 1;
          return measure.controls;
        },
      })),
      given,
    );
  });
  t.true(measured >= 60);
  t.is(read, measured);
  t.is(counts.invalid, 0);
});

test('two equal runs pass in every exact metric and every timed one', (t) => {
  const comparison = compareRecords(single({}), single({}, 'again'), options);
  t.is(comparison.outcome, 'pass');
  t.is(comparison.counts.pass, comparison.metrics.length);
  t.deepEqual(
    comparison.metrics.map(({ metric }) => metric),
    [
      'outcome',
      'operations',
      'entries',
      'bytes-held',
      'bytes-peak',
      'bytes-old',
      'bytes-abandoned',
      'bytes-allocated',
      'allocations',
      'buckets',
      'overflow-buckets',
      'growth-events',
      'growth-schedule',
      'longest-chain',
      'fullest-chain',
      'chain-lengths',
      'writes-per-second',
      'yardstick-ratio',
      'latency-p50',
      'latency-p99',
      'cpu-seconds',
      'peak-rss',
    ],
  );
});

test('a latency that the clock could not tell gives no ratio, and says so', (t) => {
  const short = single({ belowNs: 40 });
  for (const [baseline, candidate, sentence] of [
    [short, single({}), '< 40 ns -> 1,004 ns'],
    [single({}), short, '1,004 ns -> < 40 ns'],
    [short, short, '< 40 ns -> < 40 ns'],
  ] as const) {
    const comparison = compareRecords(baseline, candidate, options);
    t.deepEqual(found(comparison, 'latency-p50'), {
      kind: 'incomparable',
      reason: 'below-resolution',
      message: `${sentence}: too short for the clock, so there is no ratio`,
      differences: [],
    });
    t.is(found(comparison, 'writes-per-second').kind, 'pass');
    t.is(comparison.outcome, 'pass');
    const gated = compareRecords(baseline, candidate, compareOptions({ gate: ['latency-p50'] }));
    t.is(gated.outcome, 'incomparable');
  }
});

test('another seed or limit, asked for or reduced to, is another cell: incomparable', (t) => {
  const seeded = single({});
  const [cell] = seeded.cells;
  if (cell === undefined) throw new Error('expected a cell');
  const { workload } = cell.cell;
  const reduced = (memoryBytes: number | null, cpus: number): RunRecord => ({
    ...seeded,
    cells: [{ ...cell, exact: cell.exact.map((run) => withApplied(run, memoryBytes, cpus)) }],
  });
  const limits = { memoryBytes: 2 ** 28, cpus: 2 };
  for (const [candidate, baseline, reason] of [
    [single({ cell: { workload: { ...workload, seed: 99 } } }), seeded, /cell\.workload/],
    [single({ cell: { limits } }), seeded, /cell\.limits: .*268435456/],
    [
      reduced(300e6, 2),
      reduced(2 ** 30, 2),
      /^the cell is another one: applied limit memoryBytes: 1073741824 against 300000000$/,
    ],
  ] as const) {
    const comparison = compareRecords(baseline, candidate, options);
    t.is(comparison.outcome, 'incomparable');
    t.deepEqual(
      comparison.metrics.filter(({ verdict }) => verdict.kind !== 'incomparable'),
      [],
    );
    t.regex(found(comparison, 'bytes-held').message, reason);
  }
  // Fewer CPUs change no count.
  const slower = compareRecords(reduced(2 ** 30, 2), reduced(2 ** 30, 1), options);
  t.is(found(slower, 'bytes-held').kind, 'pass');
  t.is(found(slower, 'writes-per-second').kind, 'incomparable');
  // A machine without control groups applies nothing, which is no other limit.
  t.is(compareRecords(reduced(null, 2), reduced(2 ** 30, 2), options).outcome, 'pass');
});

function applying<State extends LimitState>(state: State, applied: number | null): State {
  return { ...state, applied };
}

function withApplied(run: ExactRun, memoryBytes: number | null, cpus: number): ExactRun {
  return {
    ...run,
    limits: {
      ...run.limits,
      memoryBytes: applying(run.limits.memoryBytes, memoryBytes),
      cpus: applying(run.limits.cpus, cpus),
    },
  };
}

test('one more byte or allocation regresses, one less improves, and each names its metric alone', (t) => {
  const { stats } = exactCounts;
  for (const [change, metric] of [
    [{ totalBytesAllocated: 5001 }, 'bytes-allocated'],
    [{ totalAllocations: 13 }, 'allocations'],
    [{ bytesPeak: 4001 }, 'bytes-peak'],
    [{ bytesAbandoned: 2217 }, 'bytes-abandoned'],
    [{ overflowBuckets: 4 }, 'overflow-buckets'],
  ] as const) {
    const worse = single({ counts: { stats: { ...stats, ...change } } });
    const comparison = compareRecords(single({}), worse, options);
    t.is(comparison.outcome, 'regressed', metric);
    t.is(comparison.counts.regressed, 1);
    t.is(found(comparison, metric).kind, 'regressed');
    t.is(found(compareRecords(worse, single({}), options), metric).kind, 'improved');
  }
  const more = single({ counts: { stats: { ...stats, totalAllocations: 13 } } });
  t.is(found(compareRecords(single({}), more, options), 'allocations').message, '12 to 13 (+1)');
});

test('an exact regression names the first growth event that differs, and its operation', (t) => {
  const { growthEvents, stats } = exactCounts;
  const earlier = single({
    counts: {
      growthEvents: [...growthEvents.slice(0, 3), doubling(40, 8)],
      stats: { ...stats, bytesHeld: 5000 },
    },
  });
  const comparison = compareRecords(single({}), earlier, options);
  const schedule = found(comparison, 'growth-schedule');
  t.is(schedule.kind, 'regressed');
  t.is(
    schedule.message,
    'changed; parts at growth event 4: double 8 to 16 at operation 40 (40 entries, 1200 to 3504 B), ' +
      'was double 8 to 16 at operation 53 (53 entries, 1200 to 3504 B)',
  );
  const held = found(comparison, 'bytes-held');
  t.true(held.kind === 'regressed' && held.evidence.kind === 'exact');
  if (held.kind !== 'regressed' || held.evidence.kind !== 'exact') return;
  t.like(held.evidence.firstDifference, { kind: 'growth-event', index: 3, operation: 40 });
  t.is(found(compareRecords(earlier, single({}), options), 'growth-schedule').kind, 'improved');
});

test('one growth event more regresses and is named as new', (t) => {
  const { growthEvents } = exactCounts;
  const more = single({ counts: { growthEvents: [...growthEvents, doubling(100, 16)] } });
  const verdict = found(compareRecords(single({}), more, options), 'growth-events');
  t.is(verdict.kind, 'regressed');
  t.regex(
    verdict.message,
    /^4 to 5 \(\+1\); parts at growth event 5: new, double 16 to 32 at operation 100/,
  );
});

test('where no growth event differs, the staircase says by which operation the runs part', (t) => {
  const [first, last] = exactCounts.staircase;
  t.is(exactCounts.staircase.length, 2);
  if (first === undefined || last === undefined) return;
  const fatter = single({
    counts: {
      staircase: [first, { ...last, bytesHeld: 2928 }],
      stats: { ...exactCounts.stats, bytesHeld: 2928 },
    },
  });
  const verdict = found(compareRecords(single({}), fatter, options), 'bytes-held');
  t.is(verdict.message, '2784 B to 2928 B (+144); parts by operation 100: 2928 B held, was 2784 B');
});

test('runs that did different work are invalid, not better or worse', (t) => {
  const other = single({ counts: { stats: { ...exactCounts.stats, entries: 90, bytesHeld: 1 } } });
  const comparison = compareRecords(single({}), other, options);
  t.is(comparison.outcome, 'invalid');
  t.is(
    found(comparison, 'bytes-held').message,
    'the runs did different work: entries 100 against 90',
  );
});

test('counts that no second process confirms, or that two processes dispute, are invalid', (t) => {
  const disputed = single({ exactAgree: false });
  t.is(found(compareRecords(single({}), disputed, options), 'exact-pass').kind, 'invalid');
  const alone = single({});
  const [cell] = alone.cells;
  t.is(alone.cells.length, 1);
  if (cell === undefined) return;
  const once = { ...alone, cells: [{ ...cell, exact: cell.exact.slice(0, 1), exactAgree: null }] };
  t.regex(
    found(compareRecords(single({}), once, options), 'exact-pass').message,
    /nothing confirms/,
  );
  const gone = compareRecords(single({}), single({ counts: null }), options);
  t.is(found(gone, 'exact-pass').kind, 'invalid');
  t.is(gone.outcome, 'invalid');
});

function outOfMemory(operation: number) {
  const outcome = oom(operation);
  return single({ speeds: [null, null], roundOutcome: outcome, exactOutcome: outcome });
}

test('running out of memory is a result: it regresses, improves, or stays', (t) => {
  const [early, late] = [outOfMemory(50), outOfMemory(60)];
  t.is(found(compareRecords(late, early, options), 'outcome').kind, 'regressed');
  t.is(found(compareRecords(early, late, options), 'outcome').kind, 'improved');
  t.is(found(compareRecords(single({}), early, options), 'outcome').kind, 'regressed');
  const same = compareRecords(early, outOfMemory(50), options);
  t.is(same.outcome, 'pass');
  t.is(found(same, 'outcome').message, 'out-of-memory at operation 50, unchanged');
});

function oom(operation: number) {
  return {
    kind: 'out-of-memory',
    operation,
    entries: operation,
    bytesHeld: 1,
    bytesRefused: 9,
    limitBytes: 9,
    growth: null,
  } as const;
}

function mapFull(operation: number) {
  const message = 'Map maximum size exceeded';
  const outcome = { kind: 'map-full', message, operation, last: null } as const;
  return single({ speeds: [null, null], roundOutcome: outcome, exactOutcome: outcome });
}

test('a map that can be no larger is a result as well', (t) => {
  const same = compareRecords(mapFull(50), mapFull(50), options);
  t.is(same.outcome, 'pass');
  t.is(found(same, 'outcome').message, 'map-full at operation 50, unchanged');
  t.is(found(compareRecords(mapFull(60), mapFull(50), options), 'outcome').kind, 'regressed');
});

test('a missing cell, metric or round, and an empty run, never pass', (t) => {
  const both = syntheticRun({
    cells: [
      { id: 'fill', speeds: quiet },
      { id: 'churn', speeds: quiet },
    ],
  });
  const lost = compareRecords(both, single({}), options);
  t.is(lost.outcome, 'invalid');
  t.is(found(lost, 'writes-per-second', 'churn').kind, 'invalid');
  t.is(found(lost, 'allocations', 'churn').kind, 'invalid');
  const fresh = compareRecords(single({}), both, options);
  t.is(fresh.outcome, 'incomparable');
  t.is(found(fresh, 'allocations', 'churn').kind, 'incomparable');
  const untimed = compareRecords(single({}), single({ speeds: [null, null] }), options);
  t.is(untimed.outcome, 'invalid');
  t.is(found(untimed, 'writes-per-second').message, 'a run has no round with this metric');
  t.true(untimed.warnings.some(({ code }) => code === 'lost-rounds'));
  const neither = single({ speeds: [null] });
  t.is(found(compareRecords(neither, neither, options), 'writes-per-second').kind, 'invalid');
  const nothing = syntheticRun({ cells: [] });
  const empty = compareRecords(nothing, nothing, options);
  t.is(empty.outcome, 'invalid');
  t.is(empty.warnings[0]?.code, 'nothing-compared');
  t.is(compareRecords(single({}), nothing, options).outcome, 'invalid');
  t.is(compareRecords(nothing, single({}), options).outcome, 'incomparable');
});

test('a run that was interrupted counts, but its rounds are no sample', (t) => {
  const stopped = syntheticRun({
    id: 'stopped',
    cells: [{ id: 'fill', speeds: [1e6, 1e6] }],
    isComplete: false,
  });
  const comparison = compareRecords(single({}), stopped, options);
  t.is(found(comparison, 'bytes-held').kind, 'pass');
  t.is(found(comparison, 'writes-per-second').kind, 'invalid');
  t.regex(found(comparison, 'writes-per-second').message, /run stopped was interrupted/);
  t.is(comparison.outcome, 'invalid');
  t.is(compareRecords(single({}), stopped, { ...options, gate: [] }).outcome, 'pass');
});

test('a cell that both sides skipped is told and fails nothing; one that only the candidate skipped is invalid', (t) => {
  const skipped = { kind: 'skipped', reason: 'needs Go' } as const;
  const none = { counts: null, speeds: [null, null], exactOutcome: skipped, roundOutcome: skipped };
  const both = (id: string) =>
    syntheticRun({
      id,
      cells: [
        { id: 'fill', speeds: quiet },
        { id: 'go-map', ...none },
      ],
    });
  const comparison = compareRecords(both('a'), both('b'), options);
  t.is(comparison.outcome, 'pass');
  t.like(
    comparison.metrics.find(({ cell }) => cell === 'go-map'),
    { metric: 'cell', isGated: false, verdict: { kind: 'invalid' } },
  );
  const check = validateBaseline(both('a'), both('b'));
  t.is(check.kind, 'agreed');
  t.is(compareRecords(single({}), single(none), options).outcome, 'invalid');
});

test('a figure that is no positive number is invalid', (t) => {
  for (const speed of [0, -1, Number.NaN, Infinity]) {
    const verdict = found(
      compareRecords(single({}), single({ speeds: [1e6, speed, 1e6] }), options),
      'writes-per-second',
    );
    t.is(verdict.kind, 'invalid', `${speed}`);
  }
});

test('a slowdown of a tenth on quiet machines regresses, with its evidence', (t) => {
  const comparison = compared(1.1, 0.01);
  t.is(comparison.outcome, 'regressed');
  t.is(comparison.familySize, 2);
  const verdict = found(comparison, 'writes-per-second');
  t.true(verdict.kind === 'regressed' && verdict.evidence.kind === 'timed');
  if (verdict.kind !== 'regressed' || verdict.evidence.kind !== 'timed') return;
  const { evidence } = verdict;
  t.true(Math.abs(evidence.costRatio - 1.1) < 0.01, `${evidence.costRatio}`);
  t.true(evidence.adjustedP < 0.01 && evidence.p < evidence.adjustedP);
  t.is(evidence.threshold, Math.max(0.05, evidence.noiseFloor ?? Number.NaN));
  t.is(evidence.batches.length, 2);
  t.regex(verdict.message, /^-9\.\d % \(.* to .*\), beyond 5\.\d % in every batch, adjusted p /);
  t.is(compared(1 / 1.1, 0.01).outcome, 'improved');
});

test('no change on quiet machines passes and says what could have been seen', (t) => {
  const comparison = compared(1, 0.01);
  t.is(comparison.outcome, 'pass');
  t.regex(found(comparison, 'writes-per-second').message, /could have seen [5-7]\.\d %$/);
});

test('the same slowdown among rounds that vary by 43 % is inconclusive and says what could be seen', (t) => {
  const verdict = found(compared(1.1, 0.43), 'writes-per-second');
  t.true(verdict.kind === 'inconclusive' && verdict.reason === 'too-noisy');
  t.regex(verdict.message, /^too noisy: .*, could have seen \d{3}\.\d %$/);
});

test('a slowdown that one batch shows and the other does not is not confirmed', (t) => {
  const base = [1, 2].map((seed) => syntheticRun({ cells: cells(1e6, 0.01, seed) }));
  const [a, b] = base;
  t.is(base.length, 2);
  if (a === undefined || b === undefined) return;
  const slow = syntheticRun({ cells: cells(8e5, 0.01, 3) });
  const fast = syntheticRun({ cells: cells(1e6, 0.01, 4) });
  const comparison = compareRuns(
    { baseline: [a, b], candidate: [slow, fast], acceptances: [] },
    options,
  );
  t.is(found(comparison, 'writes-per-second').kind, 'inconclusive');
});

test('one run against one run can find a slowdown but not confirm it', (t) => {
  const slow = single({ speeds: noisy(8e5, 0.01, 1) });
  const verdict = found(
    compareRecords(single({ speeds: noisy(1e6, 0.01, 2) }), slow, options),
    'writes-per-second',
  );
  t.true(verdict.kind === 'inconclusive' && verdict.reason === 'unconfirmed');
});

test('too few rounds say how many are needed', (t) => {
  const verdict = found(
    compareRecords(single({ speeds: [1e6, 1.1e6] }), single({ speeds: [8e5, 8.1e5] }), options),
    'writes-per-second',
  );
  t.true(verdict.kind === 'inconclusive' && verdict.reason === 'too-few-rounds');
  t.regex(verdict.message, /needs 5 rounds of each side and batch$/);
});

function onMachine(id: string, speed: number, seed: number) {
  return syntheticRun({
    id,
    cells: cells(1e6 * speed, 0.01, seed),
    yardstick: noisy(5e6 * speed, 0.01, seed + 50),
  });
}

test('a machine that got slower as a whole is no regression of the map', (t) => {
  const comparison = compareRuns(
    {
      baseline: [onMachine('a', 1, 1), onMachine('b', 1, 2)],
      candidate: [onMachine('c', 0.8, 3), onMachine('d', 0.8, 4)],
      acceptances: [],
    },
    options,
  );
  t.is(found(comparison, 'writes-per-second').kind, 'inconclusive');
  t.is(found(comparison, 'yardstick-ratio').kind, 'pass');
});

test('another engine forbids timed metrics but no exact one', (t) => {
  const elsewhere = syntheticRun({
    cells: [{ id: 'fill', speeds: quiet }],
    environment: { node: 'v22.1.0', v8: '12.4.254.14' },
  });
  const comparison = compareRecords(single({}), elsewhere, options);
  t.is(comparison.outcome, 'incomparable');
  t.is(found(comparison, 'allocations').kind, 'pass');
  t.regex(
    found(comparison, 'writes-per-second').message,
    /environment\.node major: 20 against 22; environment\.v8: 11\.3\.244\.8 against 12\.4\.254\.14/,
  );
  t.is(compareRecords(single({}), elsewhere, { ...options, gate: [] }).outcome, 'pass');
});

test('on another machine the ratio to the yardstick is gated in place of writes per second', (t) => {
  const elsewhere = syntheticRun({
    cells: [{ id: 'fill', speeds: quiet.map((speed) => speed * 3) }],
    yardstick: quiet.map(() => 15e6),
    environment: { cpuModel: 'Faster CPU', osRelease: '6.9.0' },
  });
  const comparison = compareRecords(
    syntheticRun({ cells: [{ id: 'fill', speeds: quiet }] }),
    elsewhere,
    options,
  );
  t.is(found(comparison, 'writes-per-second').kind, 'incomparable');
  const gated = comparison.metrics.filter((one) => one.isGated && one.class === 'timed');
  t.deepEqual(
    gated.map(({ metric }) => metric),
    ['yardstick-ratio'],
  );
  t.is(comparison.warnings[0]?.code, 'soft-differences');
});

test('a cell of the same name that does something else is incomparable, its labels do not matter', (t) => {
  const hinted = compareRecords(single({}), single({ cell: { hint: 100 } }), options);
  t.is(hinted.outcome, 'incomparable');
  t.is(found(hinted, 'allocations').message, 'the cell is another one: cell.hint: 0 against 100');
  const relabelled = single({ cell: { purpose: 'Renamed', notes: 'new', timeLimitMs: 1 } });
  t.is(compareRecords(single({}), relabelled, options).outcome, 'pass');
});

test('two runs of the candidate that count differently are invalid', (t) => {
  const more = single({ counts: { stats: { ...exactCounts.stats, totalAllocations: 13 } } });
  const comparison = compareRuns(
    { baseline: [single({})], candidate: [single({}), more], acceptances: [] },
    options,
  );
  t.is(found(comparison, 'allocations').kind, 'invalid');
  t.regex(
    found(comparison, 'allocations').message,
    /candidate disagree: 12, unchanged, then 12 to 13/,
  );
});

test('options out of their range are refused by name, rule and value', (t) => {
  const refuse = (given: Parameters<typeof compareOptions>[0], message: RegExp): void => {
    t.throws(() => compareOptions(given), { name: 'SandboxError', message });
  };
  refuse({ alpha: 0 }, /expected alpha to be in \(0, 0\.2\], got 0/);
  refuse({ band: 1 }, /expected band to be in \[0, 1\), got 1/);
  refuse({ mustSee: 0.05 }, /mustSee to be above the band of 0\.05 .*got 0\.05/);
});
