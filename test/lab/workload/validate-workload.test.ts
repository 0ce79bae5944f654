import test from 'ava';
import { validateWorkload } from '../../../src/lab/workload/validate-workload.ts';
import type { Workload } from '../../../src/lab/workload/workload.ts';
import { int64Layout, workloadOf } from './draw.ts';

const problems = (workload: Workload, keyBytes = 8): string[] =>
  validateWorkload(workload, { isString: false, keyBytes }).map(
    ({ path, rule, value }) => `${path}: expected ${rule}, got ${JSON.stringify(value)}`,
  );

const attack = (keys: number, sharedBits: number): Workload =>
  workloadOf({ kind: 'adversarial', keys, sharedBits }, { insert: 1 }, 1);

test('a workload that can be run has no problem', (t) => {
  t.deepEqual(
    validateWorkload(workloadOf({ kind: 'sequential' }, { insert: 1 }, 10), int64Layout),
    [],
  );
  const adversarial = { kind: 'adversarial', keys: 1000, sharedBits: 12 } as const;
  t.deepEqual(validateWorkload(workloadOf(adversarial, { insert: 1 }, 10), int64Layout), []);
});

test('all problems are told at once, with path, rule and value', (t) => {
  const workload: Workload = {
    writers: 0,
    ownership: 'disjoint',
    shape: 'plain',
    stringKeyBytes: 0,
    seed: -1,
    phases: [
      {
        name: 'a',
        operationsPerWriter: 1.5,
        mix: { insert: -1 },
        keys: { kind: 'hot-set', keys: 10, hotKeys: 11, hotShare: 2 },
      },
      {
        name: 'b',
        operationsPerWriter: 1,
        mix: {},
        keys: { kind: 'zipfian', keys: 5, exponent: 0 },
      },
    ],
  };
  t.deepEqual(problems(workload), [
    'writers: expected an integer from 1 to 64, got 0',
    'seed: expected an integer from 0 to 4294967295, got -1',
    'stringKeyBytes: expected an integer from 1 to 4096, got 0',
    'phases[0].mix.insert: expected a weight of 0 or more, got -1',
    'phases[0].mix: expected at least one weight above 0, got {"insert":-1}',
    'phases[0].operationsPerWriter: expected an integer from 1 to 1000000000000, got 1.5',
    'phases[0].keys.hotKeys: expected an integer from 0 to 10, got 11',
    'phases[0].keys.hotShare: expected a number from 0 to 1, got 2',
    'phases[1].mix: expected at least one weight above 0, got {}',
    'phases[1].keys.exponent: expected a number above 0, at most 20, got 0',
  ]);
});

test('every writer of a disjoint workload needs a key of its own', (t) => {
  const workload = workloadOf({ kind: 'uniform', keys: 3 }, { insert: 1 }, 1, { writers: 4 });
  t.deepEqual(problems(workload), [
    'phases[0].keys.keys: expected an integer from 4 to 1099511627776, got 3',
  ]);
  t.deepEqual(problems({ ...workload, ownership: 'same' }), []);
});

test('adversarial keys must exist and be found in time', (t) => {
  t.deepEqual(problems(attack(1000, 25)), [
    'phases[0].keys.sharedBits: expected an integer from 1 to 24, got 25',
  ]);
  t.deepEqual(problems(attack(1000, 24)), [
    'phases[0].keys.keys: expected at most 128 keys that share 24 bits, got 1000',
  ]);
  t.deepEqual(problems(attack(100, 8), 1), [
    'phases[0].keys.keys: expected at most 0 keys that share 8 bits, got 100',
  ]);
});

test('a run of absurd length, and one without phases, are refused', (t) => {
  const endless = workloadOf({ kind: 'sequential' }, { insert: 1 }, 1e12, { writers: 2 });
  t.deepEqual(problems(endless), [
    'phases: expected at most 1000000000000 operations in all, got 2000000000000',
  ]);
  t.deepEqual(problems({ ...endless, phases: [] }), [
    'phases: expected at least one phase, got []',
  ]);
});
