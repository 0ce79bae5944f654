import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { SandboxError } from '../../../src/index.ts';
import type { UsageSample } from '../../../src/lab/sandbox/machine/process-usage.ts';
import { readStartTicks } from '../../../src/lab/sandbox/machine/process-status.ts';
import { runChild } from '../../../src/lab/sandbox/child/start-child.ts';
import { fallback } from '../../../src/lab/sandbox/limits/fallback.ts';
import { roomy, runScript } from './children/run-script.ts';

function refuse(): never {
  throw new Error('sample refused');
}

const mebibyte = 1024 * 1024;

test('a child gets its job, its messages arrive in order and its end is told', async (t) => {
  process.env['NODE_OPTIONS'] = '--no-warnings';
  const result = await runScript({ act: 'echo', value: { name: 'ü\n"', n: [1, null] } });
  delete process.env['NODE_OPTIONS'];
  t.like(result.messages[0], { got: { name: 'ü\n"', n: [1, null] } });
  t.false(
    Object.hasOwn(Object(result.messages[0]), 'options'),
    'options of Node are not inherited',
  );
  t.is(result.messages.length, 1, 'what the child says of itself is no message');
  t.deepEqual(result.ending, { kind: 'exited', exitCode: 0 });
  t.true(result.stderrTail.includes('said on stdout\n'));
  t.true(result.stderrTail.includes('said on stderr\n'));
});

test('a child shorter than the interval of the watcher still has its figures', async (t) => {
  const { usage } = await runScript({ act: 'exit', code: 0 }, { watchIntervalMs: 60_000 });
  t.is(usage.samples.length, 0);
  t.true(usage.cpuSeconds > 0);
  t.true(usage.peakRssBytes > 20 * mebibyte);
});

test('an exit code is kept', async (t) => {
  const { ending } = await runScript({ act: 'exit', code: 7 });
  t.deepEqual(ending, { kind: 'exited', exitCode: 7 });
});

test('a signal that nobody here sent is of unknown origin', async (t) => {
  const { ending } = await runScript({ act: 'abort' });
  t.deepEqual(ending, { kind: 'killed', signal: 'SIGABRT', by: 'unknown' });
});

test('a child that hangs is ended at its time limit, also when its main thread is blocked', async (t) => {
  const result = await runScript({ act: 'hang' }, { timeLimitMs: 3000 });
  t.deepEqual(result.ending, { kind: 'killed', signal: 'SIGKILL', by: 'time-limit' });
  t.is(result.messages.length, 1);
  t.true(result.usage.cpuSeconds > 0);
});

test('the watcher looks again and again, and keeps what it saw', async (t) => {
  const end = new AbortController();
  const seen: UsageSample[] = [];
  const { usage } = await runScript(
    { act: 'hang' },
    {
      signal: end.signal,
      watchIntervalMs: 50,
      onSample: (sample) => {
        seen.push(sample);
        if (seen.length === 3) end.abort();
      },
    },
  );
  // Until it has ended it may be seen once more.
  t.deepEqual(usage.samples.slice(0, 3), seen.slice(0, 3));
  const [first, , third] = seen;
  t.true((third?.atMs ?? 0) > (first?.atMs ?? 0));
  t.true((third?.rssBytes ?? 0) > 20 * mebibyte);
  t.true(usage.peakRssBytes >= (third?.rssBytes ?? 0));
});

test('an interrupt ends the child, before or after its first message', async (t) => {
  const late = new AbortController();
  const hung = await runScript(
    { act: 'hang' },
    { signal: late.signal, onMessage: () => late.abort() },
  );
  t.deepEqual(hung.ending, { kind: 'killed', signal: 'SIGKILL', by: 'interrupt' });
  const early = await runScript({ act: 'hang' }, { signal: AbortSignal.abort() });
  t.deepEqual(early.ending, { kind: 'killed', signal: 'SIGKILL', by: 'interrupt' });
  t.deepEqual(early.messages, []);
});

