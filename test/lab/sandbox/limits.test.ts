import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { fallback } from '../../../src/lab/sandbox/limits/fallback.ts';
import { findProgram } from '../../../src/lab/sandbox/machine/find-program.ts';
import type { ChildResult } from '../../../src/lab/sandbox/child/start-child.ts';
import { usableMechanisms } from '../../../src/lab/sandbox/limits/usable-mechanisms.ts';
import { cgroupHere, needCgroup } from './children/cgroup-here.ts';
import { skipLoudly, skipOptional } from '../../support/skip-loudly.ts';
import type { ParentScript } from './children/parent-process.ts';
import { roomy, runScript } from './children/run-script.ts';

const mebibyte = 1024 * 1024;

test(`a child that allocates past its memory is killed by the kernel, and its peak stays below (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'memoryBytes');
  if (mechanisms === null) return;
  const asked = 256 * mebibyte;
  const { ending, limits, usage, messages } = await runScript(
    { act: 'allocate', bytes: 512 * mebibyte },
    { limits: { memoryBytes: asked, cpus: 1 }, mechanisms },
  );
  t.deepEqual(ending, { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer' });
  t.like(limits.memoryBytes, { asked, applied: asked, readBack: asked, remark: '' });
  t.true((usage.oomKills ?? 0) >= 1);
  t.true((usage.cgroupPeakBytes ?? Infinity) <= asked);
  t.true((usage.cgroupPeakBytes ?? 0) > 0.9 * asked);
  const last = Number(Object(messages.at(-1)).allocated);
  t.true(last >= 128 * mebibyte && last < asked, `the last message before the kill tells ${last}`);
});

test(`no swap is a way out of the memory limit (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'swapBytes');
  if (mechanisms === null) return;
  const none = await runScript({ act: 'exit', code: 0 }, { mechanisms });
  t.like(none.limits.swapBytes, { asked: 0, applied: 0, readBack: 0, remark: '' });
  const some = await runScript(
    { act: 'exit', code: 0 },
    { mechanisms, limits: { ...roomy, swapBytes: 64 * mebibyte } },
  );
  t.like(some.limits.swapBytes, { asked: 64 * mebibyte, readBack: 64 * mebibyte, remark: '' });
});

test(`a child that burns more than its CPU is throttled (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'cpus');
  if (mechanisms === null) return;
  // Only a process that gets its share can be held at it: beside others it may get less.
  const share = 0.05;
  for (let attempt = 0; attempt < 4; attempt++) {
    const { limits, usage } = await runScript(
      { act: 'burn', ms: 2000 },
      { limits: { ...roomy, cpus: share }, mechanisms },
    );
    const mechanism = mechanisms[0]?.name;
    t.deepEqual(limits.cpus, {
      asked: share,
      applied: share,
      readBack: share,
      mechanism,
      remark: '',
    });
    if ((usage.throttledPeriods ?? 0) > 0) {
      t.true((usage.throttledMs ?? 0) > 0);
      t.true(usage.cpuSeconds < usage.wallMs / 1000);
      return;
    }
    const used = usage.cpuSeconds / (usage.wallMs / 1000);
    t.log(`attempt ${attempt + 1}: got ${used.toFixed(3)} of a CPU, not throttled`);
    if (used > 1.5 * share) t.fail(`used ${used.toFixed(3)} of a CPU, limited to ${share}`);
  }
  skipOptional(t, `a CPU of which a process gets ${share}, for the throttling`);
});

test(`more CPUs than the machine has are capped, and that is said (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'cpus');
  if (mechanisms === null) return;
  const { limits } = await runScript(
    { act: 'exit', code: 0 },
    { limits: { ...roomy, cpus: 4096 }, mechanisms },
  );
  t.like(limits.cpus, { asked: 4096, remark: `4096 asked, this machine has ${cpus().length}` });
  t.is(limits.cpus.readBack, cpus().length);
});

