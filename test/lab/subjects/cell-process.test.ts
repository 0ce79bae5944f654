import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { CellJob } from '../../../src/lab/subjects/cell-job.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fill } from '../../support/make-cell.ts';
import { cellOf } from './cell-of.ts';

const main = new URL('../../../src/lab/subjects/cell-process.js', import.meta.url).pathname;

interface Said {
  readonly kind?: string;
  readonly [field: string]: unknown;
}

interface Ended {
  readonly exitCode: number | null;
  readonly said: readonly Said[];
  readonly stderr: string;
}

/** Runs the child as the sandbox does: the job on standard input, messages on descriptor 3. */
async function runChild(job: unknown): Promise<Ended> {
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
  const [stdin, , stderr, messages] = child.stdio;
  if (stdin === null || stderr === null || !(messages instanceof Readable))
    throw new Error('expected pipes');
  stdin.write(`${JSON.stringify(job)}\n`);
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  const lines = (await text(messages)).trimEnd().split('\n');
  const said: readonly Said[] = lines.map((line) => JSON.parse(line));
  return {
    exitCode: await exited,
    // What the channel itself tells has no kind.
    said: said.filter(({ kind }) => kind !== undefined),
    stderr: await text(stderr),
  };
}

test('an exact job: two processes give the same counts', async (t) => {
  const job: CellJob = { kind: 'exact', cell: cellOf(), arenaLimitBytes: 2 ** 24 };
  const [first, second] = await Promise.all([runChild(job), runChild(job)]);
  t.is(first.exitCode, 0);
  t.is(first.stderr, '');
  const last = first.said.at(-1);
  t.like(last, { kind: 'exact', outcome: { kind: 'completed' }, counts: { operations: 8000 } });
  t.deepEqual(second.said.at(-1), last);
});

test('a timed job measures, and tells its state while it works', async (t) => {
  const cell = cellOf({}, { writers: 2, phases: [fill(700_000)] });
  const { exitCode, said, stderr } = await runChild({
    kind: 'timed',
    cell,
    arenaLimitBytes: 2 ** 28,
  });
  t.is(exitCode, 0);
  t.is(stderr, '');
  t.like(said.at(-1), { kind: 'timed', outcome: { kind: 'completed' } });
  const states = said.filter(({ kind }) => kind === 'state');
  t.true(states.length > 0);
  t.deepEqual(Object.keys(Object(states[0]?.['state'])), ['operations', 'entries', 'bytesHeld']);
  t.true(said.slice(0, -1).every(({ kind }) => kind === 'state'));
});

test('an exact job on the native Map weighs its heap beside the model', async (t) => {
  const cell = cellOf({ target: 'native', map: 'v8' }, { phases: [fill(20_000)] });
  const { said, stderr } = await runChild({ kind: 'exact', cell, arenaLimitBytes: null });
  t.is(stderr, '');
  const heap: unknown = Object(said.at(-1))['heap'];
  t.like(heap, { entries: 80_000, modelBytes: 3_670_088 });
  const steps: unknown = Object(heap).steps;
  if (!Array.isArray(steps)) return t.fail();
  t.deepEqual(
    steps.map((step: unknown) => Object(step).entries),
    [129, 257, 513, 1025, 2049, 4097, 8193, 16_385, 32_769, 65_537],
  );
  // What the measuring leaves behind is some kilobytes, whatever the size of the table.
  for (const step of steps) {
    const { modelBytes, heapBytes } = Object(step);
    t.true(Math.abs(heapBytes - modelBytes) < 32_768, JSON.stringify(step));
  }
  // Keys of 24 bytes each lie outside of the table.
  t.true(Object(heap).heapBytes > 3_670_088 + 80_000 * 16);
  return undefined;
});

test('native and yardstick jobs', async (t) => {
  const cell = cellOf({ target: 'native' });
  const native = await runChild({ kind: 'timed', cell, arenaLimitBytes: null });
  t.like(native.said.at(-1), { kind: 'timed', outcome: { kind: 'completed' } });
  const { said } = await runChild({ kind: 'yardstick', operations: 1000, seed: 1 });
  t.is(said.length, 1);
  t.is(said[0]?.kind, 'yardstick');
  t.true(Number(said[0]?.['operationsPerSecond']) > 0);
});

test('a job that cannot be done is one clear message, not a stack trace', async (t) => {
  for (const [job, message] of [
    [
      {
        kind: 'exact',
        cell: cellOf({ key: 'struct { p *int; s string }' }),
        arenaLimitBytes: 2 ** 24,
      },
      /^expected key to be a type that a workload makes keys of, .*, in which something points elsewhere$/,
    ],
    [
      { kind: 'timed', cell: cellOf({ guard: 'sharded:2000' }), arenaLimitBytes: 2 ** 24 },
      /got sharded:2000$/,
    ],
    [
      { kind: 'dance' },
      /^expected a job of kind exact, timed or yardstick, got \{"kind":"dance"\}$/,
    ],
    ['not even an object', /^expected a job/],
  ] as const) {
    const { exitCode, said, stderr } = await runChild(job);
    t.is(exitCode, 0);
    t.is(stderr, '');
    t.is(said.length, 1);
    t.like(said[0], { kind: 'failed', outcome: { kind: 'failed', last: null } });
    t.regex(JSON.parse(JSON.stringify(said[0])).outcome.message, message);
  }
});

test('the RangeError of a map of V8 that can be no larger is the outcome map-full, a result', async (t) => {
  const module = join(temporaryFolder('full'), 'full-set.mjs');
  writeFileSync(
    module,
    `export function create() {
      const set = new Set();
      for (let key = 1; key <= 2 ** 24; key++) set.add(-key);
      return set;
    }
    export const set = (map, key) => map.add(String(key));
    export const get = (map, key) => map.has(key);
    const remove = (map, key) => map.delete(key);
    export { remove as delete };
    export const size = (map) => map.size;`,
  );
  const cell = cellOf({ target: 'module', module }, { phases: [fill(10)] });
  const { exitCode, said } = await runChild({ kind: 'timed', cell, arenaLimitBytes: null });
  t.is(exitCode, 0);
  t.like(said.at(-1), {
    outcome: { kind: 'map-full', message: 'Set maximum size exceeded', operation: null },
  });
});
