import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { kernelFolders, removeGroup } from '../../../src/lab/sandbox/limits/cgroup/cgroup-files.ts';
import { cgroupV1 } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import {
  type CleanOptions,
  cleanStaleGroups,
  type GroupTree,
} from '../../../src/lab/sandbox/limits/cgroup/clean-stale-groups.ts';
import { newGroupName } from '../../../src/lab/sandbox/limits/cgroup/group-name.ts';
import { deathSignalPrefix } from '../../../src/lab/sandbox/program/launch-command.ts';
import { readStartTicks } from '../../../src/lab/sandbox/machine/process-status.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';
import { fakeProc } from './children/fake-proc.ts';
import type { ParentScript } from './children/parent-process.ts';
import { runScript } from './children/run-script.ts';

/** A part of the real trees of version 1 for one test alone, so that no other run cleans it. */
interface OwnTrees {
  readonly version1: { readonly root: string; readonly procRoot: string };
  readonly trees: readonly GroupTree[];
  readonly cleaning: CleanOptions;
}

function ownTrees(t: ExecutionContext): OwnTrees | null {
  const { memoryBytes, cpus } = cgroupV1().detect();
  if (!memoryBytes.isEnforced || !cpus.isEnforced) {
    skipLoudly(t, `${memoryBytes.remark} ${cpus.remark}`);
    return null;
  }
  const root = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  const trees = ['memory', 'cpu'].map((controller) => {
    const folder = join('/sys/fs/cgroup', controller, basename(root));
    mkdirSync(folder);
    symlinkSync(folder, join(root, controller));
    return { folder, depth: 1 };
  });
  t.teardown(async () => {
    for (const { folder } of trees) await removeGroup(folder, kernelFolders);
    rmSync(root, { recursive: true });
  });
  const procRoot = fakeProc(t, '2:memory:/\n1:cpu:/\n');
  return { version1: { root, procRoot }, trees, cleaning: { trees, procRoot } };
}

/** Starts a parent, waits for the first message of its child and ends the parent by SIGKILL. */
async function killParent(script: ParentScript): Promise<{
  parentPid: number;
  message: { pid: number; sleeper?: number };
}> {
  const module = fileURLToPath(new URL('children/parent-process.js', import.meta.url));
  const parent: ChildProcess = spawn(process.execPath, [module, JSON.stringify(script)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (parent.stdout === null || parent.pid === undefined) throw new Error('no parent started');
  const [line] = await once(createInterface(parent.stdout), 'line');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  return { parentPid: parent.pid, message: JSON.parse(String(line)) };
}

/** Waits until a process is gone; the timeout of the test is the limit. */
async function untilGone(pid: number): Promise<void> {
  while (readStartTicks(pid) !== null) await wait(10);
}

test('a child whose parent is killed is ended by the kernel, though its main thread is blocked', async (t) => {
  if (deathSignalPrefix().length === 0) {
    skipLoudly(t, 'no setpriv that knows --pdeathsig');
    return;
  }
  t.teardown(() => cleanStaleGroups());
  const { message } = await killParent({ job: { act: 'hang' }, useDeathSignal: true });
  await untilGone(message.pid);
  t.is(readStartTicks(message.pid), null);
});

test('a child whose parent is killed ends itself where the kernel does not, though its main thread is blocked', async (t) => {
  t.teardown(() => cleanStaleGroups());
  const { message } = await killParent({ job: { act: 'hang' }, useDeathSignal: false });
  await untilGone(message.pid);
  t.is(readStartTicks(message.pid), null);
});

test('a program in the midst of its work is ended when the process that talks to it is killed', async (t) => {
  if (deathSignalPrefix().length === 0) {
    skipLoudly(t, 'no setpriv that knows --pdeathsig');
    return;
  }
  const module = fileURLToPath(new URL('children/piped-parent-process.js', import.meta.url));
  const parent = spawn(process.execPath, [module], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(parent.stdout), 'line');
  t.not(readStartTicks(Number(line)), null);
  parent.kill('SIGKILL');
  await untilGone(Number(line));
  t.is(readStartTicks(Number(line)), null);
});

test('the next start ends and removes what a killed parent left, and says so (really under cgroup-v1)', async (t) => {
  const own = ownTrees(t);
  if (own === null) return;
  const { parentPid, message } = await killParent({
    job: { act: 'leave-sleeper', andWait: true },
    useDeathSignal: true,
    version1: own.version1,
  });
  await untilGone(message.pid);
  const sleeper = message.sleeper ?? 0;
  t.not(readStartTicks(sleeper), null, 'a descendant of its own session outlives the child');
  const sentences = await cleanStaleGroups(own.cleaning);
  t.deepEqual(sentences, [
    `ended 1 process and removed 2 control groups that a mapswell which was killed (process ${parentPid}) had left behind`,
  ]);
  await untilGone(sleeper);
  t.deepEqual(
    own.trees.flatMap(({ folder }) => readdirSync(folder).filter((name) => name.includes('-'))),
    [],
  );
  t.deepEqual(await cleanStaleGroups(own.cleaning), []);
});

test('groups of a mapswell that still runs are left alone (really under cgroup-v1)', async (t) => {
  const own = ownTrees(t);
  if (own === null) return;
  const cleanings: Promise<readonly string[]>[] = [];
  const { ending } = await runScript(
    { act: 'echo', value: 1 },
    {
      mechanisms: [cgroupV1(own.version1)],
      onMessage: () => {
        t.true(own.trees.every(({ folder }) => readdirSync(folder).some(isOurs)));
        cleanings.push(cleanStaleGroups(own.cleaning));
      },
    },
  );
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.deepEqual(await Promise.all(cleanings), [[]]);
  t.false(own.trees.some(({ folder }) => readdirSync(folder).some(isOurs)));
});

function isOurs(name: string): boolean {
  return name.startsWith('mapswell-') && name.split('-').length === 5;
}

test('a descendant that outlives the child is ended with it (really under cgroup-v1)', async (t) => {
  const own = ownTrees(t);
  if (own === null) return;
  const { ending, messages } = await runScript(
    { act: 'leave-sleeper', andWait: false },
    { mechanisms: [cgroupV1(own.version1)] },
  );
  t.deepEqual(ending, { kind: 'exited', exitCode: 0 });
  t.is(readStartTicks(Number(Object(messages[0]).sleeper)), null);
});

test('groups of another pid namespace and folders of others are not touched (faked tree)', async (t) => {
  const tree = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(tree, { recursive: true }));
  const foreign = newGroupName().replace(/^mapswell-\d+-\d+/, 'mapswell-1-999999999');
  const dead = newGroupName().replace(/^(mapswell-\d+)-\d+/, '$1-999999999');
  const names = [foreign, dead, 'mapswell-notes', 'system.slice', newGroupName()];
  for (const name of names) mkdirSync(join(tree, name));
  mkdirSync(join(tree, 'system.slice', dead));
  const sentences = await cleanStaleGroups({ trees: [{ folder: tree, depth: 2 }] });
  t.deepEqual(sentences, [
    'ended 0 processes and removed 2 control groups that a mapswell which was killed (process 999999999) had left behind',
  ]);
  t.deepEqual(
    names.filter((name) => existsSync(join(tree, name))),
    names.filter((name) => name !== dead),
  );
});
