import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import test from 'ava';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import type { ChildResult } from '../../../src/lab/sandbox/child/start-child.ts';
import { cgroupV2 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v2.ts';
import { CgroupV1Groups } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1-groups.ts';
import { fallback } from '../../../src/lab/sandbox/limits/fallback.ts';
import { inherited } from '../../../src/lab/sandbox/limits/inherited.ts';
import { capLimits, memoryRoomBytes } from '../../../src/lab/sandbox/limits/outer-limits.ts';
import { ownGroups } from '../../../src/lab/sandbox/limits/cgroup/own-groups.ts';
import { findProgram } from '../../../src/lab/sandbox/machine/find-program.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fakeCgroupV2 } from './children/fake-cgroup-v2.ts';
import { fakeProc } from './children/fake-proc.ts';
import {
  type OuterGroup,
  outerGroup,
  parentCommand,
  startInside,
  watchForEscapes,
} from './children/outer-group.ts';
import { runScript } from './children/run-script.ts';
import { cliMain } from '../../support/cli-main.ts';

const mebibyte = 2 ** 20;
const allowed = { memoryBytes: 300 * mebibyte, cpus: 1.5, processes: 200 };

/** Runs a script of a child inside the group and gives its result, the last line. */
async function resultInside(
  group: OuterGroup,
  script: Parameters<typeof parentCommand>[0],
  prefix: readonly string[] = [],
): Promise<ChildResult> {
  const parent = startInside(group, [...prefix, ...parentCommand(script)]);
  if (parent.stdout === null || parent.stderr === null) throw new Error('no pipes');
  const [output, errors] = await Promise.all([text(parent.stdout), text(parent.stderr)]);
  const result: ChildResult = JSON.parse(output.trim().split('\n').at(-1) ?? errors);
  return result;
}

test('a run in a group of 300 MB stays in it with all its processes, and the map is refused within it (really under cgroup-v1)', async (t) => {
  const group = outerGroup(t, allowed);
  if (group === null) return;
  const cwd = temporaryFolder('outer');
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'sandbox.config.json'), '{"rounds":1}');
  const fill = {
    purpose: 'more than fits',
    key: 'int64',
    value: 'int64',
    limits: { memoryBytes: 2 ** 30, cpus: 2 },
    phases: [
      {
        name: 'fill',
        operationsPerWriter: 8_000_000,
        mix: { insert: 1 },
        keys: { kind: 'sequential' },
      },
    ],
  };
  writeFileSync(join(cwd, 'scenarios/fill.json'), JSON.stringify(fill));
  const run = startInside(group, [process.execPath, cliMain, 'run', '--out', 'out'], { cwd });
  const [{ escapes, seen }, errors] = await Promise.all([
    watchForEscapes(run, group),
    run.stderr === null ? '' : text(run.stderr),
  ]);
  t.is(run.exitCode, 0, errors);
  t.deepEqual(escapes, []);
  t.true(seen >= 3, `${seen} processes were seen`);
  const peak = Number(readFileSync(join(group.memoryFolder, 'memory.max_usage_in_bytes'), 'utf8'));
  t.true(peak <= allowed.memoryBytes && peak > 60 * mebibyte, `${peak}`);
  const record: RunRecord = JSON.parse(readFileSync(join(cwd, 'out/record.json'), 'utf8'));
  const [cell] = record.cells;
  const [exact] = cell?.exact ?? [];
  t.is(exact?.outcome.kind, 'out-of-memory');
  t.is(exact?.arenaLimitBytes, (172 - 80) * mebibyte);
  t.like(exact?.limits, {
    memoryBytes: {
      asked: 2 ** 30,
      applied: 172 * mebibyte,
      readBack: 172 * mebibyte,
      mechanism: 'cgroup-v1',
      remark: `1 GiB asked, 172 MiB applied: the group ${group.name} around mapswell allows 300 MiB, of which mapswell itself needs 128 MiB`,
    },
    outer: {
      memoryBytes: { limit: 300 * mebibyte, group: group.name, mechanism: 'cgroup-v1' },
      cpus: { limit: 1.5, group: group.paths['cpu'], mechanism: 'cgroup-v1' },
      processes: { limit: 200, group: group.paths['pids'], mechanism: 'cgroup-v1' },
    },
  });
  t.is(exact?.limits.cpus.readBack, 1.5);
  t.deepEqual(
    readdirSync(group.memoryFolder).filter((name) => name.startsWith('mapswell-')),
    [],
  );
});

