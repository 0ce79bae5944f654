import test from 'ava';
import type { Cell } from '../../../../src/lab/config/cell.ts';
import type { MapModel } from '../../../../src/maps/model/map-model.ts';
import { exactLanes } from '../../../../src/lab/run/exact-lanes.ts';
import { planRun } from '../../../../src/lab/run/plan/plan-run.ts';
import { processKey } from '../../../../src/lab/run/plan/planned-process.ts';
import type { OuterLimits } from '../../../../src/lab/sandbox/limits/limit-report.ts';
import { estimateProcessMs } from '../../../../src/lab/run/plan/estimate-process.ts';
import { RemainingTime } from '../../../../src/lab/run/plan/remaining-time.ts';
import { arenaLimitBytes, arenaRemark } from '../../../../src/lab/run/plan/arena-limit.ts';
import { SandboxError } from '../../../../src/base/primitives/sandbox-error.ts';
import { inserts, makeCell } from '../../../support/make-cell.ts';

const cells: readonly Cell[] = ['a', 'b', 'c'].map((id) =>
  makeCell({ id, rounds: 4 }, inserts(1000)),
);

test('every cell is counted by two processes before any is timed', (t) => {
  t.deepEqual(planRun(cells, 7).slice(0, 6).map(processKey), [
    'exact 1 a',
    'exact 1 b',
    'exact 1 c',
    'exact 2 a',
    'exact 2 b',
    'exact 2 c',
  ]);
});

test('each round holds every cell and one yardstick, and even rounds reverse odd ones', (t) => {
  const timed = planRun(cells, 7).slice(6);
  t.is(timed.length, 4 * 4);
  const rounds = [0, 1, 2, 3].map((index) =>
    timed
      .slice(index * 4, index * 4 + 4)
      .map((one) => (one.kind === 'yardstick' ? 'yardstick' : one.cellId)),
  );
  for (const round of rounds) t.deepEqual(round.toSorted(), ['a', 'b', 'c', 'yardstick']);
  t.deepEqual(rounds[1], rounds[0]?.toReversed());
  t.deepEqual(rounds[3], rounds[2]?.toReversed());
});

test('the order depends on the seed and on nothing else', (t) => {
  t.deepEqual(planRun(cells, 7), planRun(cells, 7));
  t.notDeepEqual(planRun(cells, 7), planRun(cells, 8));
});

test('a cell with fewer rounds than another is left out of the later rounds', (t) => {
  const plan = planRun(
    [
      makeCell({ id: 'a', rounds: 1 }, inserts(1000)),
      makeCell({ id: 'b', rounds: 2 }, inserts(1000)),
    ],
    1,
  );
  const keys = plan.map(processKey);
  t.is(keys.filter((key) => key.startsWith('timed') && key.endsWith(' a')).length, 1);
  t.is(keys.filter((key) => key.startsWith('timed') && key.endsWith(' b')).length, 2);
  t.is(keys.filter((key) => key.startsWith('yardstick')).length, 2);
});

test('the time left comes from what is to do, by how the same cell or all took longer', (t) => {
  const remaining = new RemainingTime(2, ({ kind }) => (kind === 'yardstick' ? 50 : 100));
  t.is(remaining.estimateMs([{ kind: 'yardstick', round: 1 }]), 50);
  remaining.add({ kind: 'timed', cellId: 'a', round: 1 }, 100);
  remaining.add({ kind: 'timed', cellId: 'b', round: 1 }, 300);
  t.is(
    remaining.estimateMs([
      { kind: 'timed', cellId: 'a', round: 2 },
      { kind: 'timed', cellId: 'c', round: 1 },
    ]),
    100 + 200,
  );
  t.is(remaining.estimateMs([{ kind: 'yardstick', round: 1 }]), 100);
  remaining.add({ kind: 'exact', cellId: 'a', repeat: 1 }, 80);
  t.is(remaining.estimateMs([{ kind: 'exact', cellId: 'a', repeat: 2 }]), 80 / 2);
});

test('how long a process takes is foretold from what it has to do', (t) => {
  const exact = { kind: 'exact', cellId: 'a', repeat: 1 } as const;
  const timed = { kind: 'timed', cellId: 'a', round: 0 } as const;
  const staircase = makeCell({ id: 'a' }, inserts(1_000_000));
  // 0.71 and 1.90 s of CPU time on a busy machine: the start, then 500 ns for each operation.
  t.is(estimateProcessMs(exact, staircase, 1), 750);
  t.is(estimateProcessMs(timed, staircase, 1), 250 + 35 + 3.2e6 * 500e-6);
  t.is(estimateProcessMs(exact, staircase, 2), 1500);
  // A map that is full ends its process: at the doubling of insert 1,703,937.
  const limits = { memoryBytes: 192 * 2 ** 20, cpus: 1 };
  const full = makeCell({ id: 'a', limits, timeLimitMs: 60_000 }, inserts(20_000_000));
  t.true(estimateProcessMs(exact, full, 1) < 1500);
  // Operations that arrive at a rate take as long as that says, on every machine.
  const rate = { kind: 'constant', perSecond: 10_000 } as const;
  const paced = makeCell({ id: 'a', rate }, inserts(20_000));
  t.is(estimateProcessMs(timed, paced, 3) - estimateProcessMs(timed, paced, 1), 2 * 285);
});

