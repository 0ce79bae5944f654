import test from 'ava';
import type { Outcome } from '../../src/lab/record/outcome.ts';
import { findingsOfCell, leadingFindings } from '../../src/report/run/findings/findings.ts';
import {
  fullestOf,
  fullnessOf,
  headlineOf,
  headlinePart,
  shareOf,
} from '../../src/report/run/findings/headline.ts';
import {
  everyOutcomePlans,
  makeRecord,
  shippedPlans,
  type CellPlan,
} from '../support/make-record.ts';

function sentencesOf(plan: CellPlan): readonly string[] {
  const [cell] = makeRecord([plan]).cells;
  return cell === undefined ? [] : findingsOfCell(cell, 0).map(({ sentence }) => sentence);
}

function leading(plans: readonly CellPlan[]): readonly string[] {
  const record = makeRecord(plans);
  const byCell = record.cells.map((cell, index) => findingsOfCell(cell, index));
  return leadingFindings(byCell).map(
    ({ cell, weight, sentence }) => `${weight}: ${record.cells[cell]?.cell.id ?? ''} ${sentence}`,
  );
}

test('the first screen of a suite says one thing about every cell, problems first', (t) => {
  t.deepEqual(leading(shippedPlans), [
    'problem: fill-to-limit runs out of memory at insert 3,407,873: the doubling to 2^20 buckets asked for 153.0 MiB while 76.5 MiB were held, limit 190.7 MiB, in every process',
    'swelling: concurrent-write/guard=mutex doubles at insert 6,657: 312.0 KiB for the new table while 160.1 KiB of the old map still lives, together 472.1 KiB',
    'swelling: concurrent-write/guard=sharded:8 doubles at operation 6,657 (one shard, 6,657 entries): 312.0 KiB for the new table while 160.1 KiB of the old map still lives, together 472.1 KiB',
    'swelling: staircase doubles at insert 851,969: 38.3 MiB for the new table while 19.1 MiB of the old map still lives, together 57.4 MiB',
    'swelling: staircase-hint never grows: the hint of 1,000,000 took 38.3 MiB once, and nothing was abandoned on the way',
    'swelling: delete-most gives 0 B back after 90 % of its entries are deleted: 9.6 MiB are still held',
    'swelling: churn rebuilds its table in the same size 320 times: 38.3 KiB on the way where 19.2 KiB were held, without one entry more',
    'swelling: hot-keys doubles at insert 26,625: 1.2 MiB for the new table while 616.1 KiB of the old map still lives, together 1.8 MiB',
    'swelling: string-keys doubles at insert 212,993: 13.8 MiB for the new table while 6.9 MiB of the old map still lives, together 20.7 MiB',
    'swelling: hash-flooding has a chain of 5,000 entries in 625 buckets, where chance makes none above 15: every write to it walks them all',
    'swelling: wide-values doubles at insert 53,249: 18.3 MiB for the new table while 9.2 MiB of the old map still lives, together 27.5 MiB',
    'note: small will grow next at entry 9 and then hold 480 B, which fits: it may hold 1.9 GiB',
  ]);
});

function headline(plans: readonly CellPlan[]): string {
  return headlineOf(makeRecord(plans).cells.map(headlinePart));
}

test('the headline is the answer: how many cells fit, which do not and where', (t) => {
  t.is(
    headline(shippedPlans),
    '11 of 12 cells fit; fill-to-limit ends at insert 3,407,873, out of memory',
  );
  const others = shippedPlans.filter(({ id }) => id !== 'fill-to-limit');
  t.is(headline(others), 'All 11 cells fit their limits');
  t.is(
    fullestOf(makeRecord(others).cells.map(fullnessOf)),
    'staircase takes most of its limit: 57.4 MiB, 3 % of the 1.9 GiB that its map may hold',
  );
  t.is(
    headline(everyOutcomePlans),
    '7 of 12 cells fit; full ends at insert 3,407,873, out of memory; killed-sometimes is killed by SIGKILL; 3 more do not fit',
  );
  t.is(headline([]), 'Nothing was measured');
});

test('findings on the first screen are ranked by the share of the limit that their cells take', (t) => {
  const { cells } = makeRecord(shippedPlans);
  const byCell = cells.map((cell, index) => findingsOfCell(cell, index));
  t.deepEqual(
    leadingFindings(
      byCell,
      cells.map((cell) => shareOf(fullnessOf(cell))),
    )
      .slice(0, 4)
      .map(({ cell }) => cells[cell]?.cell.id),
    ['fill-to-limit', 'staircase', 'staircase-hint', 'wide-values'],
  );
});

