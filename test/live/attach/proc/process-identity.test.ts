import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { findProcesses } from '../../../../src/live/attach/proc/find-processes.ts';
import {
  identifyProcess,
  type ProcessIdentity,
  type ProcessStanding,
  standingOf,
} from '../../../../src/live/attach/proc/process-identity.ts';
import { MemoryGoneError, ProcessMemory } from '../../../../src/live/attach/proc/process-memory.ts';
import { regionAt, readRegions } from '../../../../src/live/attach/proc/memory-regions.ts';
import { copyExecutable } from '../../../support/copy-executable.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const sleepPath = realpathSync('/bin/sleep');

function start(t: ExecutionContext, program: string, arguments_: readonly string[]): ChildProcess {
  const child = spawn(program, arguments_, { stdio: ['pipe', 'ignore', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

/** The identity of a child once it runs that executable: `spawn` returns before the exec. */
async function identified(child: ChildProcess, executable: string): Promise<ProcessIdentity> {
  for (;;) {
    const identity = identifyProcess(child.pid ?? -1);
    if (identity.executable === executable) return identity;
    await wait(1);
  }
}

async function reaches(
  t: ExecutionContext,
  identity: ProcessIdentity,
  expected: ProcessStanding,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (standingOf(identity) !== expected && Date.now() < deadline) await wait(2);
  t.is(standingOf(identity), expected);
}

test('a process is known by its id, start, executable and name', (t) => {
  const identity = identifyProcess(process.pid);
  t.is(identity.executable, realpathSync(process.execPath));
  t.is(identity.pid, process.pid);
  // Newer Node.js calls its first thread MainThread, and so does the kernel.
  t.is(identity.name, basename(identity.executable));
  t.true(identity.startTicks > 0);
  t.is(standingOf(identity), 'running');
});

test('a name with brackets and spaces does not shift the fields behind it', async (t) => {
  const path = join(temporaryFolder('identity'), 'a) R 1 (b');
  copyExecutable(sleepPath, path);
  const identity = await identified(start(t, path, ['60']), path);
  t.is(identity.name, 'a) R 1 (b');
  t.is(standingOf(identity), 'running');
});

test('stopped, running again, ended', async (t) => {
  const child = start(t, sleepPath, ['60']);
  const identity = await identified(child, sleepPath);
  child.kill('SIGSTOP');
  await reaches(t, identity, 'stopped');
  child.kill('SIGCONT');
  await reaches(t, identity, 'running');
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.is(standingOf(identity), 'ended');
});

test('a process that runs another program is replaced, and its old memory is gone', async (t) => {
  const shell = realpathSync('/bin/sh');
  const child = start(t, shell, ['-c', 'read line; exec sleep 60']);
  const identity = await identified(child, shell);
  const memory = new ProcessMemory(identity.pid);
  t.teardown(() => memory.close());
  const code = readRegions(identity.pid).find(({ isExecutable }) => isExecutable);
  const address = code?.start ?? 0;
  t.not(memory.read(address, 16), null);
  child.stdin?.write('go\n');
  await reaches(t, identity, 'replaced');
  t.throws(() => memory.read(address, 16), { instanceOf: MemoryGoneError });
});

test('another start time under the same id is another process', (t) => {
  const identity = identifyProcess(process.pid);
  t.is(standingOf({ ...identity, startTicks: identity.startTicks - 1 }), 'reused');
});

test('an id without a process is refused', (t) => {
  t.throws(() => identifyProcess(2 ** 22 + 1), {
    code: 'input',
    message: 'expected a running process, got 4194305',
  });
});

test('processes are found by the file name of their executable', async (t) => {
  const path = join(temporaryFolder('find'), 'mapswell-find-me-by-this-long-name');
  copyExecutable(sleepPath, path);
  const children = [start(t, path, ['60']), start(t, path, ['61'])];
  for (const child of children) await identified(child, path);
  const expected = children.map(({ pid }) => pid ?? -1).toSorted((a, b) => a - b);
  t.deepEqual(findProcesses('mapswell-find-me-by-this-long-name'), expected);
  t.deepEqual(findProcesses('mapswell-find-me'), []);
});

test('the region of an address', (t) => {
  const regions = readRegions(process.pid);
  const first = regions[0];
  const last = regions.at(-1);
  t.is(regionAt(regions, first?.start ?? 0), first ?? null);
  t.is(regionAt(regions, (last?.end ?? 0) - 1), last ?? null);
  t.is(regionAt(regions, 4096), null);
});
