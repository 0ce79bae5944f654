import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { learnProgram } from '../../../../src/live/attach/node/learn-program.ts';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { copyExecutable } from '../../../support/copy-executable.ts';
import { NodeProgram } from '../../../support/node-programs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Learns this Node.js from a child that is a script of the shell instead. */
function learnFrom(name: string, script: string): Promise<unknown> {
  const executable = join(temporaryFolder('refusals'), name);
  writeFileSync(executable, `#!/bin/sh\n${script}\n`);
  chmodSync(executable, 0o755);
  return learnProgram({ executable, engine: process.execPath, libraryPath: null }, process.pid);
}

test('a program that is not Node.js is refused with its name', async (t) => {
  const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  t.teardown(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  while (!identifyProcess(child.pid ?? -1).executable.endsWith('/sleep'))
    await once(child, 'spawn');
  await t.throwsAsync(openNodeProcess(identifyProcess(child.pid ?? -1)), {
    code: 'input',
    message: /^expected process \d+ to run Node\.js, got \/.*sleep$/,
  });
});

test('a build with pointer compression is refused', async (t) => {
  const facts = { version: 'v24.21.0', arch: 'x64', isCompressed: true, spaces: ['old_space'] };
  await t.throwsAsync(learnFrom('compressed', `echo '${JSON.stringify(facts)}'; cat`), {
    code: 'invalid',
    message: 'expected a Node.js without pointer compression, got v24.21.0 with it',
  });
});

test('a child that has no heap as it should is refused, and is gone', async (t) => {
  const folder = temporaryFolder('refusals');
  const facts = { version: 'v99.0.0', arch: 'x64', isCompressed: false, spaces: ['old_space'] };
  const script = `echo $$ > ${folder}/pid; echo '${JSON.stringify(facts)}'; exec sleep 60`;
  await t.throwsAsync(learnFrom('heapless', script), {
    code: 'invalid',
    message: /^expected a heap as V8 11 to 14 lay it out: found no pages in a child/,
  });
  t.throws(() => process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0), {
    code: 'ESRCH',
  });
});

test('a child that does not run as Node.js is refused with what it said', async (t) => {
  await t.throwsAsync(learnFrom('ends', 'echo bad option: -e >&2; exit 9'), {
    code: 'invalid',
    message:
      'expected a child of the same executable to run as Node.js for the self-test: it ended with code 9 (bad option: -e)',
  });
  await t.throwsAsync(learnFrom('talks', 'echo hello; exec cat'), {
    code: 'invalid',
    message:
      'expected a child of the same executable to run as Node.js for the self-test, got the answer "hello"',
  });
});

test('an executable that holds its program is refused before a child of it is started', async (t) => {
  const folder = temporaryFolder('refusals');
  const engine = join(folder, 'application');
  copyExecutable(process.execPath, engine);
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:';
  const at = readFileSync(engine).indexOf(fuse, 0, 'latin1');
  t.true(at > 0);
  const file = openSync(engine, 'r+');
  writeSync(file, '1', at + fuse.length);
  closeSync(file);
  const executable = join(folder, 'started');
  writeFileSync(executable, `#!/bin/sh\ntouch ${folder}/it-ran\n`, { mode: 0o755 });
  await t.throwsAsync(learnProgram({ executable, engine, libraryPath: null }, process.pid), {
    code: 'invalid',
    message: /single executable application/,
  });
  t.throws(() => readFileSync(join(folder, 'it-ran')), { code: 'ENOENT' });
});

test('a library without constants of V8 is refused', async (t) => {
  await t.throwsAsync(
    learnProgram(
      { executable: '/bin/false', engine: '/bin/false', libraryPath: null },
      process.pid,
    ),
    { code: 'invalid', message: /it has no constants of V8/ },
  );
});

test('a process that is stopped is read, one that ended says so', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const attachment = await openNodeProcess(identifyProcess(program.pid));
  t.teardown(attachment.close);
  program.child.kill('SIGSTOP');
  const found = await attachment.discover();
  t.is(found.find(({ name }) => name === 'Service.sessions')?.figures.entries, 100_000);
  program.child.kill('SIGKILL');
  await once(program.child, 'exit');
  const ended = {
    code: 'invalid',
    message: `expected process ${program.pid} (node) to run, but it has ended`,
  };
  await t.throwsAsync(attachment.discover(), ended);
  await t.throwsAsync(attachment.refresh(found), ended);
  await t.throwsAsync(attachment.heaps(), ended);
});
