import test, { type ExecutionContext } from 'ava';
import type { Guard } from '../../../src/maps/model/guards.ts';
import { PassStatus } from '../../../src/maps/reference/kernel/kernel-enums.ts';
import type { WriterCounters } from '../../../src/lab/subjects/reference/pass-counters.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import type { Phase } from '../../../src/lab/workload/workload.ts';
import { makeCell } from '../../support/make-cell.ts';

/** Enough entries for tables that are read ahead, then everything that draws a map a new seed. */
const phasesWith = (ages: Pick<Phase, 'expireAfter'>): readonly Phase[] => [
  {
    name: 'fill',
    operationsPerWriter: 60_000,
    mix: { insert: 1 },
    keys: { kind: 'sequential' },
  },
  {
    name: 'mixed',
    operationsPerWriter: 40_000,
    mix: { insert: 2, update: 1, delete: 1, lookup: 2, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 90_000 },
    ...ages,
    whole: [
      { kind: 'clear', every: 17_001 },
      { kind: 'iterate', every: 9001, first: 20 },
    ],
  },
  {
    // Over and over another seed, in the middle of what is drawn ahead: a key that was put in by the hash
    // before is not found, and put in once more.
    name: 'cleared',
    operationsPerWriter: 6000,
    mix: { insert: 4, delete: 1, lookup: 1 },
    keys: { kind: 'uniform', keys: 200 },
    whole: [{ kind: 'clear', every: 1490 }],
  },
  {
    name: 'once more',
    operationsPerWriter: 200,
    mix: { insert: 1 },
    keys: { kind: 'sequential' },
  },
];

const phases = phasesWith({ expireAfter: 50_000 });
const guards: readonly Guard[] = ['none', 'sharded:4'];

/** One operation after the other, then the same by a writer that is timed. */
function performBoth(t: ExecutionContext, cell: PlacedCell, about: string): void {
  const { exports } = cell.kernel;
  const options = { hasEvents: true, hasClock: false };
  t.true(cell.makeMaps(options));
  exports.exactBegin(cell.pass, 2n ** 62n);
  let status: number = PassStatus.Running;
  // One at a time: a larger number is drawn ahead, too.
  while (status === PassStatus.Running) status = exports.exactRun(cell.pass, 1);
  t.is(status, PassStatus.Done);
  const oneByOne = [cell.mapStats(), cell.writerCounters().map(withoutTimes)];
  cell.freeMaps();
  t.true(cell.makeMaps(options));
  // Every third is timed, so that not all of a block is read ahead.
  exports.passOpenRecorders(cell.pass, 1n, 3n, 0, 0);
  exports.passBegin(cell.pass, 0n);
  exports.runWriter(cell.pass, 0, exports.passGeneration(cell.pass));
  t.deepEqual([cell.mapStats(), cell.writerCounters().map(withoutTimes)], oneByOne, about);
}

for (const map of ['go1.22', 'go1.24', 'go1.27'] as const)
  for (const key of ['int64', 'int32', 'string', '[3]int64', 'float64', 'complex128'] as const)
    test(`${map}, keys of ${key}: operations drawn ahead do to maps what they do one by one`, (t) => {
      for (const guard of guards)
        performBoth(t, new PlacedCell(makeCell({ map, key, guard }, phases), null), guard);
    });

/** Keys of every way of drawing, and a loop that stays open while others go on. */
const wordPhases: readonly Phase[] = [
  ...phasesWith({}),
  {
    name: 'updates',
    operationsPerWriter: 3001,
    mix: { update: 1 },
    keys: { kind: 'uniform', keys: 5000 },
    whole: [{ kind: 'iterate', every: 777, step: 3 }],
  },
  {
    name: 'look-ups',
    operationsPerWriter: 3001,
    mix: { lookup: 1 },
    keys: { kind: 'zipfian', keys: 5000, exponent: 0.99 },
  },
  {
    name: 'deletes',
    operationsPerWriter: 3001,
    mix: { delete: 1 },
    keys: { kind: 'sequential' },
  },
];

for (const map of ['go1.22', 'go1.24', 'go1.27'] as const)
  for (const value of ['int64', 'int32'] as const)
    test(`${map}, int64 to ${value}: so do those that have loops of their own`, (t) => {
      for (const guard of ['none', 'mutex'] as const)
        performBoth(t, new PlacedCell(makeCell({ map, value, guard }, wordPhases), null), guard);
    });

for (const map of ['go1.22', 'go1.27'] as const)
  test(`${map}: what is drawn ahead at the end of a phase expires by the age of that phase`, (t) => {
    const lookUps: Phase = {
      name: 'look-ups',
      operationsPerWriter: 10,
      mix: { lookup: 1 },
      keys: { kind: 'uniform', keys: 1000 },
    };
    const ages: readonly Phase[] = [
      {
        name: 'fill',
        operationsPerWriter: 1000,
        mix: { insert: 1 },
        keys: { kind: 'sequential' },
      },
      // Nothing is as old as that; in the phase behind it nothing has an age.
      { ...lookUps, expireAfter: 2000 },
      lookUps,
    ];
    const cell = new PlacedCell(makeCell({ map }, ages), null);
    const { exports } = cell.kernel;
    t.true(cell.makeMaps({ hasEvents: false, hasClock: false }));
    exports.passBegin(cell.pass, 0n);
    exports.runWriter(cell.pass, 0, exports.passGeneration(cell.pass));
    t.deepEqual(
      cell.writerCounters().map(({ lookup, expired }) => ({ lookup, expired })),
      [{ lookup: 20, expired: 0 }],
    );
  });

/** What a writer did, without when. */
function withoutTimes(counters: WriterCounters): object {
  return { ...counters, startNs: 0, endNs: 0 };
}
