import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { RaceFigures } from '../../../src/lab/record/figures/race-figures.ts';
import { outcomeSchema } from '../../../src/lab/record/schema/outcome-schema.ts';
import { measurementSchema } from '../../../src/lab/record/schema/timed-schema.ts';
import { racesOf } from '../../../src/lab/record/figures/races-of.ts';
import type { RoundResult } from '../../../src/lab/record/run-record.ts';
import { summariseRaces } from '../../../src/lab/record/figures/summarise-races.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { knowledgeOf, planTrials } from '../../../src/lab/subjects/reference/race-trials.ts';
import { referenceTimedPass } from '../../../src/lab/subjects/reference/reference-timed-pass.ts';
import { sharedClock } from '../../../src/lab/subjects/shared-clock.ts';
import {
  startWriterThreads,
  type WriterThreads,
} from '../../../src/lab/subjects/reference/writer-threads.ts';
import type { Phase } from '../../../src/lab/workload/workload.ts';
import { makeRecord, shippedPlans } from '../../support/make-record.ts';
import { fill } from '../../support/make-cell.ts';
import { cellOf } from './cell-of.ts';

const onState = (): void => undefined;
const keys = { kind: 'uniform', keys: 3000 } as const;

async function race(cell: Cell): Promise<{ races: RaceFigures; kind: string }> {
  const { measurement, outcome } = await referenceTimedPass({
    cell,
    arenaLimitBytes: 2 ** 27,
    onState,
  });
  if (measurement?.races === undefined) throw new Error('expected the figures of races, got none');
  measurementSchema.parse(JSON.parse(JSON.stringify(measurement)));
  outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)));
  return { races: measurement.races, kind: outcome.kind };
}

const workloads: readonly (readonly [string, Partial<Cell>, Partial<Cell['workload']>])[] = [
  ['keys of their own', {}, { phases: [fill(1000)] }],
  ['the same keys', {}, { ownership: 'same', phases: [fill(1000)] }],
  [
    'strings and large values',
    { key: 'string', value: '[200]byte' },
    { phases: [{ name: 'churn', operationsPerWriter: 1000, mix: { insert: 2, delete: 1 }, keys }] },
  ],
  [
    'readers',
    {},
    {
      ownership: 'same',
      phases: [{ name: 'mix', operationsPerWriter: 1000, mix: { insert: 1, lookup: 7 }, keys }],
    },
  ],
];

for (const map of ['go1.22', 'go1.24', 'go1.27'] as const)
  for (const [name, rest, workload] of workloads)
    test.serial(`${map}, ${name}: every trial ends in a known way, in time`, async (t) => {
      const cell = cellOf({ guard: 'none', map, ...rest }, { writers: 8, ...workload });
      const { races, kind } = await race(cell);
      const { trials, concurrentMapWrites, concurrentMapReadAndMapWrite, trapped, stuck } = races;
      const detected = concurrentMapWrites + concurrentMapReadAndMapWrite;
      t.true(trials >= 1 && trials <= 100);
      t.true(detected + trapped + stuck <= trials);
      const { entry = 0, exit = 0, 'no-empty-slot': noEmptySlot = 0 } = races.byRule ?? {};
      t.is(entry + exit + noEmptySlot, detected);
      if (map === 'go1.22') t.is(noEmptySlot, 0);
      // A read is never the one that finds its own flag gone.
      t.true(entry >= concurrentMapReadAndMapWrite);
      t.true((races.overlapsMissed ?? -1) >= 0);
      t.true((races.overlapsMissed ?? 0) <= (races.overlaps ?? 0));
      t.true((races.overlaps ?? 0) - (races.overlapsMissed ?? 0) <= detected);
      t.true((races.keysLost ?? 0) + (races.valuesLost ?? 0) <= (races.keysWritten ?? 0));
      if (detected + trapped + stuck === 0) t.is(kind, 'completed');
      else t.not(kind, 'completed');
    });