test(`a child may start no more processes than its limit (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'processes');
  if (mechanisms === null) return;
  const { limits, usage, messages, ending } = await runScript(
    { act: 'spawn', count: 30 },
    { limits: { ...roomy, processes: 24 }, mechanisms },
  );
  t.like(limits.processes, { asked: 24, applied: 24, readBack: 24, remark: '' });
  const { started, refusals } = Object(messages[0]);
  t.true(started > 0 && started < 24);
  t.is(started + refusals.length, 30);
  t.deepEqual([...new Set(refusals)], ['EAGAIN']);
  t.true((usage.processesRefused ?? 0) > 0);
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
});

test(`a child sees no CPU but those of its set (${cgroupHere})`, async (t) => {
  const mechanisms = needCgroup(t, 'cpuSet');
  if (mechanisms === null) return;
  const { limits, messages } = await runScript(
    { act: 'count-cpus' },
    { limits: { ...roomy, cpuSet: '0,8191' }, mechanisms },
  );
  t.like(limits.cpuSet, { asked: '0,8191', applied: '0', readBack: '0' });
  t.regex(limits.cpuSet?.remark ?? '', /^0,8191 asked, this machine has 0/);
  t.deepEqual(messages, [{ cpus: 1 }]);
});

test('without a control group the heap of V8 is limited, and what is not is said', async (t) => {
  const { ending, limits, usage } = await runScript(
    { act: 'fill-heap' },
    { limits: { memoryBytes: 64 * mebibyte, cpus: 1, processes: 9 }, mechanisms: [fallback()] },
  );
  t.deepEqual(ending, { kind: 'killed', signal: 'SIGABRT', by: 'v8-heap' });
  t.like(limits.memoryBytes, { applied: 64 * mebibyte, mechanism: 'v8-heap' });
  t.regex(limits.memoryBytes.remark, /^only the heap of JavaScript is limited;/);
  t.true((limits.memoryBytes.readBack ?? 0) >= 64 * mebibyte);
  t.like(limits.swapBytes, { applied: null, mechanism: 'none' });
  t.like(limits.processes, {
    asked: 9,
    applied: null,
    mechanism: 'none',
    remark: 'not enforced: only a control group with the controller pids can limit processes',
  });
  t.is(usage.cgroupPeakBytes, null);
  t.is(usage.throttledPeriods, null);
});

test('without a control group whole CPUs are bound by affinity', async (t) => {
  if (findProgram('taskset') === null) {
    skipLoudly(t, 'taskset was not found');
    return;
  }
  const { limits, messages } = await runScript(
    { act: 'count-cpus' },
    { limits: { ...roomy, cpus: 0.5 }, mechanisms: [fallback()] },
  );
  t.deepEqual(limits.cpus, {
    asked: 0.5,
    applied: 1,
    readBack: 1,
    mechanism: 'affinity',
    remark: '0.5 asked, 1 applied: whole CPUs only',
  });
  t.deepEqual(messages, [{ cpus: 1 }]);
});

test('without a control group and without taskset the CPUs are said not to be limited', async (t) => {
  const { limits, ending } = await runScript(
    { act: 'exit', code: 0 },
    { limits: { ...roomy, cpuSet: '0' }, mechanisms: [fallback({ taskset: null })] },
  );
  const remark = 'not enforced: there is no control group, and taskset was not found';
  t.like(limits.cpus, { asked: 1, applied: null, readBack: null, mechanism: 'none', remark });
  t.like(limits.cpuSet, { asked: '0', applied: null, mechanism: 'none', remark });
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
});

test('a limit that one mechanism lacks is left to the next', async (t) => {
  const mechanisms = needCgroup(t, 'cpus');
  if (mechanisms === null) return;
  const lacking = mechanisms.map((mechanism) => ({
    ...mechanism,
    detect: () => ({
      ...mechanism.detect(),
      memoryBytes: { isEnforced: false, remark: 'not delegated' },
    }),
  }));
  const { limits } = await runScript(
    { act: 'exit', code: 0 },
    { mechanisms: [...lacking, fallback()] },
  );
  t.is(limits.memoryBytes.mechanism, 'v8-heap');
  t.deepEqual(
    [limits.cpus.mechanism],
    mechanisms.map(({ name }) => name),
  );
});

test('a user without rights gets what needs none, and is told the rest', async (t) => {
  const setpriv = findProgram('setpriv');
  if (process.getuid?.() !== 0 || setpriv === null) {
    skipLoudly(t, 'only root with setpriv can run as another user');
    return;
  }
  const script: ParentScript = { job: { act: 'exit', code: 3 }, useDeathSignal: true };
  const parent = fileURLToPath(new URL('children/parent-process.js', import.meta.url));
  const run = spawnSync(
    setpriv,
    [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      process.execPath,
      parent,
      JSON.stringify(script),
    ],
    // That user cannot write what V8 would say of the coverage.
    { encoding: 'utf8', cwd: '/', env: { ...process.env, NODE_V8_COVERAGE: undefined } },
  );
  t.is(run.stderr, '');
  const result: ChildResult = JSON.parse(run.stdout);
  t.deepEqual(result.ending, { kind: 'exited', exitCode: 3 });
  t.is(result.limits.memoryBytes.mechanism, 'v8-heap');
  t.is(result.limits.swapBytes?.mechanism, 'none');
  t.is(result.usage.oomKills, null);
  t.true(result.usage.peakRssBytes > 20 * mebibyte);
});

test('the fallback is always among the usable mechanisms, and last', async (t) => {
  t.is((await usableMechanisms()).at(-1)?.name, 'fallback');
});
