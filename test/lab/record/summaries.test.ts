import test from 'ava';
import { collectEnvironment } from '../../../src/lab/record/collect-environment.ts';
import { summariseRounds } from '../../../src/lab/record/figures/summarise-rounds.ts';
import { makeRecord, shippedPlans } from '../../support/make-record.ts';

test('rounds are summed up by median and scaled median absolute deviation', (t) => {
  const [cell] = makeRecord(shippedPlans.slice(0, 1)).cells;
  const [first] = cell?.rounds ?? [];
  if (first === undefined || first.measurement === null) return t.fail();
  const { measurement } = first;
  const speeds = [10, 12, 11, 40, 13];
  const rounds = speeds.map((writesPerSecond, round) =>
    Object.assign({}, first, {
      round,
      measurement: Object.assign({}, measurement, { writesPerSecond }),
    }),
  );
  const failed = { ...first, round: 5, measurement: null };
  const completed = { kind: 'completed' } as const;
  const yardstick = [
    { round: 0, position: 0, outcome: completed, operationsPerSecond: 5 },
    { round: 1, position: 1, outcome: completed, operationsPerSecond: null },
    { round: 3, position: 2, outcome: completed, operationsPerSecond: 10 },
    { round: 5, position: 3, outcome: completed, operationsPerSecond: 10 },
  ];
  const summary = summariseRounds([...rounds, failed], yardstick);
  t.deepEqual(summary.writesPerSecond, {
    unit: '1/s',
    n: 5,
    median: 12,
    min: 10,
    max: 40,
    spread: 1.4826,
  });
  t.deepEqual(summary.yardstickRatio, {
    unit: 'ratio',
    n: 2,
    median: 3,
    min: 2,
    max: 4,
    spread: 1.4826,
  });
  const { normal, evacuating, growing } = measurement.latency;
  t.is(summary.latency.all?.samples, 5 * (normal.samples + evacuating.samples + growing.samples));
  t.is(summary.latency.growing?.p9999, null);
  return undefined;
});

test('a cell without a measured round has no figures', (t) => {
  const summary = summariseRounds([], []);
  t.is(summary.writesPerSecond, null);
  t.is(summary.yardstickRatio, null);
  t.is(summary.latency.all, null);
});

test('the environment names this machine and is the same twice', (t) => {
  const environment = collectEnvironment();
  t.is(environment.node, process.versions.node);
  t.true(environment.cores >= 1);
  t.true(environment.memoryBytes > 2 ** 28);
  t.deepEqual(collectEnvironment(), environment);
});
