import test from 'ava';
import { normalQuantile } from '../../../../src/base/stats/distributions/normal-quantile.ts';
import { seededRandom } from '../../../../src/base/primitives/seeded-random.ts';
import { poolMachines } from '../../../../src/lab/run/shards/pool-machines.ts';
import { machinesTable } from '../../../../src/cli/text/lab/machines-table.ts';
import { makeRecord } from '../../../support/make-record.ts';
import { shardsOf } from '../../../support/made-shards.ts';
import { openMerge } from '../../../../src/lab/run/shards/merge-shards.ts';
import { mergeRead } from '../../../support/merge-read.ts';

const [between, within] = [0.1, 0.03];

/** Speeds of five rounds on each of 20 machines, of which the fleet's is 1e6. */
function fleet(random: () => number): readonly (readonly number[])[] {
  const normal = (): number => normalQuantile(random());
  return Array.from({ length: 20 }, () => {
    const machine = 1e6 * Math.exp(between * normal());
    return Array.from({ length: 5 }, () => machine * Math.exp(within * normal()));
  });
}

/** As if rounds of one machine were rounds of another: mean and 1.96 standard errors of the logarithms. */
function naive(byMachine: readonly (readonly number[])[]): readonly [number, number] {
  const logs = byMachine.flat().map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const half = 1.96 * Math.sqrt(squares / logs.length);
  return [Math.exp(mean - half), Math.exp(mean + half)];
}

test('the interval over machines covers what it says, and one over rounds does not', (t) => {
  const random = seededRandom(20);
  let covered = 0;
  let coveredNaively = 0;
  let share = 0;
  for (let repetition = 0; repetition < 1000; repetition++) {
    const speeds = fleet(random);
    const pooled = poolMachines(speeds);
    if (pooled === null) return t.fail();
    if (pooled.low <= 1e6 && 1e6 <= pooled.high) covered += 1;
    const [low, high] = naive(speeds);
    if (low <= 1e6 && 1e6 <= high) coveredNaively += 1;
    share += (pooled.i2 ?? 0) / 1000;
  }
  t.true(covered >= 930 && covered <= 970, `${covered} of 1000`);
  t.true(coveredNaively < 750, `${coveredNaively} of 1000`);
  // Variance between 0.01, of a machine's mean 0.0009 / 5.
  t.true(Math.abs(share - 0.01 / (0.01 + 0.0009 / 5)) < 0.01, `${share}`);
});

test('rounds that gave nothing and machines without any are left out; one machine gives no figure', (t) => {
  t.is(
    poolMachines([
      [1, 2, 3],
      [0, Number.NaN],
    ]),
    null,
  );
  t.like(poolMachines([[1, 0], [4]]), { machines: 2, rounds: 2, within: null, i2: null });
  const equal = poolMachines([
    [2, 2],
    [2, 2],
  ]);
  t.true(equal !== null && Math.abs(equal.high - 2) < 1e-6 && equal.between < 1e-6);
});

test('a merge gives writes per second by kind of machine, and ratios over all of them', async (t) => {
  const record = makeRecord([
    { id: 'fill/guard=none', run: { inserts: 100 } },
    { id: 'fill/guard=mutex', run: { inserts: 100 } },
  ]);
  const shards = shardsOf(record, 5, (index) => ({
    cpuModel: index <= 2 ? 'one CPU' : 'another CPU',
    origin: { host: `h${index}`, bootId: null, pidNamespace: null, pid: 1, startTicks: null },
  }));
  const { overMachines, records, problems } = await mergeRead(shards);
  t.deepEqual(problems, []);
  t.is(records.length, 2);
  t.true(records.every(({ warnings }) => warnings.some(({ code }) => code === 'machines')));
  const [first, second] = overMachines;
  t.is(first?.ratio, null);
  t.is(new Set(first?.kinds.map(({ kind }) => kind)).size, 2);
  const all = first?.kinds.reduce((sum, { writesPerSecond }) => sum + writesPerSecond.machines, 0);
  t.is(second?.ratio?.to, 'fill/guard=none');
  t.is(all, 5);
  t.is(second?.ratio?.machines, 5);
  t.regex(machinesTable(overMachines), /fill\/guard=mutex +times fill\/guard=none +[\d.]+ .* any/);
  t.deepEqual(openMerge(shardsOf(record, 5)).overMachines, []);
});