test('every way to end is said with the last state seen, and in how many processes', (t) => {
  const problems = leading(everyOutcomePlans).filter((line) => line.startsWith('problem: '));
  t.deepEqual(problems, [
    'problem: full runs out of memory at insert 3,407,873: the doubling to 2^20 buckets asked for 153.0 MiB while 76.5 MiB were held, limit 190.7 MiB, in every process',
    'problem: killed-sometimes was killed by SIGKILL (oom-killer), last seen at operation 1,200 with 1,100 entries in 80.1 KiB (in 2 of 3 rounds)',
    'problem: slow did not end within its time limit of 60.0 s, last seen at operation 500 with 500 entries in 40.1 KiB, in every process',
    'problem: broken failed: <script>alert("x")</script>&amp;\u001b[31m=cmd()\u202Egnp.exe was thrown, in every process',
    'problem: skipped was skipped: needs 8 CPUs, this machine has 2',
    'problem: disagreeing counted differently in its two exact processes: no count of this cell can be trusted',
  ]);
});

test('a map that is deleted from counts operations, and says how many entries it has', (t) => {
  t.deepEqual(sentencesOf({ id: 'x', run: { inserts: 1000, deletes: 600 }, rounds: [] }), [
    'gives 0 B back after 60 % of its entries are deleted: 40.1 KiB are still held',
    'doubles at operation 833 (833 entries): 40.0 KiB for the new table while 19.2 KiB of the old map still lives, together 59.2 KiB',
  ]);
});

function limited(limitBytes: number): string {
  return sentencesOf({ id: 'x', run: { inserts: 2000, limitBytes }, rounds: [] })[1] ?? '';
}

test('one rebuild in the same size is one', (t) => {
  t.is(
    sentencesOf({ id: 'x', run: { inserts: 820, churnGrowths: 1 }, rounds: [] })[0],
    'rebuilds its table in the same size once: 38.3 KiB on the way where 19.2 KiB were held, without one entry more',
  );
});

test('the next growth is held against the limit', (t) => {
  t.is(
    limited(1_000_000),
    'will grow next at entry 3,329 and then hold 248.5 KiB, which fits: it may hold 976.6 KiB',
  );
  t.is(
    limited(200_000),
    'will grow next at entry 3,329 and then hold 248.5 KiB, which does not fit: it may hold 195.3 KiB',
  );
});

test('a growth that took much of the limit says how much', (t) => {
  t.is(
    sentencesOf({ id: 'x', run: { inserts: 2000, limitBytes: 200_000 }, rounds: [] })[0],
    'doubles at insert 1,665: 80.0 KiB for the new table while 40.1 KiB of the old map still lives, together 120.1 KiB, 61 % of what it may hold',
  );
});

function largestGrowth(limitBytes: number): string {
  return sentencesOf({ id: 'x', run: { inserts: 2000, limitBytes }, rounds: [] })[0] ?? '';
}

test('the share of the limit is said from 5 % on', (t) => {
  t.regex(largestGrowth(2_400_000), /together [^,]*, 5\.1 % of what it may hold$/u);
  t.notRegex(largestGrowth(2_500_000), /of what it may hold/u);
});

function refused(growth: Extract<Outcome, { kind: 'out-of-memory' }>['growth']): string {
  const exactOutcome: Outcome = {
    kind: 'out-of-memory',
    operation: 105,
    entries: 104,
    bytesHeld: 4968,
    bytesRefused: 144,
    limitBytes: 5000,
    growth,
  };
  return sentencesOf({ id: 'x', run: { inserts: 104 }, exactOutcome })[0] ?? '';
}

test('an overflow bucket can be what no longer fits, and a small table is counted out', (t) => {
  t.is(
    refused(null),
    'runs out of memory at insert 105: another bucket asked for 144 B while 4.9 KiB were held, limit 4.9 KiB, in every process',
  );
  t.is(
    refused({ kind: 'same-size', fromBuckets: 16, toBuckets: 16 }),
    'runs out of memory at insert 105: the rebuild in the same size of 16 buckets asked for 144 B while 4.9 KiB were held, limit 4.9 KiB, in every process',
  );
  t.is(
    refused({ kind: 'split', fromBuckets: 1024, toBuckets: 2048 }),
    'runs out of memory at insert 105: the growth (split) to 2^11 asked for 144 B while 4.9 KiB were held, limit 4.9 KiB, in every process',
  );
});