test('a line that is not JSON ends the child as failed and keeps what came before', async (t) => {
  const { ending, messages } = await runScript({ act: 'say-raw', text: '{"a":\n' });
  t.deepEqual(messages, ['before']);
  t.deepEqual(ending, {
    kind: 'failed',
    message: 'the child sent a line that is not JSON: "{\\"a\\":"',
  });
});

test('long lines arrive whole over a pipe that refuses writes at times', async (t) => {
  const { ending, messages } = await runScript({ act: 'say-much', lines: 4, bytes: 3_000_000 });
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.deepEqual(
    messages.map((message) => JSON.stringify(message).length),
    [3_000_017, 3_000_017, 3_000_017, 3_000_017],
  );
});

test('what onMessage or onSample throws comes back, and the child is gone', async (t) => {
  let pid = 0;
  const thrown = await t.throwsAsync(
    runScript(
      { act: 'hang' },
      {
        onMessage: (message) => {
          pid = Number(Object(message).pid);
          throw new Error('disk full');
        },
      },
    ),
  );
  t.is(thrown?.message, 'disk full');
  t.true(pid > 0);
  t.is(readStartTicks(pid), null);
  await t.throwsAsync(runScript({ act: 'hang' }, { onSample: refuse, watchIntervalMs: 50 }), {
    message: 'sample refused',
  });
});

test('the peak resident size includes the threads of the child', async (t) => {
  const { usage } = await runScript({ act: 'allocate-in-thread', bytes: 200 * mebibyte });
  t.true(usage.peakRssBytes > 200 * mebibyte);
  t.true(usage.peakRssBytes < 400 * mebibyte);
});

test('without setpriv a child hears of its end by a thread and exits as usual', async (t) => {
  const { ending, messages } = await runScript(
    { act: 'echo', value: 1 },
    { useDeathSignal: false, mechanisms: [fallback()] },
  );
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.is(messages.length, 1);
});

test('names with blanks, quotes, dollars and line ends are names', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const hostile = join(folder, `a "b' $(touch pwned) ; -- \n&`);
  mkdirSync(hostile);
  const module = join(hostile, '--eval=x y.mjs');
  writeFileSync(module, `import { writeSync } from 'node:fs'; writeSync(3, '"ran"\\n');`);
  const { ending, messages } = await runScript({ act: 'abort' }, { modulePath: module });
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.deepEqual(messages, ['ran']);
});

test('a module that does not exist is a result, with what Node said', async (t) => {
  const { ending, stderrTail } = await runScript({ act: 'abort' }, { modulePath: '/no/such.js' });
  t.deepEqual(ending, { kind: 'exited', exitCode: 1 });
  t.true(stderrTail.includes("Cannot find module '/no/such.js'"));
});

test('a program that cannot be started is an error of the environment', async (t) => {
  const run = runScript(
    { act: 'abort' },
    { mechanisms: [fallback({ taskset: '/nonexistent/taskset' })], useDeathSignal: false },
  );
  const error = await t.throwsAsync(run, { instanceOf: SandboxError });
  t.is(error?.code, 'environment');
  t.regex(error?.message ?? '', /^cannot start \/nonexistent\/taskset: .*ENOENT/);
});

test('limits that make no sense are refused before anything starts', async (t) => {
  const cases = [
    [
      { ...roomy, memoryBytes: -1 },
      'expected limits.memoryBytes to be a whole number above 0, got -1',
    ],
    [{ ...roomy, cpus: Number.NaN }, 'expected limits.cpus to be a number above 0, got NaN'],
    [
      { ...roomy, swapBytes: 0.5 },
      'expected limits.swapBytes to be a whole number of 0 or more, got 0.5',
    ],
    [{ ...roomy, processes: 0 }, 'expected limits.processes to be a whole number above 0, got 0'],
    [{ ...roomy, cpuSet: '3-1' }, 'expected a list of CPUs such as 0-1,3, got "3-1"'],
  ] as const;
  for (const [limits, message] of cases) {
    const run = runChild({
      modulePath: '/no/such.js',
      job: null,
      limits,
      timeLimitMs: 1000,
      onMessage: () => undefined,
    });
    const error = await t.throwsAsync(run, { instanceOf: SandboxError });
    t.is(error?.message, message);
    t.is(error?.code, 'usage');
  }
});
