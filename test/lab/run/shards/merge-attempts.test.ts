import test from 'ava';
import { array, assert, integer, nat, property, record as object } from 'fast-check';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import type { RunRecord } from '../../../../src/lab/record/run-record.ts';
import type { ProcessResult } from '../../../../src/lab/run/journal/process-result.ts';
import { planRun } from '../../../../src/lab/run/plan/plan-run.ts';
import { processKey } from '../../../../src/lab/run/plan/planned-process.ts';
import { assignShards, unitsOf } from '../../../../src/lab/run/shards/assign-shards.ts';
import { parseShard } from '../../../../src/base/primitives/shards/shard.ts';
import { openMerge } from '../../../../src/lab/run/shards/merge-shards.ts';
import type { ShardAttempt } from '../../../../src/lab/run/shards/read-shard.ts';
import { fill, inserts, makeCell } from '../../../support/make-cell.ts';
import { makeRecord } from '../../../support/make-record.ts';
import { ofResults, shardsOf } from '../../../support/made-shards.ts';
import { mergeRead } from '../../../support/merge-read.ts';

const record = makeRecord([
  { id: 'small', run: { inserts: 100 } },
  { id: 'large', run: { inserts: 9000 } },
  { id: 'ragged', run: { inserts: 700 }, cell: { rounds: 5 } },
]);

function shard(attempts: readonly ShardAttempt[], index: number): ShardAttempt {
  const found = attempts.find((one) => one.shard.index === index);
  if (found === undefined) throw new Error(`no shard ${index}`);
  return found;
}

/** Without what a merge adds: its own name, the shards, and where each process ran. */
function figuresOf({ yardstick, cells, isComplete }: RunRecord): unknown {
  return JSON.parse(
    JSON.stringify({ yardstick, cells, isComplete }, (key, value: unknown) =>
      key === 'shard' && typeof value === 'number' && value > 0 ? undefined : value,
    ),
  );
}

test('a run of n shards is the run of one machine, in whatever order its parts are given', async (t) => {
  const [whole] = (await mergeRead(shardsOf(record, 1))).records;
  if (whole === undefined) return t.fail();
  for (const count of [2, 3, 4, 7, 20]) {
    const shards = shardsOf(record, count);
    const forward = await mergeRead(shards);
    t.deepEqual(forward.problems, []);
    t.is(forward.agreeing, 3);
    const [merged] = forward.records;
    if (merged === undefined) return t.fail();
    t.deepEqual(figuresOf(merged), figuresOf(whole));
    const backward = await mergeRead(shards.toReversed());
    t.is(JSON.stringify(backward.records), JSON.stringify(forward.records));
  }
});