test('readers alone never race', async (t) => {
  const phases: readonly Phase[] = [
    { name: 'read', operationsPerWriter: 5000, mix: { lookup: 1 }, keys },
  ];
  const { races, kind } = await race(cellOf({ guard: 'none' }, { writers: 4, phases }));
  t.is(kind, 'completed');
  t.like(races, { trials: 50, concurrentMapWrites: 0, overlaps: 0, keysWritten: 0, keysLost: 0 });
});

test('a single writer without a guard is no race', async (t) => {
  const cell = cellOf({ guard: 'none' }, { writers: 1 });
  const { measurement, outcome } = await referenceTimedPass({
    cell,
    arenaLimitBytes: 2 ** 27,
    onState,
  });
  t.is(outcome.kind, 'completed');
  t.is(measurement?.races, undefined);
});

for (const [map, key, value] of [
  ['go1.22', 'int64', 'int64'],
  ['go1.22', 'string', '[160]byte'],
  ['go1.27', 'int64', 'int64'],
  ['go1.27', '[200]byte', 'int64'],
] as const)
  test(`what is not in the map, or with another value, is told: map[${key}]${value} of ${map}`, (t) => {
    const cell = new PlacedCell(cellOf({ guard: 'none', map, key, value }), 2 ** 27);
    const { kernel, pass } = cell;
    const { exports } = kernel;
    cell.makeMaps({ hasEvents: false, hasClock: false });
    exports.exactBegin(pass, 100n);
    while (exports.exactRun(pass, 1000) === 0);
    const out = exports.arenaReserve(24);
    const figures = new Float64Array(kernel.memory.buffer, out, 3);
    const verify = (raced: number): readonly number[] => {
      const expected = cell.newMap();
      figures.fill(0);
      for (let writer = 0; writer < 4; writer++)
        t.is(exports.raceExpect(pass, writer, expected), 1);
      for (let writer = 0; writer < 4; writer++)
        exports.raceVerify(pass, writer, expected, raced, out);
      t.is(exports.mapCount(expected), 0n);
      return [...figures];
    };
    t.deepEqual(verify(cell.maps[0] ?? 0), [8000, 0, 0]);
    // Two of the four writers have written to another map: their keys are lost.
    const half = cell.newMap();
    for (const writer of [1, 3]) t.is(exports.raceExpect(pass, writer, half), 1);
    t.deepEqual(verify(half), [8000, 4000, 0]);
  });

function knows(workload: Partial<Cell['workload']>, value = 'int64'): unknown {
  return knowledgeOf(cellOf({ value }, workload));
}

test('what can be told of losses depends on who writes which keys', (t) => {
  const update: Phase = { name: 'add', operationsPerWriter: 10, mix: { update: 1 }, keys };
  const remove: Phase = { ...update, mix: { insert: 1, delete: 1 } };
  t.deepEqual(knows({}), { ofKeys: true, ofValues: true });
  t.deepEqual(knows({}, 'int32'), { ofKeys: true, ofValues: false });
  t.deepEqual(knows({ ownership: 'same' }), { ofKeys: true, ofValues: false });
  t.deepEqual(knows({ ownership: 'same', phases: [update] }), { ofKeys: true, ofValues: true });
  t.deepEqual(knows({ ownership: 'same', phases: [remove] }), { ofKeys: false, ofValues: false });
  t.deepEqual(knows({ phases: [remove] }), { ofKeys: true, ofValues: true });
});

test('trials are as many as a million operations take, from 3 to 100', (t) => {
  t.deepEqual(
    [1, 8000, 20_000, 1e6, 1e9].map((operations) => planTrials(operations)),
    [100, 100, 50, 3, 3],
  );
});

