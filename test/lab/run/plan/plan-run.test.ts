import test from 'ava';
import type { Cell } from '../../../../src/lab/config/cell.ts';
import type { MapModel } from '../../../../src/maps/model/map-model.ts';
import { exactLanes } from '../../../../src/lab/run/exact-lanes.ts';
import { planRun } from '../../../../src/lab/run/plan/plan-run.ts';
import { processKey } from '../../../../src/lab/run/plan/planned-process.ts';
import type { OuterLimits } from '../../../../src/lab/sandbox/limits/limit-report.ts';
import {
  estimateProcessMs,
  machineSlowness,
} from '../../../../src/lab/run/plan/estimate-process.ts';
import { anywhere, estimateWork } from '../../../../src/lab/run/plan/estimate-work.ts';
import { processCosts } from '../../../../src/lab/run/shards/cell-costs.ts';
import type { Guard } from '../../../../src/maps/model/guards.ts';
import { RemainingTime } from '../../../../src/lab/run/plan/remaining-time.ts';
import { arenaLimitBytes, arenaRemark } from '../../../../src/lab/run/plan/arena-limit.ts';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
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

const exact = { kind: 'exact', cellId: 'a', repeat: 2 } as const;
const timed = { kind: 'timed', cellId: 'a', round: 0 } as const;

test('how long a process takes is foretold from what it has to do', (t) => {
  const staircase = makeCell({ id: 'a' }, inserts(1_000_000));
  // 0.42 and 0.98 s of CPU time, the least of seven processes.
  t.is(estimateProcessMs(exact, staircase, 1), 415);
  t.is(estimateProcessMs(timed, staircase, 1), 884);
  t.is(estimateProcessMs(exact, staircase, 2), 830);
  // A map that is full ends its process: at the doubling of insert 1,703,937. 0.66 s.
  const limits = { memoryBytes: 192 * 2 ** 20, cpus: 1 };
  const full = makeCell({ id: 'a', limits, timeLimitMs: 60_000 }, inserts(20_000_000));
  t.is(estimateProcessMs(exact, full, 1), 671);
  // Operations that arrive at a rate take as long as that says, on every machine.
  const rate = { kind: 'constant', perSecond: 10_000 } as const;
  const paced = makeCell({ id: 'a', rate }, inserts(20_000));
  t.is(estimateProcessMs(timed, paced, 3) - estimateProcessMs(timed, paced, 1), 2 * 180);
  // Nothing takes longer than its limit of time.
  t.is(estimateProcessMs(timed, { ...staircase, timeLimitMs: 300 }, 1), 300);
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
  // 268 and 633 ms of CPU time; go1.27 270 and 421, on a machine with much else to do.
  t.is(estimateProcessMs(exact, flooded('go1.22'), 1), 296);
  t.is(estimateProcessMs(timed, flooded('go1.22'), 1), 711);
  t.is(estimateProcessMs(exact, flooded('go1.27'), 1), 293);
  t.is(estimateProcessMs(timed, flooded('go1.27'), 1), 404);
  const fill = inserts(20_000);
  const alone = estimateProcessMs(timed, makeCell({ id: 'a', map: 'go1.23' }, fill), 1);
  const sync = makeCell({ id: 'a', map: 'go1.23', guard: 'sync.Map' }, fill);
  t.is(estimateProcessMs(timed, sync, 1) - alone, 215);
});

function mixedCell(guard: Guard, cpus: number, lookup = 0): Cell {
  const phase = {
    name: 'mixed',
    operationsPerWriter: 100_000,
    mix: { insert: 1 - lookup, lookup },
    keys: { kind: 'uniform', keys: 100_000 },
  } as const;
  const cell = makeCell({ id: 'a', guard, limits: { memoryBytes: 2 ** 30, cpus } }, [phase]);
  return { ...cell, workload: { ...cell.workload, writers: 8 } };
}

test('writers that wait for each other are foretold from the guard and the CPUs', (t) => {
  const work = (guard: Guard, cpus: number, lookup = 0): number =>
    estimateWork(timed, mixedCell(guard, cpus, lookup), anywhere).workMs - 145 - 8 * 35;
  // Behind one mutex 2.6 million operations of 70 ns come one after the other, on however many CPUs.
  t.is(work('mutex', 1), 182);
  t.is(work('mutex', 8), 182);
  t.is(work('none', 1), 336);
  t.is(work('none', 8), 42);
  // 8 writers take 7.1 different ones of 32 shards, and 2.0 of 2.
  t.is(work('sharded:32', 2), 130);
  t.is(work('sharded:32', 8), 36);
  t.is(work('sharded:2', 8), 131);
  // Readers go together: of 95 %.
  t.is(work('rwmutex', 8), 182);
  t.is(work('rwmutex', 8, 0.95), 31);
  // Half a CPU takes twice as long.
  t.is(estimateWork(timed, mixedCell('mutex', 0.5), anywhere).workMs, 2 * (145 + 8 * 35 + 182));
});

test('what balances shards knows nothing of the machine that asks', (t) => {
  const full = makeCell(
    { id: 'a', limits: { memoryBytes: 192 * 2 ** 20, cpus: 4 }, timeLimitMs: 900 },
    inserts(20_000_000),
  );
  const group = { cpus: 1, outer: outer(260) };
  t.is(estimateWork(exact, full, anywhere).workMs, 671);
  t.is(estimateWork(exact, full, group).workMs, 365, 'a group of 260 MiB fills the map earlier');
  const costOf = processCosts([full], []);
  t.deepEqual([costOf({ kind: 'yardstick', round: 0 }), costOf(exact)], [330, 671]);
  const measured = [{ cellId: 'a', exactMs: 5, timedMs: 7 }];
  t.deepEqual([exact, timed].map(processCosts([full], measured)), [5, 7]);
});

test('the loop that tells how slow a machine is takes as long the fortieth time', (t) => {
  const times = Array.from({ length: 40 }, () => machineSlowness());
  const early = Math.min(...times.slice(0, 3));
  // Of three looks the least: a machine with much to do is slow for a while.
  const late = Math.min(...times.slice(10));
  t.true(late < 1.3 * early, `${early} and ${late}`);
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