test('every process is in exactly one shard, a round is never split, and counts check each other', (t) => {
  const cells = array(
    object({
      operations: integer({ min: 1, max: 1e7 }),
      rounds: integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 12 },
  );
  assert(
    property(cells, integer({ min: 1, max: 40 }), nat(), (made, count, seed) => {
      const all = made.map(({ operations, rounds }, at) =>
        // Not inserts alone: of those the insert that fills the map is looked for, which takes milliseconds.
        makeCell({ id: `c${at}`, rounds }, [{ ...fill(operations), mix: { update: 1 } }]),
      );
      const plan = planRun(all, seed);
      const { shardOf, loadsMs } = assignShards(plan, all, count);
      t.is(shardOf.size, plan.length);
      t.deepEqual(plan.map(processKey).toSorted(), [...shardOf.keys()].toSorted());
      const units = unitsOf(plan, all);
      for (const { processes } of units)
        t.is(new Set(processes.map((one) => shardOf.get(processKey(one)))).size, 1);
      if (count > 1)
        for (const { id } of all) t.not(shardOf.get(`exact 1 ${id}`), shardOf.get(`exact 2 ${id}`));
      // Graham's bound: no shard is above the mean by more than the largest unit.
      const total = units.reduce((sum, { costMs }) => sum + costMs, 0);
      const largest = Math.max(...units.map(({ costMs }) => costMs));
      t.true(Math.max(...loadsMs) <= total / count + 2 * largest + 1e-6);
    }),
    { numRuns: 1000 },
  );
});

test('with many units and measured times the largest shard is within a tenth of the mean', (t) => {
  const cells = Array.from({ length: 40 }, (_, at) =>
    makeCell({ id: `c${at}`, rounds: 100 }, inserts(1000)),
  );
  const costs = cells.map(({ id }, at) => ({
    cellId: id,
    exactMs: 100 + at * 40,
    timedMs: 90 + at,
  }));
  const { loadsMs } = assignShards(planRun(cells, 1), cells, 8, costs);
  const mean = loadsMs.reduce((sum, load) => sum + load, 0) / loadsMs.length;
  t.true(Math.max(...loadsMs) / mean <= 1.1);
});

test('what is missing, cut or double is named, and is never a pass', async (t) => {
  const three = shardsOf(record, 3);
  const second = shard(three, 2);
  t.regex(
    openMerge(three.filter((one) => one !== second)).problems.join(),
    /^shard 2\/3 is missing: \d+ processes$/,
  );
  const [firstKey = ''] = second.results.keys();
  const cut: ShardAttempt = {
    ...second,
    isComplete: false,
    ...ofResults(new Map([...second.results].filter(([key]) => key !== firstKey))),
  };
  const isCut = await mergeRead(three.map((one) => (one === second ? cut : one)));
  t.is(
    isCut.problems.join(),
    `shard 2/3 is not whole: 1 of ${second.results.size} processes are missing, the first is ${firstKey} (shards/2)`,
  );
  t.false(isCut.records[0]?.isComplete);
  t.true(isCut.records[0]?.warnings.some(({ code }) => code === 'shards'));
  const unsealed = openMerge(
    three.map((one) => (one === second ? { ...second, isComplete: false } : one)),
  );
  t.deepEqual(unsealed.problems, ['shard 2/3 was cut off before its last line (shards/2)']);
  const again = openMerge([...three, { ...second, path: 'shards/2-again' }]);
  t.deepEqual(again.problems, []);
  t.deepEqual(again.notes, ['shards/2-again is the same as shards/2 (shard 2/3)']);
  const retried = openMerge([{ ...cut, path: 'shards/2-early' }, ...three]);
  t.deepEqual(retried.problems, []);
  t.deepEqual(retried.notes, ['shards/2-early is another attempt at shard 2/3 that ended early']);
});

test('of a merge one cell is read at a time, and counts that agree are not compared', async (t) => {
  const read: string[] = [];
  const counting = (attempt: ShardAttempt): ShardAttempt => {
    const { results } = attempt;
    const counted = new Map(results);
    counted.get = (key) => {
      read.push(key);
      return results.get(key);
    };
    return { ...attempt, results: counted };
  };
  const attempts = shardsOf(record, 3).map(counting);
  const merge = openMerge(attempts);
  t.is(merge.agreeing, 3);
  t.true(
    read.every((key) => key.startsWith('yardstick ')),
    read.join(),
  );
  const [merged] = merge.records;
  if (merged === undefined) return t.fail();
  for await (const cell of merged.cells()) {
    const own = read.splice(0).filter((key) => !key.startsWith('yardstick '));
    t.true(own.length > 2 && own.every((key) => key.endsWith(` ${cell.cell.id}`)), own.join());
  }
});

test('two machines that count differently are an alarm, which names the first growth that differs', (t) => {
  const two = shardsOf(record, 2, (index) => ({
    origin: { host: `host-${index}`, bootId: null, pidNamespace: null, pid: 1, startTicks: null },
  }));
  const changed = two.map(withOtherCount);
  const { problems, agreeing } = openMerge(changed);
  t.is(agreeing, 2);
  t.is(problems.length, 1);
  t.regex(
    problems[0] ?? '',
    /^cell large was counted differently by shard \d\/2 \(host-\d, .*\) and shard \d\/2 \(host-\d, .*\): growth 1 differs: double at operation 10 with 9 entries, .* B, and double at operation 9 with 9 entries/,
  );
});

function withOtherCount(attempt: ShardAttempt): ShardAttempt {
  const results = new Map(
    [...attempt.results].map(([key, result]) => [key, otherCount(key, result)]),
  );
  return { ...attempt, ...ofResults(results) };
}

function otherCount(key: string, result: ProcessResult): ProcessResult {
  if (key !== 'exact 1 large' || result.kind !== 'exact' || result.run.counts === null)
    return result;
  const [first, ...others] = result.run.counts.growthEvents;
  if (first === undefined) return result;
  const growthEvents = [{ ...first, operation: 10 }, ...others];
  const counts = { ...result.run.counts, digest: 'other', growthEvents };
  return { ...result, run: { ...result.run, counts } };
}

test('shards of different plans, of other versions and with foreign processes are refused by what differs', (t) => {
  const three = shardsOf(record, 3);
  const refusal = (attempts: readonly ShardAttempt[]): string => {
    const error = t.throws(() => openMerge(attempts), { instanceOf: SandboxError });
    t.is(error.code, 'invalid');
    return error.message;
  };
  t.is(refusal([]), 'expected shards to merge, got none');
  const otherSeed = { ...record, configuration: { ...record.configuration, seed: 2 } };
  t.is(
    refusal([shard(three, 1), shard(shardsOf(otherSeed, 3), 2)]),
    'shards/2 is a shard of another plan than shards/1: configuration.seed: 1 and 2',
  );
  t.is(
    refusal([shard(three, 1), shard(shardsOf(record, 4), 2)]),
    'shards/2 is a shard of another plan than shards/1: count: 3 and 4',
  );
  t.is(
    refusal([
      shard(three, 1),
      shard(
        shardsOf(record, 3, () => ({ mapswell: '9.9.9' })),
        2,
      ),
    ]),
    'shards/2 is a shard of another plan than shards/1: mapswell: "0.1.0" and "9.9.9"',
  );
  const second = shard(three, 2);
  const { header } = second;
  const reseeded = { ...header, configuration: { ...header.configuration, seed: 9 } };
  t.is(
    refusal([{ ...second, header: reseeded }]),
    'shards/2 does not have the digest of its plan: its first line was changed',
  );
  const [stolen] = shard(three, 3).results;
  if (stolen === undefined) return t.fail();
  t.is(
    refusal([{ ...second, results: new Map([...second.results, stolen]) }]),
    `shards/2 holds ${stolen[0]}, which belongs to shard 3/3: it is not what shard 2/3 ran`,
  );
});

test('times of two kinds of machines never stand in one figure', async (t) => {
  const two = shardsOf(record, 2, (index) => (index === 1 ? {} : { cpuModel: 'another CPU' }));
  const { records, problems } = await mergeRead(two);
  t.deepEqual(problems, []);
  t.is(records.length, 2);
  for (const [at, one] of records.entries()) {
    const shards = new Set(one.cells.flatMap(({ rounds }) => rounds.map((round) => round.shard)));
    t.is(shards.size, 1, String(at));
    t.true(one.warnings.some(({ code }) => code === 'machine-kinds'));
    t.true(one.cells.every(({ exactAgree }) => exactAgree === true));
  }
});

test('a shard is i/n, and nothing else', (t) => {
  t.deepEqual(parseShard('2/8', '--shard'), { index: 2, count: 8 });
  for (const text of ['0/3', '4/3', '1', '1/0', '1/2/3', '-1/2', '1.5/2', 'a/b', '1/1000000'])
    t.throws(() => parseShard(text, '--shard'), {
      message: `expected --shard to be i/n with i from 1 to n and n up to 100000, as in 2/8, got ${text}`,
    });
});