test('a capacity above what a group around mapswell allows is refused with what it leaves (really under cgroup-v1)', async (t) => {
  const group = outerGroup(t, allowed);
  if (group === null) return;
  const words = ['capacity', '--key', 'int64', '--value', 'int64', '--limit', '600MiB'];
  const run = startInside(group, [process.execPath, cliMain, ...words]);
  const [output, errors] = await Promise.all([
    run.stdout === null ? '' : text(run.stdout),
    run.stderr === null ? '' : text(run.stderr),
    once(run, 'close'),
  ]);
  t.is(run.exitCode, 2);
  t.is(output, '');
  t.true(
    errors.includes(
      `expected a limit of at most 92 MiB, which mapswell and Node.js leave of the 300 MiB that the group ${group.name} around them allows, got 600 MiB; `,
    ),
    errors,
  );
});

test('a quota and a number of processes above those of the group around are reduced, and that is said (really under cgroup-v1)', async (t) => {
  const group = outerGroup(t, { ...allowed, cpus: 0.3, processes: 90 });
  if (group === null) return;
  const { limits } = await resultInside(group, {
    job: { act: 'exit', code: 0 },
    useDeathSignal: true,
    limits: { memoryBytes: 128 * mebibyte, cpus: 1, processes: 4096 },
  });
  t.deepEqual(limits.cpus, {
    asked: 1,
    applied: 0.3,
    readBack: 0.3,
    mechanism: 'cgroup-v1',
    remark: `1 asked, 0.3 applied: the group ${group.paths['cpu']} around mapswell allows no more`,
  });
  t.like(limits.processes, { asked: 4096, applied: 90, readBack: 90, mechanism: 'cgroup-v1' });
  t.like(limits.memoryBytes, { asked: 128 * mebibyte, applied: 128 * mebibyte, remark: '' });
});

/** Runs what follows as a user without rights. */
function asNobody(): readonly string[] | null {
  const setpriv = findProgram('setpriv');
  if (process.getuid?.() !== 0 || setpriv === null) return null;
  return [setpriv, '--reuid=65534', '--regid=65534', '--clear-groups'];
}

