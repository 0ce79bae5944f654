import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { collectEnvironment } from '../../../src/lab/record/collect-environment.ts';
import { Journal } from '../../../src/lab/run/journal/journal.ts';
import { lockFolder } from '../../../src/lab/run/journal/run-lock.ts';
import {
  type ProcessOrigin,
  thisProcessOrigin,
} from '../../../src/lab/sandbox/machine/process-origin.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { journalHeader } from '../../support/journal-entries.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly } from '../../support/skip-loudly.ts';

const locker = fileURLToPath(new URL('folder-locker-process.js', import.meta.url));

/** A process of this machine that has ended. */
const goneHere = { ...thisProcessOrigin(), pid: 999_999_999, startTicks: '1', since: 'x' };

test('a folder that a living process holds is refused by name, and a dead one is taken over', (t) => {
  const folder = temporaryFolder('lock');
  const unlock = lockFolder(folder);
  const error = t.throws(() => lockFolder(folder), { instanceOf: SandboxError });
  t.true(error.message.startsWith(`${folder} is in use: process ${process.pid} has been running`));
  unlock();
  writeFileSync(join(folder, '.lock'), JSON.stringify(goneHere));
  t.notThrows(() => lockFolder(folder)());
  t.deepEqual(readdirSync(folder), []);
});

test('a lock of another host, another start, another PID namespace or an unknown place is never judged by the local /proc', (t) => {
  const elsewhere: readonly (readonly [object, RegExp])[] = [
    [{ host: 'node-17' }, /on the host node-17 has held it since x, and whether it still runs/],
    [{ bootId: 'another' }, /before it was started again, or on another host of that name/],
    [{ pidNamespace: '1' }, /process 999999999 in another container of this host has held it/],
    [{ host: undefined, bootId: undefined, pidNamespace: undefined }, /on an unknown host/],
  ];
  for (const [other, message] of elsewhere) {
    const folder = temporaryFolder('lock');
    const lock = JSON.stringify({ ...goneHere, ...other });
    writeFileSync(join(folder, '.lock'), lock);
    const error = t.throws(() => lockFolder(folder), { instanceOf: SandboxError });
    t.is(error.code, 'output');
    t.regex(error.message, message);
    t.true(error.message.includes(`or remove ${join(folder, '.lock')} once the run`));
    t.is(readFileSync(join(folder, '.lock'), 'utf8'), lock);
    t.deepEqual(readdirSync(folder), ['.lock']);
  }
});

test('a run in a PID namespace of its own does not take the folder of one outside', async (t) => {
  const isThere = spawnSync('unshare', ['-fp', '--mount-proc', 'true']).status === 0;
  if (!isThere) {
    skipLoudly(t, 'this user cannot make a PID namespace');
    return;
  }
  const folder = temporaryFolder('lock');
  const unlock = lockFolder(folder);
  const inside = spawn('unshare', ['-fp', '--mount-proc', process.execPath, locker], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  inside.stdin.end(`${folder}\n`);
  const [answer] = await once(createInterface(inside.stdout), 'line');
  await once(inside, 'close');
  t.regex(String(answer), /process \d+ in another container of this host has held it since/);
  const held: ProcessOrigin = JSON.parse(readFileSync(join(folder, '.lock'), 'utf8'));
  t.is(held.pid, process.pid);
  unlock();
  t.deepEqual(readdirSync(folder), []);
});

test('who gives a folder back leaves the lock of a run that has taken it meanwhile', (t) => {
  const folder = temporaryFolder('lock');
  const unlock = lockFolder(folder);
  rmSync(join(folder, '.lock'));
  const unlockSecond = lockFolder(folder);
  writeFileSync(join(folder, '.lock'), JSON.stringify({ ...goneHere, host: 'node-17' }));
  unlock();
  unlockSecond();
  t.deepEqual(readdirSync(folder), ['.lock']);
});

test('a run is resumed in a new container of its machine and after a restart, but on no other host', async (t) => {
  const here = collectEnvironment();
  const origin = { ...thisProcessOrigin(), host: 'node-17', bootId: 'another' };
  const cases: readonly (readonly [Partial<ProcessOrigin>, number])[] = [
    [{}, 3],
    [{ host: thisProcessOrigin().host }, 0],
    [{ bootId: thisProcessOrigin().bootId }, 0],
  ];
  for (const [same, exitCode] of cases) {
    const cwd = temporaryFolder('resume');
    const environment = { ...here, origin: { ...origin, ...same } };
    Journal.create(join(cwd, 'journal.ndjson'), {
      ...journalHeader,
      environment,
      cells: [],
    }).close();
    const io = fakeIo(['run', '--resume', '--out', '.'], { cwd });
    t.is(await runCli(io), exitCode, io.errors);
    if (exitCode === 3)
      t.true(
        io.errors.includes(`another one (host node-17 then, ${thisProcessOrigin().host} now)`),
        io.errors,
      );
  }
});

test('the record names the process that made it', (t) => {
  const { origin } = collectEnvironment();
  t.deepEqual(origin, thisProcessOrigin());
  t.is(origin?.pid, process.pid);
  t.is(origin?.bootId, readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
});

test('of two processes that take over a folder at once, one gets it and the other is told who has', async (t) => {
  const takers = [0, 1].map(() => {
    const child = spawn(process.execPath, [locker], { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  for (let turn = 0; turn < 40; turn++) {
    const folder = temporaryFolder('lock');
    // Nobody's, half written, or that of a process that is gone.
    const left = [null, '', JSON.stringify(goneHere)][turn % 3];
    if (typeof left === 'string') writeFileSync(join(folder, '.lock'), left);
    for (const { child } of takers) child.stdin.write(`${folder}\n`);
    const answers = await Promise.all(takers.map(async ({ lines }) => (await lines.next()).value));
    t.is(answers.filter((answer) => answer === 'taken').length, 1, JSON.stringify(answers));
    t.deepEqual(readdirSync(folder), ['.lock']);
    rmSync(folder, { recursive: true });
  }
  for (const { child } of takers) child.stdin.end();
  await Promise.all(takers.map(({ child }) => once(child, 'close')));
});
