import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { completePhases } from '../../../src/lab/config/complete-phases.ts';
import { loadScenarios } from '../../../src/lab/config/load-scenarios.ts';
import { cellSchema } from '../../../src/lab/record/schema/cell-schema.ts';
import { goTarget } from '../../../src/lab/subjects/go/go-target.ts';
import { nativeTarget } from '../../../src/lab/subjects/native/native-target.ts';
import { referenceTarget } from '../../../src/lab/subjects/reference/reference-target.ts';
import { goHere } from '../../support/go-here.ts';
import { makeCell } from '../../support/make-cell.ts';
import { recording } from './read.ts';

const lines = Array.from({ length: 9001 }, (_, i) => `key-${(i * 37) % 3001}`);
const file = recording(`${lines.join('\n')}\n`, true);
const phases = [{ name: 'keys', keys: { kind: 'trace', file } as const }];
const onState = (): void => undefined;

function cellOf(writers: number, rest: Partial<Cell> = {}): Cell {
  const cell = makeCell(rest, completePhases(phases, join(dirname(file), 'scenario.ts'), writers));
  return { ...cell, workload: { ...cell.workload, writers } };
}

test('every target performs the operations of a recording', async (t) => {
  const options = { arenaLimitBytes: 2 ** 28, onState };
  const expected = { insert: 3001, update: 0, delete: 0, lookup: 5999 };
  for (const writers of [1, 8]) {
    const cell = cellOf(writers, { guard: 'mutex' });
    t.notThrows(() => cellSchema.parse(cell));
    const model = await referenceTarget.exactPass({ ...options, cell });
    // 9,001 do not divide by eight: the last one is left out.
    const whole = { ...expected, lookup: writers === 1 ? 6000 : 5999 };
    t.deepEqual(model.counts?.operationsByKind, whole);
    t.is(model.counts?.stats.entries, 3001);
    const native = await nativeTarget.exactPass({ ...options, cell: { ...cell, map: 'v8' } });
    t.deepEqual(native.counts?.operationsByKind, whole);
    t.is(native.counts?.stats.entries, 3001);
    t.is(native.counts?.growthEvents.length, 10);
    if (writers === 1) continue;
    const timed = await referenceTarget.timedPass({ ...options, cell });
    t.deepEqual(timed.outcome, { kind: 'completed' });
  }
  if ((await goHere(t)) === null) return;
  const real = await goTarget.exactPass({ ...options, cell: cellOf(8, { target: 'go' }) });
  t.deepEqual(real.counts?.operationsByKind, expected);
});

test('the heap of a native Map grows at the operations that its rules name', async (t) => {
  const cell = cellOf(1, { map: 'v8', target: 'native' });
  const { counts, heap } = await nativeTarget.exactPass({ cell, arenaLimitBytes: null, onState });
  const growths = new Set(counts?.growthEvents.map(({ operation }) => operation));
  const steps = heap?.steps ?? [];
  t.true(steps.length > 0 && steps.every(({ operation }) => growths.has(operation)));
});

test('a recording that has changed is refused', async (t) => {
  const changing = recording('a\nb\n');
  const keys = { kind: 'trace', file: changing } as const;
  const complete = completePhases([{ name: 'keys', keys }], join(dirname(changing), 'x.ts'), 1);
  appendFileSync(changing, 'c\n');
  const options = { cell: makeCell({}, complete), arenaLimitBytes: null, onState };
  t.throws(() => referenceTarget.exactPass(options), {
    message: /got [\da-f]{64}: it has changed/,
  });
});

test('a scenario with a trace needs no mix, and its problems are named', async (t) => {
  const folder = dirname(file);
  const scenario = { purpose: 'recorded', key: 'int64', value: 'int64' };
  const load = async (phase: object): Promise<unknown> => {
    writeFileSync(join(folder, 'it.json'), JSON.stringify({ ...scenario, phases: [phase] }));
    return await loadScenarios(folder, ['it']);
  };
  await t.notThrowsAsync(load({ name: 'a', keys: { kind: 'trace', file: 'x.gz', format: 'csv' } }));
  await t.throwsAsync(load({ name: 'a', keys: { kind: 'trace', file: 'x', format: 'xml' } }), {
    message: /phases\[0\]\.keys\.format: expected one of keys, twitter, csv/,
  });
  await t.throwsAsync(load({ name: 'a', keys: { kind: 'trace' } }), {
    message: /phases\[0\]\.keys\.file: expected a string, got nothing/,
  });
  const keys = { kind: 'trace', file } as const;
  const few = [{ name: 'few', operationsPerWriter: 10_000, keys }];
  t.throws(() => completePhases(few, 'it.json', 1), {
    message: /expected phase few to have at most 9001 operations/,
  });
});
