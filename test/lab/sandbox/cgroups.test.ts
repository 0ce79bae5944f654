import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { SandboxError } from '../../../src/index.ts';
import { cgroupV1 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import { cgroupV1Trees } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1-groups.ts';
import { cgroupV2 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v2.ts';
import { cgroupV2Root } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v2-place.ts';
import { fallback } from '../../../src/lab/sandbox/limits/fallback.ts';
import { ownerOf } from '../../../src/lab/sandbox/limits/cgroup/group-name.ts';
import { readStartTicks } from '../../../src/lab/sandbox/machine/process-status.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { fakeCgroupV2 } from './children/fake-cgroup-v2.ts';
import { fakeProc } from './children/fake-proc.ts';
import { runScript } from './children/run-script.ts';

const all = 'cpuset cpu io memory hugetlb pids';
const limits = {
  memoryBytes: 268_435_456,
  cpus: 0.5,
  swapBytes: 0,
  cpuSet: '1-2',
  processes: 64,
};

test('version 2 writes each limit, lets the child join and reads the counters (faked tree, real child)', async (t) => {
  const tree = fakeCgroupV2(t, { available: all, handedDown: all });
  const result = await runScript(
    { act: 'echo', value: 1 },
    { mechanisms: [cgroupV2(tree), fallback()], limits },
  );
  t.deepEqual(result.ending, { kind: 'exited', exitCode: 0 });
  const mechanism = 'cgroup-v2' as const;
  t.deepEqual(result.limits, {
    asked: limits,
    memoryBytes: {
      asked: 268_435_456,
      applied: 268_435_456,
      readBack: 268_435_456,
      mechanism,
      remark: '',
    },
    swapBytes: { asked: 0, applied: 0, readBack: 0, mechanism, remark: '' },
    cpus: { asked: 0.5, applied: 0.5, readBack: 0.5, mechanism, remark: '' },
    cpuSet: { asked: '1-2', applied: '1-2', readBack: '1-2', mechanism, remark: '' },
    processes: { asked: 64, applied: 64, readBack: 64, mechanism, remark: '' },
  });
  t.is(tree.written.get('memory.max'), '268435456');
  t.is(tree.written.get('memory.swap.max'), '0');
  t.is(tree.written.get('cpu.max'), '50000 100000');
  t.is(tree.written.get('cpuset.cpus'), '1-2');
  t.is(tree.written.get('pids.max'), '64');
  const { pid } = Object(result.messages[0]);
  t.is(tree.written.get('cgroup.procs'), String(pid), 'the child joined before it became Node');
  t.like(result.usage, {
    cpuSeconds: 2.513,
    cgroupPeakBytes: 268_431_360,
    throttledPeriods: 49,
    throttledMs: 2412.345,
    oomKills: 1,
    processesRefused: 3,
  });
  t.is(
    dirname(tree.lastGroup()),
    join(tree.root, 'user.slice'),
    'nearest group that may hand down',
  );
  t.is(ownerOf(basename(tree.lastGroup()))?.pid, process.pid);
  t.false(existsSync(tree.lastGroup()));
});

test('version 2 tells a kill by the kernel from one of unknown origin by its counter (faked tree, real child)', async (t) => {
  const tree = fakeCgroupV2(t, { available: all, handedDown: all });
  const { ending } = await runScript(
    { act: 'leave-sleeper', andWait: true },
    {
      mechanisms: [cgroupV2(tree)],
      onMessage: (message) => process.kill(Number(Object(message).pid), 'SIGKILL'),
    },
  );
  t.deepEqual(ending, { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer' });
});

test('version 2 asks for controllers that are not handed down yet (faked tree)', async (t) => {
  const tree = fakeCgroupV2(t, { available: 'cpu memory', handedDown: '' });
  const group = cgroupV2(tree).create();
  t.like(group.apply(limits, ['memoryBytes', 'cpus']), {
    cpus: { asked: 0.5, applied: 0.5, readBack: 0.5 },
  });
  await group.remove();
});

test('version 2 on a kernel without memory.peak and swap accounting says so (faked tree)', async (t) => {
  const tree = fakeCgroupV2(t, {
    available: all,
    handedDown: all,
    lacking: ['memory.peak', 'memory.swap.max', 'cgroup.kill'],
  });
  const result = await runScript(
    { act: 'exit', code: 0 },
    { mechanisms: [cgroupV2(tree), fallback()] },
  );
  t.is(result.usage.cgroupPeakBytes, null);
  t.is(result.limits.memoryBytes.mechanism, 'cgroup-v2');
  t.deepEqual(result.limits.swapBytes, {
    asked: 0,
    applied: null,
    readBack: null,
    mechanism: 'none',
    remark: 'not enforced: only a control group that accounts for swap can limit it',
  });
});

test('version 2 reads back what an outer group allows, if that is less (faked tree)', async (t) => {
  const tree = fakeCgroupV2(t, { available: all, handedDown: all });
  writeFileSync(join(tree.root, 'user.slice/memory.max'), '134217728\n');
  writeFileSync(join(tree.root, 'user.slice/cpu.max'), '20000 100000\n');
  const group = cgroupV2(tree).create();
  const states = group.apply(limits, ['memoryBytes', 'cpus']);
  t.like(states.memoryBytes, {
    applied: 268_435_456,
    readBack: 134_217_728,
    remark: 'the kernel says 134217728',
  });
  t.like(states.cpus, { applied: 0.5, readBack: 0.2, remark: 'the kernel says 0.2' });
  await group.remove();
});

test('version 2 leaves to the fallback what is not delegated, and says why (faked tree)', async (t) => {
  const tree = fakeCgroupV2(t, { available: 'memory pids', handedDown: 'memory pids' });
  const capabilities = cgroupV2(tree).detect();
  t.deepEqual(capabilities.memoryBytes, { isEnforced: true, remark: '' });
  t.deepEqual(capabilities.cpus, {
    isEnforced: false,
    remark: 'the kernel does not offer the controller cpu to cgroup v2',
  });
  const result = await runScript(
    { act: 'exit', code: 0 },
    { mechanisms: [cgroupV2(tree), fallback({ taskset: null })] },
  );
  t.is(result.limits.memoryBytes.mechanism, 'cgroup-v2');
  t.is(result.limits.cpus.mechanism, 'none');
});

test('version 2 that is not mounted, or offers nothing here, gives its reason (faked tree)', (t) => {
  const missing = cgroupV2({ root: '/nonexistent' });
  t.is(missing.detect().memoryBytes.remark, 'cgroup v2 is not mounted at /nonexistent');
  t.throws(() => missing.create(), { instanceOf: SandboxError });
  const tree = fakeCgroupV2(t, { available: all, handedDown: '' });
  rmSync(join(tree.root, 'cgroup.subtree_control'));
  rmSync(join(tree.root, 'user.slice/cgroup.subtree_control'));
  t.is(
    cgroupV2(tree).detect().cpus.remark,
    `the controller cpu is not delegated to this user in ${join(tree.root, 'user.slice/session.scope')}`,
  );
});

test('a real group of version 2 is made, joined, counted, killed and removed, whatever its controllers', async (t) => {
  const root = cgroupV2Root();
  if (!existsSync(join(root, 'cgroup.controllers')) || process.getuid?.() !== 0) {
    skipLoudly(t, `cgroup v2 is not mounted at ${root}, or this user is not root`);
    return;
  }
  const groups = (): string[] =>
    readdirSync(root, { recursive: true })
      .map(String)
      .filter((path) => path.split('/').pop()?.includes(`-${process.pid}-`));
  const { ending, usage, messages } = await runScript(
    { act: 'leave-sleeper', andWait: false },
    { mechanisms: [cgroupV2()] },
  );
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.true(usage.cpuSeconds > 0);
  t.is(readStartTicks(Number(Object(messages[0]).sleeper)), null);
  t.deepEqual(groups(), []);
});

test('version 1 writes a shared tree of cpu and cpuacct once (faked tree)', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  for (const name of ['memory', 'cpu,cpuacct']) mkdirSync(join(root, name));
  for (const name of ['memory', 'cpu,cpuacct']) writeFileSync(join(root, name, 'cgroup.procs'), '');
  for (const name of ['cpu', 'cpuacct']) symlinkSync('cpu,cpuacct', join(root, name));
  t.deepEqual(cgroupV1Trees(root), [join(root, 'memory'), join(root, 'cpu,cpuacct')]);
  const made: string[] = [];
  const mechanism = cgroupV1({
    root,
    procRoot: fakeProc(t, '3:memory:/\n2:cpu,cpuacct:/\n'),
    cpus: [0, 1],
    actions: {
      make: (folder) => {
        made.push(folder);
        mkdirSync(folder);
      },
      remove: (folder) => rmSync(folder, { recursive: true }),
    },
  });
  const capabilities = mechanism.detect();
  t.deepEqual(capabilities.swapBytes, {
    isEnforced: false,
    remark: 'the kernel does not account for swap (it was started without swapaccount=1)',
  });
  t.deepEqual(capabilities.processes, {
    isEnforced: false,
    remark: `the controller pids of cgroup v1 is not mounted at ${join(root, 'pids')}`,
  });
  const group = mechanism.create();
  const states = group.apply({ memoryBytes: 1e8, cpus: 8 }, ['memoryBytes', 'cpus']);
  t.like(states, { cpus: { applied: 2, readBack: 2, remark: '8 asked, this machine has 2' } });
  t.deepEqual(
    made.map((folder) => basename(dirname(folder))),
    ['cpu,cpuacct', 'memory'],
  );
  await group.remove();
  t.deepEqual(
    made.filter((folder) => existsSync(folder)),
    [],
  );
});

test('version 1 is not taken for mounted where groups of version 2 have the same names (faked tree)', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'memory'));
  for (const name of ['cgroup.procs', 'cgroup.controllers']) {
    writeFileSync(join(root, 'memory', name), '');
  }
  t.false(cgroupV1({ root }).detect().memoryBytes.isEnforced);
});

test('a group that cannot be joined fails the child, in words (faked tree, real child)', async (t) => {
  const tree = fakeCgroupV2(t, { available: all, handedDown: all });
  const mechanism = cgroupV2(tree);
  const { ending } = await runScript(
    { act: 'exit', code: 0 },
    {
      mechanisms: [
        {
          ...mechanism,
          create: () => ({
            ...mechanism.create(),
            launch: () => ({ joinFiles: ['/nonexistent/procs'], prefix: [], nodeArguments: [] }),
          }),
        },
      ],
    },
  );
  t.deepEqual(ending, {
    kind: 'failed',
    message: 'mapswell: the child could not join /nonexistent/procs',
  });
});