test('who can make no group adopts the one around: inherited, with its peak, kills and throttling (really under cgroup-v1)', async (t) => {
  const nobody = asNobody();
  if (nobody === null) {
    skipLoudly(t, 'only root with setpriv can run as another user');
    return;
  }
  const group = outerGroup(t, { ...allowed, cpus: 0.25 });
  if (group === null) return;
  const limits = { memoryBytes: 2 ** 30, cpus: 1 };
  const killed = await resultInside(
    group,
    { job: { act: 'allocate', bytes: 512 * mebibyte }, useDeathSignal: true, limits },
    nobody,
  );
  t.deepEqual(killed.ending, { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer' });
  t.deepEqual(killed.limits.memoryBytes, {
    asked: 2 ** 30,
    applied: 300 * mebibyte,
    readBack: 300 * mebibyte,
    mechanism: 'inherited',
    remark: `no control group can be made here; the group ${group.name} limits mapswell and its children together; the heap of JavaScript is limited to 172 MiB`,
  });
  t.like(killed.limits.cpus, { asked: 1, applied: 0.25, readBack: 0.25, mechanism: 'inherited' });
  t.is(killed.limits.outer?.memoryBytes?.limit, 300 * mebibyte);
  t.is(killed.usage.oomKills, 1);
  const peak = killed.usage.cgroupPeakBytes ?? 0;
  t.true(peak > 270 * mebibyte && peak <= 300 * mebibyte, `${peak}`);
  const throttled = await resultInside(
    group,
    { job: { act: 'burn', ms: 2000 }, useDeathSignal: true, limits },
    nobody,
  );
  t.true((throttled.usage.throttledPeriods ?? 0) > 0);
  t.true((throttled.usage.throttledMs ?? 0) > 0);
  t.is(throttled.usage.oomKills, 0, 'a kill of before is none of this child');
});

test('version 2 goes no higher than a group that limits something (faked tree)', (t) => {
  const all = 'cpuset cpu memory pids';
  const free = fakeCgroupV2(t, { available: all, handedDown: all });
  t.true(cgroupV2(free).detect().memoryBytes.isEnforced, 'nothing is left by a group beside it');
  for (const [file, value] of [
    ['memory.max', '314572800'],
    ['memory.high', '314572800'],
    ['memory.swap.max', '0'],
    ['cpu.max', '50000 100000'],
    ['cpuset.cpus', '0'],
    ['pids.max', '64'],
  ] as const) {
    const tree = fakeCgroupV2(t, { available: all, handedDown: all });
    const scope = join(tree.root, 'user.slice/session.scope');
    writeFileSync(join(scope, file), `${value}\n`);
    const { memoryBytes, cpus } = cgroupV2(tree).detect();
    t.false(memoryBytes.isEnforced || cpus.isEnforced, file);
    t.is(
      memoryBytes.remark,
      `the controller memory is not delegated to this user in ${scope}, and a group above it would leave its limits`,
    );
  }
});

test('version 2 makes its group below one that limits and hands controllers down (faked tree)', async (t) => {
  const all = 'cpuset cpu memory pids';
  const tree = fakeCgroupV2(t, { available: all, handedDown: all });
  writeFileSync(join(tree.root, 'user.slice/memory.max'), '314572800\n');
  writeFileSync(join(tree.root, 'user.slice/cpu.max'), '70000 100000\n');
  writeFileSync(join(tree.root, 'user.slice/pids.max'), '50\n');
  const { limits } = await runScript(
    { act: 'exit', code: 0 },
    {
      mechanisms: [cgroupV2(tree), fallback()],
      limits: { memoryBytes: 2 ** 30, cpus: 2, processes: 64 },
    },
  );
  t.true(tree.lastGroup().startsWith(join(tree.root, 'user.slice/mapswell-')));
  t.like(limits.memoryBytes, { asked: 2 ** 30, applied: 172 * mebibyte, mechanism: 'cgroup-v2' });
  t.like(limits.cpus, { asked: 2, applied: 0.7, readBack: 0.7 });
  t.like(limits.processes, { asked: 64, applied: 50, readBack: 50 });
  t.deepEqual(limits.outer, {
    memoryBytes: { limit: 300 * mebibyte, group: '/user.slice', mechanism: 'cgroup-v2' },
    cpus: { limit: 0.7, group: '/user.slice', mechanism: 'cgroup-v2' },
    processes: { limit: 50, group: '/user.slice', mechanism: 'cgroup-v2' },
  });
});

test('a container of version 2 that limits and can hold no groups is adopted (faked tree, real child)', async (t) => {
  const tree = fakeCgroupV2(t, { available: 'cpu memory pids', handedDown: '' });
  const scope = join(tree.root, 'user.slice/session.scope');
  const write = (file: string, value: string): void =>
    writeFileSync(join(scope, file), `${value}\n`);
  write('memory.max', '536870912');
  write('memory.current', '100000000');
  write('memory.peak', '200000000');
  write('memory.events', 'oom 4\noom_kill 4');
  write('cpu.max', '200000 100000');
  write('cpu.stat', 'usage_usec 99\nnr_throttled 7\nthrottled_usec 5000');
  write('pids.max', '64');
  write('pids.events', 'max 2');
  const options = { rootV1: '/nonexistent', rootV2: tree.root, procRoot: tree.procRoot };
  const result = await runScript(
    { act: 'echo', value: 1 },
    {
      mechanisms: [cgroupV2(tree), inherited(options), fallback({ cpus: [0, 1, 2, 3] })],
      limits: { memoryBytes: 2 ** 30, cpus: 4, processes: 512 },
      onMessage: () => {
        write('memory.peak', '300000000');
        write('memory.events', 'oom 5\noom_kill 5');
        write('cpu.stat', 'usage_usec 99\nnr_throttled 10\nthrottled_usec 8000');
        write('pids.events', 'max 5');
      },
    },
  );
  t.like(result.usage, {
    cgroupPeakBytes: 300_000_000,
    oomKills: 1,
    throttledPeriods: 3,
    throttledMs: 3,
    processesRefused: 3,
  });
  t.like(result.limits.memoryBytes, { applied: 512 * mebibyte, mechanism: 'inherited' });
  t.like(result.limits.cpus, { asked: 4, applied: 2, readBack: 2, mechanism: 'inherited' });
  t.like(result.limits.processes, { asked: 512, applied: 64, mechanism: 'inherited' });
  t.like(result.limits.swapBytes, { mechanism: 'none' });
});

test('a number of CPUs below that of the group around is left to the affinity', async (t) => {
  const tree = fakeCgroupV2(t, { available: 'cpu memory', handedDown: '' });
  writeFileSync(join(tree.root, 'user.slice/session.scope/cpu.max'), '200000 100000\n');
  const options = { rootV1: '/nonexistent', rootV2: tree.root, procRoot: tree.procRoot };
  const { limits } = await runScript(
    { act: 'count-cpus' },
    {
      mechanisms: [inherited(options), fallback()],
      limits: { memoryBytes: 512 * mebibyte, cpus: 1 },
    },
  );
  t.is(limits.cpus.mechanism, 'affinity');
  t.is(limits.memoryBytes.mechanism, 'v8-heap');
  t.deepEqual(limits.outer, {
    cpus: { limit: 2, group: '/user.slice/session.scope', mechanism: 'cgroup-v2' },
  });
});

test('the own group is found behind the mount of a container, and not guessed where it cannot be seen', (t) => {
  const tree = temporaryFolder('groups');
  mkdirSync(join(tree, 'task_0'));
  const mount = (root: string): string =>
    `35 31 0:32 ${root} ${tree} rw,relatime - cgroup cgroup rw,memory\n`;
  const found = (cgroup: string, mountinfo: string): readonly string[] =>
    ownGroups(tree, 'memory', fakeProc(t, cgroup, mountinfo)).map(({ name }) => name);
  t.deepEqual(found('4:memory:/task_0\n', mount('/')), ['/task_0', '/']);
  t.deepEqual(found('4:cpu,memory:/docker/ab/task_0\n0::/x\n', mount('/docker/ab')), [
    '/docker/ab/task_0',
    '/docker/ab',
  ]);
  t.deepEqual(found('4:memory:/docker/ab\n', mount('/docker/ab')), ['/docker/ab']);
  t.deepEqual(found('4:memory:/docker/abc\n', mount('/docker/ab')), []);
  t.deepEqual(found('4:memory:/../other\n', mount('/')), []);
  t.deepEqual(found('4:memory:/gone\n', mount('/')), []);
  t.deepEqual(found('4:cpu:/task_0\n', mount('/')), []);
});

test('a limit above the groups that can be seen counts as well (faked tree)', (t) => {
  const root = temporaryFolder('groups');
  mkdirSync(join(root, 'memory'));
  const write = (file: string, value: string): void =>
    writeFileSync(join(root, 'memory', file), `${value}\n`);
  write('cgroup.procs', '');
  write('memory.limit_in_bytes', '9223372036854771712');
  const outer = (): object => new CgroupV1Groups(root, fakeProc(t, '4:memory:/\n')).outer();
  write('memory.stat', 'hierarchical_memory_limit 9223372036854771712');
  t.deepEqual(outer(), {});
  write('memory.stat', 'hierarchical_memory_limit 314572800');
  t.deepEqual(outer(), {
    memoryBytes: { limit: 300 * mebibyte, group: '/', mechanism: 'cgroup-v1' },
  });
});

function room(limit: number): number {
  return memoryRoomBytes({ memoryBytes: { limit, group: '/', mechanism: 'cgroup-v1' } });
}

test('what an outer group leaves is the same in every process, and never nothing', (t) => {
  t.is(memoryRoomBytes({}), Infinity);
  t.is(room(2 ** 30), 2 ** 30 - 128 * mebibyte);
  t.is(room(100 * mebibyte), 50 * mebibyte);
  const cpus = { limit: 2 / 3, group: '/', mechanism: 'cgroup-v1' } as const;
  // 66,667 of 100,000 us would be more than two thirds, which the kernel refuses.
  t.is(capLimits({ memoryBytes: 1, cpus: 4 }, { cpus }).limits.cpus, 0.66666);
  t.deepEqual(capLimits({ memoryBytes: 1, cpus: 0.5 }, { cpus }).remarks, {});
});