test('the detection rate comes with its exact interval, and what is not known stays unknown', (t) => {
  const round: RaceFigures = {
    trials: 30,
    concurrentMapWrites: 10,
    concurrentMapReadAndMapWrite: 1,
    byRule: { entry: 8, exit: 3, 'no-empty-slot': 0 },
    trapped: 1,
    stuck: 0,
    silentlyDamaged: 2,
    overlaps: 40,
    overlapsMissed: 29,
    keysWritten: 500,
    keysLost: 7,
    valuesLost: null,
  };
  t.is(summariseRaces([]), null);
  const summary = summariseRaces([round, { ...round, concurrentMapWrites: 9 }]);
  t.like(summary, {
    trials: 60,
    detected: 21,
    detectionRate: 0.35,
    keysLost: 14,
    valuesLost: null,
  });
  // binom.test(21, 60)$conf.int in R 4.2.2: 0.2312850 0.4840289
  t.is(summary?.interval.low.toFixed(4), '0.2313');
  t.is(summary?.interval.high.toFixed(4), '0.4840');
  t.is(summariseRaces([{ ...round, byRule: null }])?.byRule, null);
});

test('a round of a real map is one trial, whatever ended it', (t) => {
  const round = makeRecord(shippedPlans.slice(0, 1)).cells[0]?.rounds[0];
  if (round === undefined) return t.fail('expected a round');
  const cell = cellOf({ target: 'go', guard: 'none' });
  const ended = (outcome: RoundResult['outcome']): RoundResult => ({ ...round, outcome });
  const last = null;
  const rounds = [
    ended({ kind: 'completed' }),
    ended({ kind: 'concurrent-map-writes', writers: 4, operation: null, rule: null, last }),
    ended({ kind: 'timed-out', timeLimitMs: 1000, last }),
    ended({ kind: 'failed', message: 'unexpected fault address', last }),
    ended({ kind: 'skipped', reason: 'no Go' }),
  ];
  t.like(summariseRaces(racesOf(cell, rounds)), {
    trials: 4,
    detected: 1,
    stuck: 1,
    trapped: 1,
    overlaps: null,
    detectionRate: 0.25,
  });
  t.deepEqual(racesOf(cellOf({ target: 'go' }), rounds), []);
});

async function startRace(): Promise<{ placed: PlacedCell; threads: WriterThreads }> {
  const originNs = process.hrtime.bigint();
  const cell = cellOf({ guard: 'none' }, { writers: 2, phases: [fill(500)] });
  const placed = new PlacedCell(cell, 2 ** 24, sharedClock(originNs));
  const threads = await startWriterThreads(placed.kernel, placed.pass, 2, originNs, true);
  placed.kernel.exports.passOpenRecorders(placed.pass, 1n, 16n, 0, 0);
  placed.kernel.exports.arenaHold();
  placed.makeMaps({ hasEvents: false, hasClock: false });
  return { placed, threads };
}

/** Fills the only bucket of the map and lets its chain go on at `next`. */
function corrupt({ kernel, maps }: PlacedCell, next: (bucket: number) => number): void {
  const map = maps[0] ?? 0;
  for (let key = 0; key < 8; key++) kernel.exports.mapAssign64(map, 2n ** 60n + BigInt(key));
  const view = new DataView(kernel.memory.buffer);
  const bucket = view.getUint32(kernel.exports.mapHeader(map) + 16, true);
  view.setUint32(bucket + 136, next(bucket), true);
}

test.serial('writers that a corrupted map throws out have ended, and run again', async (t) => {
  const { placed, threads } = await startRace();
  const { exports } = placed.kernel;
  corrupt(placed, () => 0xffff_fff0);
  exports.passBegin(placed.pass, 0n);
  t.true(placed.awaitThreads(onState, 2000));
  t.true(exports.passTrappedWriters(placed.pass) >= 1);
  placed.letMapsGo();
  placed.makeMaps({ hasEvents: false, hasClock: false });
  exports.passBegin(placed.pass, 0n);
  t.true(placed.awaitThreads(onState, 2000));
  t.is(exports.passTrappedWriters(placed.pass), 0);
  await threads.close();
});

test.serial('writers that go round in a ring of buckets are given up and killed', async (t) => {
  const { placed, threads } = await startRace();
  corrupt(placed, (bucket) => bucket);
  placed.kernel.exports.passBegin(placed.pass, 0n);
  t.false(placed.awaitThreads(onState, 300));
  await threads.kill();
  t.is(placed.kernel.exports.passTrappedWriters(placed.pass), 0);
});