test('an outcome of one exact process or of some rounds says so', (t) => {
  const killed: Outcome = { kind: 'killed', signal: 'SIGKILL', by: 'unknown', last: null };
  const rounds: readonly Outcome[] = [killed, { kind: 'completed' }];
  t.is(
    sentencesOf({ id: 'x', run: { inserts: 9 }, rounds })[0],
    'was killed by SIGKILL (unknown) (in 1 of 2 rounds)',
  );
  t.is(
    sentencesOf({ id: 'x', run: { inserts: 9 }, exactOutcome: killed, rounds: [] })[0],
    'was killed by SIGKILL (unknown), in every process',
  );
  t.is(
    sentencesOf({ id: 'x', run: { inserts: 9 }, exactOutcome: killed, rounds })[0],
    'was killed by SIGKILL (unknown) (in the exact pass and 1 of 2 rounds)',
  );
});

test('a Map that can be no larger says at which operation, and what that means under replacement', (t) => {
  const outcome: Outcome = {
    kind: 'map-full',
    message: 'Map maximum size exceeded',
    operation: 16_777_217,
    last: { operations: 16_777_216, entries: 16_777_216, bytesHeld: 469_762_120 },
  };
  const cell = { target: 'native', map: 'v8' } as const;
  const run = { inserts: 9 };
  t.is(
    sentencesOf({
      id: 'x',
      cell,
      run,
      hasCounts: false,
      exactOutcome: outcome,
      rounds: [outcome],
    })[0],
    'is full at insert 16,777,217: V8 threw "RangeError: Map maximum size exceeded", whatever the memory: 16,777,216 entries are the most for a Map that only grows: where entries are deleted and others inserted, it holds 8,388,608 live ones, and with more an insert throws "RangeError: Map maximum size exceeded" once its slots are used up and fewer than half of them deleted, last seen at operation 16,777,216 with 16,777,216 entries in 448.0 MiB',
  );
  const [large] = makeRecord([{ id: 'y', cell, run }]).cells;
  const [exact] = large?.exact ?? [];
  if (large === undefined || exact?.counts === undefined || exact.counts === null) return t.fail();
  const stats = { ...exact.counts.stats, buckets: 2 ** 22, entries: 5e6 };
  const grown = { ...large, exact: [{ ...exact, counts: { ...exact.counts, stats } }] };
  t.regex(
    findingsOfCell(grown, 0)
      .map(({ sentence }) => sentence)
      .join('\n'),
    /^has a table of 8,388,608 slots: 16,777,216 entries are the most .* it holds 8,388,608 live ones/m,
  );
  return undefined;
});

test('what a growth costs the writes is held against the median write', (t) => {
  const record = makeRecord([{ id: 'x', run: { inserts: 2000 } }]);
  const [cell] = record.cells;
  if (cell === undefined) return t.fail();
  const latency = { samples: 9, weight: 9, p90: null, p99: null, p999: null, p9999: null };
  const summary = {
    ...cell.summary,
    latency: {
      all: null,
      normal: { ...latency, p50: 96, max: 900 },
      evacuating: { ...latency, p50: 201.6, max: 900 },
      growing: { ...latency, p50: 5000, max: 3_600_000 },
    },
  };
  t.deepEqual(
    findingsOfCell({ ...cell, summary }, 0).slice(-2),
    [
      'stops one write for 3.60 ms to start a growth, 38,000 times the median write of 96 ns',
      'writes 2.10 times as slowly while it moves the old table: the median goes from 96 ns to 202 ns',
    ].map((sentence) => ({ cell: 0, weight: 'note', sentence })),
  );
  return undefined;
});

test('a run without a cell has nothing to say', (t) => {
  t.deepEqual(leading([]), []);
});

test('a Map that died of the heap that V8 takes is told which flag would hold it', (t) => {
  const inserts = 3_000_000;
  const outcome = { kind: 'killed', signal: 'SIGABRT', by: 'v8-heap', last: null } as const;
  const phases = [
    {
      name: 'fill',
      operationsPerWriter: inserts,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ] as const;
  const workload = {
    writers: 1,
    ownership: 'disjoint',
    shape: 'plain',
    stringKeyBytes: 36,
    phases,
    seed: 1,
  } as const;
  const cell = {
    target: 'native',
    key: 'string',
    workload,
    limits: { memoryBytes: 2 ** 29, cpus: 1 },
  } as const;
  const { cells } = makeRecord([
    {
      id: 'x',
      run: { inserts: 100 },
      cell,
      hasCounts: false,
      exactOutcome: outcome,
      rounds: [outcome],
    },
  ]);
  const [record] = cells;
  if (record === undefined) throw new Error('expected a cell');
  const [first] = findingsOfCell(record, 0, [], 20);
  // 3 million keys of 56 bytes and a table of 2^22 entries, by the same model as `plan --map v8`.
  t.regex(
    first?.sentence ?? '',
    /^was killed by SIGABRT \(v8-heap\), in every process: .*; with nodeArguments: '--max-old-space-size=460' it would hold 3,000,000 entries at 320\.3 MiB resident$/,
  );
});
