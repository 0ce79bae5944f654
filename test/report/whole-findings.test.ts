import test from 'ava';
import { referenceExactPass } from '../../src/lab/subjects/reference/reference-exact-pass.ts';
import type { Phase } from '../../src/lab/workload/workload.ts';
import { describePhase } from '../../src/report/run/figures/describe-cell.ts';
import { findingsOfCounts } from '../../src/report/run/findings/whole-findings.ts';
import { fill, makeCell } from '../support/make-cell.ts';

const keys = { kind: 'sequential' } as const;
const drop: Phase = { name: 'drop', operationsPerWriter: 9000, mix: { delete: 1 }, keys };
const shrink: Phase = {
  name: 'shrink',
  operationsPerWriter: 1,
  mix: {},
  keys,
  whole: [{ kind: 'copy', every: 1, hint: true }],
};
const wipe: Phase = { ...shrink, name: 'wipe', whole: [{ kind: 'clear', every: 1 }] };
const read: Phase = { ...shrink, operationsPerWriter: 5, whole: [{ kind: 'iterate', every: 1 }] };

function sentences(...phases: readonly Phase[]): readonly string[] {
  const cell = makeCell({}, phases);
  const { counts } = referenceExactPass({ cell, onState: () => undefined, arenaLimitBytes: null });
  if (counts === null) throw new Error('expected counts');
  return findingsOfCounts(cell.workload, counts).map(({ sentence }) => sentence);
}

test('a copy says what it freed, a clear what it kept, a loop that it moved nothing', (t) => {
  t.deepEqual(sentences(fill(10_000), drop, shrink), [
    'frees 87 % by the copy at operation 19,001: 1,000 entries hold 40.2 KiB in a fresh map, 313.2 KiB in the old one, and both are there meanwhile',
  ]);
  t.deepEqual(sentences(fill(10_000), wipe), [
    'holds 312.1 KiB after the clear at operation 10,001, which took 10,000 entries out of 313.2 KiB',
  ]);
  t.deepEqual(sentences(fill(1666), read), [
    'stays in its growth through 5 loops: only writes move old buckets, and 252 of 256 have not moved',
  ]);
  t.deepEqual(sentences(fill(10_000)), []);
});

test('phases that ask for the whole map in words', (t) => {
  t.is(describePhase(shrink), 'a copy into a fresh map with a hint');
  t.is(describePhase(read), '5 times a loop over the map');
  t.is(
    describePhase({
      ...drop,
      mix: { lookup: 3, readModifyWrite: 1 },
      expireAfter: 5000,
      whole: [
        { kind: 'delete-if', every: 1000, olderThan: 5000 },
        { kind: 'iterate', every: 100, first: 1 },
      ],
    }),
    '9,000 operations (75 % lookups, 25 % read-modify-writes) per writer, sequential keys, a sweep of what is 5,000 operations old every 1,000 operations, a loop over 1 entry every 100 operations, look-ups delete what is 5,000 operations old',
  );
});