const flooded = (map: MapModel): Cell =>
  makeCell({ id: 'a', map }, [
    {
      name: 'flood',
      operationsPerWriter: 4000,
      mix: { insert: 1 },
      keys: { kind: 'adversarial', keys: 4000, sharedBits: 12 },
    },
  ]);

test('keys of one bucket, their chain and the boxes of a sync.Map are in what is foretold', (t) => {
  const exact = { kind: 'exact', cellId: 'a', repeat: 1 } as const;
  const timed = { kind: 'timed', cellId: 'a', round: 0 } as const;
  // 588 and 1,342 ms, go1.27 526 and 691 ms, each the least of two runs on a quiet machine.
  t.is(Math.round(estimateProcessMs(exact, flooded('go1.22'), 1)), 585);
  t.is(Math.round(estimateProcessMs(timed, flooded('go1.22'), 1)), 1340);
  t.is(Math.round(estimateProcessMs(exact, flooded('go1.27'), 1)), 579);
  t.is(Math.round(estimateProcessMs(timed, flooded('go1.27'), 1)), 774);
  // 1,429 ms.
  const sync = makeCell({ id: 'a', map: 'go1.23', guard: 'sync.Map' }, inserts(20_000));
  t.is(Math.round(estimateProcessMs(timed, sync, 1)), 1407);
});

test('exact processes run two at a time where the machine has room for both limits', (t) => {
  const twoGiB = makeCell({ id: 'a', limits: { memoryBytes: 2 * 2 ** 30, cpus: 4 } }, inserts(1));
  const room = { cpus: 8, memoryBytes: 8 * 2 ** 30, isShared: false };
  t.is(exactLanes([twoGiB], room), 2);
  t.is(exactLanes([twoGiB], { ...room, memoryBytes: 7 * 2 ** 30 }), 1);
  t.is(exactLanes([twoGiB], { ...room, memoryBytes: 2 ** 30 }), 1);
  t.is(exactLanes([twoGiB], { ...room, cpus: 1 }), 1);
  t.is(exactLanes([twoGiB], { ...room, isShared: true }), 1, 'one limit, one peak, one child');
});

test('the arena gets the memory limit less what Node.js and the writers need', (t) => {
  const cell = makeCell(
    { id: 'a', limits: { memoryBytes: 256 * 2 ** 20, cpus: 1 } },
    inserts(1000),
  );
  t.is(arenaLimitBytes(cell), (256 - 72 - 8) * 2 ** 20);
});

test('limits of a container of 3750 MiB, 4 GiB or more give the map the largest arena there is', (t) => {
  for (const [memoryBytes, arenaBytes] of [
    [3408 * 2 ** 20, 3328 * 2 ** 20],
    [3750 * 2 ** 20, 3328 * 2 ** 20],
    [4 * 2 ** 30, 3328 * 2 ** 20],
    [64 * 2 ** 30, 3328 * 2 ** 20],
  ] as const) {
    const cell = makeCell({ id: 'a', limits: { memoryBytes, cpus: 1 } }, inserts(1000));
    t.is(arenaLimitBytes(cell), arenaBytes);
    t.is(arenaRemark(cell, arenaBytes) === '', memoryBytes === 3408 * 2 ** 20);
  }
});

function outer(mebibytes: number): OuterLimits {
  const limit = mebibytes * 2 ** 20;
  return { memoryBytes: { limit, group: '/job_17', mechanism: 'cgroup-v1' } };
}

test('a group around mapswell that allows less than the limit decides over the arena', (t) => {
  const cell = makeCell({ id: 'a', limits: { memoryBytes: 2 ** 30, cpus: 1 } }, inserts(1000));
  // mapswell keeps 128 MiB for itself, Node.js and the writer take 80.
  t.is(arenaLimitBytes(cell, outer(300)), (300 - 128 - 80) * 2 ** 20);
  t.is(arenaLimitBytes(cell, outer(2048)), (1024 - 80) * 2 ** 20);
  t.is(
    arenaLimitBytes({ ...cell, target: 'http' }, outer(600)),
    (600 - 128 - 160 - 80) * 2 ** 20,
    'the generator has to fit in as well',
  );
  t.is(
    t.throws(() => arenaLimitBytes(cell, outer(150))).message,
    'a: expected limits.memoryBytes of at least 96 MiB (Node.js and 1 writers need 80 MiB, the map 16 MiB), got 75 MiB, which is what mapswell leaves of the 150 MiB that the group /job_17 around it allows',
  );
});

test('a memory limit below what the runtime needs is refused with the least that would do', (t) => {
  const cell = makeCell(
    { id: 'tiny', limits: { memoryBytes: 80 * 2 ** 20, cpus: 1 } },
    inserts(1000),
  );
  const error = t.throws(() => arenaLimitBytes(cell), { instanceOf: SandboxError });
  t.is(
    error.message,
    'tiny: expected limits.memoryBytes of at least 96 MiB (Node.js and 1 writers need 80 MiB, the map 16 MiB), got 80 MiB',
  );
});
