import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { refusedBySystem } from '../../src/base/primitives/errors/refused-by-system.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { formatRecord } from '../../src/lab/record/record-file.ts';
import { madeCalibration } from '../live/alerts/made-calibration.ts';
import { makeRecord } from '../support/make-record.ts';
import { watchLoad } from '../support/machine-load.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { makePipe } from '../support/special-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tiny } from '../support/tiny-scenario.ts';
import { fakeIo } from './fake-io.ts';
import { cliMain } from '../support/cli-main.ts';

const record = makeRecord([{ id: 'x', run: { inserts: 100 } }]);

function project(): string {
  const folder = temporaryFolder('endings');
  writeFileSync(join(folder, 'record.json'), formatRecord(record));
  writeFileSync(
    join(folder, 'calibration.json'),
    JSON.stringify(madeCalibration('static-threshold')),
  );
  return folder;
}

/** A process that does not end in that time hangs: no machine is that slow. */
const patienceMs = 60_000;

/** Asks a process to end; fails where it does not. */
async function endOf(t: ExecutionContext, child: ChildProcess, signal: NodeJS.Signals) {
  const closed = once(child, 'close').then(() => true);
  child.kill(signal);
  const patience = new AbortController();
  const hasEnded = await Promise.race([
    closed,
    wait(patienceMs, false, { signal: patience.signal }).catch(() => false),
  ]);
  patience.abort();
  if (!hasEnded) child.kill('SIGKILL');
  t.true(hasEnded, `${child.spawnargs.slice(2).join(' ')} did not end at ${signal}`);
  return child.signalCode ?? child.exitCode;
}

/** Resolves once somebody has opened the pipe to read: from then on the reader waits for its first byte. */
async function openedByReader(pipe: string, reader: ChildProcess): Promise<number> {
  for (;;) {
    if (reader.exitCode !== null) throw new Error(`${pipe} was not opened`);
    try {
      return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await wait(20);
    }
  }
}

test('a request to end is heard in the midst of a blocking read, by every command that reads', async (t) => {
  for (const argv of [
    ['report', 'pipe'],
    ['compare', 'pipe', 'record.json'],
    ['detect', 'pipe', '--calibration', 'calibration.json'],
    ['detect', 'x.csv', '--calibration', 'pipe'],
    ['calibrate', 'pipe'],
    ['evaluate', 'pipe'],
    ['fleet', '--out', 'f', '--noise', 'pipe'],
    ['report', 'record.json', '--claims', 'pipe'],
  ]) {
    const cwd = project();
    const pipe = join(cwd, 'pipe');
    makePipe(pipe);
    // Standard error is shown where something else than the wait went wrong.
    const child = spawn(process.execPath, [cliMain, ...argv], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const descriptor = await openedByReader(pipe, child);
    t.is(await endOf(t, child, 'SIGTERM'), 'SIGTERM', argv.join(' '));
    closeSync(descriptor);
  }
});

test('a request to end is heard while an output waits for its reader', async (t) => {
  const cwd = project();
  makePipe(join(cwd, 'pipe'));
  const child = spawn(process.execPath, [cliMain, 'report', 'record.json', '--out', 'pipe'], {
    cwd,
    env: { ...process.env, NODE_DEBUG: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // However far it has come: nobody ever opens the pipe.
  await wait(1500);
  t.true([130, 'SIGTERM'].includes((await endOf(t, child, 'SIGTERM')) ?? ''));
});

test('a request to end is heard in the midst of a computation', async (t) => {
  const cwd = project();
  const child = spawn(process.execPath, [cliMain, 'fleet', '--out', 'f', '--healthy', '100000'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await wait(1500);
  t.is(await endOf(t, child, 'SIGTERM'), 'SIGTERM');
});

test('no path, however long or strange, ends as a defect', async (t) => {
  const cwd = project();
  const paths = ['x'.repeat(5000), 'a/'.repeat(2500), '/proc/self/mem', '/', 'record.json/x', ''];
  for (const path of paths)
    for (const argv of [
      ['report', path],
      ['report', 'record.json', '--out', path],
      ['report', 'record.json', '--claims', path],
      ['history', path],
      ['history', '.', '--html', path],
      ['ab', path, '.'],
      ['compare', path, path],
      ['compare', 'record.json', 'record.json', '--html', path],
      ['accept', path, path, '--cell', 'x', '--reason', 'y'],
      ['detect', path, '--calibration', 'calibration.json'],
      ['detect', 'x.csv', '--calibration', path],
      ['detect', 'x.csv', '--calibration', 'calibration.json', '--history', path],
      ['calibrate', path],
      ['evaluate', path],
      ['alerts', path, '--calibration', 'calibration.json', '--out', path],
      ['fleet', '--failures', '1', '--healthy', '0', '--out', path],
      ['fleet', '--out', 'f', '--noise', path],
      ['run', '--config', path],
      ['run', '--out', path, 'nothing'],
      ['run', '--resume', '--out', path],
      ['baseline', '--config', path],
      ['list', '--config', path],
      ['claims', '--go', path],
      ['serve', '--ready-file', path, '--port', '0', '--stop-after', '0'],
    ]) {
      // Where an empty word is the working folder, the output is a folder of ours.
      if (path === '' && argv[0] === 'fleet') continue;
      const io = fakeIo(argv, { cwd });
      const exitCode = await runCli(io);
      t.true([0, 1, 2, 3].includes(exitCode), `${exitCode}: ${argv.join(' ').slice(0, 80)}`);
      if (exitCode === 2)
        t.regex(io.errors, /^(?:(?:warning: |checking out ).*\n)*error: [^\n]+\n$/);
      t.notRegex(io.errors, /ENOENT: |ENAMETOOLONG: |EISDIR: /);
    }
});

test('too few file descriptors are said before anything is done', (t) => {
  const cwd = project();
  for (const command of ['list', 'run', 'report record.json', 'verify', 'serve --port 0']) {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `ulimit -n 40; exec "$0" "$1" ${command}`, process.execPath, cliMain],
      { cwd, encoding: 'utf8' },
    );
    t.is(status, 2, command);
    t.is(stderr, 'error: expected at least 256 open files to be allowed, got 40 (see ulimit -n)\n');
  }
});

test('a command that cannot keep what it builds says where, and how it could', async (t) => {
  const cwd = project();
  const file = join(cwd, 'record.json');
  for (const env of [{ HOME: file }, { XDG_CACHE_HOME: file }, { HOME: '/proc' }]) {
    const go = process.env['MAPSWELL_GO_FOLDER'];
    const more = go === undefined ? {} : { MAPSWELL_GO_FOLDER: go };
    const io = fakeIo(['claims'], { cwd, env: { PATH: process.env['PATH'], ...more, ...env } });
    const exitCode = await runCli(io);
    // Without Go nothing is built.
    if (exitCode === 0) t.regex(io.output, /No real Go map was asked/);
    else t.regex(io.errors, /^error: cannot keep built programs in .*XDG_CACHE_HOME\n$/);
  }
});

test('a folder that is gone is said', (t) => {
  const cwd = project();
  const gone = join(cwd, 'gone');
  mkdirSync(gone);
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', 'rmdir ../gone; exec "$0" "$1" list', process.execPath, cliMain],
    { cwd: gone, encoding: 'utf8' },
  );
  t.is(status, 2);
  t.is(stderr, 'error: the working folder does not exist any more\n');
});

test('an error of the system is an error of the machine, whatever it came from', (t) => {
  const system = Object.assign(new Error('EMFILE: too many open files, open x'), {
    code: 'EMFILE',
    syscall: 'open',
    path: '/x/y.js',
  });
  t.is(
    refusedBySystem(system)?.message,
    'cannot open /x/y.js: too few file descriptors (see ulimit -n) (EMFILE)',
  );
  t.is(refusedBySystem(system)?.code, 'environment');
  t.regex(
    refusedBySystem(new RangeError('Array buffer allocation failed'))?.message ?? '',
    /too little memory/,
  );
  t.is(refusedBySystem(new TypeError('x is undefined')), null);
  t.is(refusedBySystem(Object.assign(new Error('x'), { code: 'ERR_ASSERTION' })), null);
});

test('what a person wrote cannot steer the terminal, wherever it is shown', async (t) => {
  const cwd = project();
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios', 'x.json'), '{}');
  const word = 'a\u001b[2Jb\u202ec\u0085';
  const shown = String.raw`a\u001b[2Jb\u202ec\u0085`;
  for (const argv of [
    [word],
    ['report', `--${word}`],
    ['plan', '--map', word],
    ['report', word],
    ['alerts', '--calibration', 'calibration.json', '--out', word],
    ['detect', word, '--calibration', 'calibration.json'],
    ['fleet', '--failures', '1', '--healthy', '0', '--out', word],
    ['run', word],
    ['baseline', '--config', word],
  ]) {
    const io = fakeIo(argv, { cwd });
    await runCli(io);
    const printed = io.output + io.errors;
    t.true(printed.includes(shown), `${argv[0]}: ${JSON.stringify(printed)}`);
    for (const sign of ['\u001b', '\u202e', '\u0085']) t.false(printed.includes(sign), argv[0]);
  }
});

test('SIGTERM ends run, ab and capacity within 2 s, and what they had started with them', async (t) => {
  const patient = { ...tiny, phases: [{ ...tiny.phases[0], operationsPerWriter: 50_000_000 }] };
  for (const argv of [
    ['run', '--out', 'out'],
    ['ab', 'side', 'side', '--out', 'out'],
    ['capacity', '--key', 'int64', '--value', 'int64', '--limit', '1GiB'],
  ]) {
    const load = watchLoad();
    const times: number[] = [];
    // A machine that is busy at one moment may be free at the next.
    while (times.length < 3 && !times.some((ms) => ms <= 2000)) {
      const cwd = project();
      for (const folder of [cwd, join(cwd, 'side')]) {
        mkdirSync(join(folder, 'scenarios'), { recursive: true });
        writeFileSync(join(folder, 'sandbox.config.json'), '{"rounds":2}');
        writeFileSync(join(folder, 'scenarios', 'slow.json'), JSON.stringify(patient));
      }
      const child = spawn(process.execPath, [cliMain, ...argv], {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      // The first words come when it is about to measure; a command without words has begun by then.
      await Promise.race([once(child.stderr, 'data'), once(child, 'close'), wait(3000)]);
      child.stderr.resume();
      const started = childrenOf(child.pid ?? 0);
      const askedAt = performance.now();
      const end = await endOf(t, child, 'SIGTERM');
      times.push(performance.now() - askedAt);
      t.true([130, 'SIGTERM'].includes(end ?? ''), `${argv.join(' ')}: ${end}`);
      const patience = performance.now() + patienceMs;
      while (started.some(isRunning) && performance.now() < patience) await wait(20);
      t.deepEqual(started.filter(isRunning), [], `${argv[0]} left processes behind`);
    }
    load.stop();
    const words = `${argv[0]} ended ${times.map((ms) => `${Math.round(ms)} ms`).join(', ')} after SIGTERM`;
    t.log(words);
    const excuse = times.some((ms) => ms <= 2000) ? null : load.excuse();
    if (excuse === null)
      t.true(
        times.some((ms) => ms <= 2000),
        words,
      );
    else skipOptional(t, `a machine with a CPU to spare for 2 s after SIGTERM: ${excuse}`);
  }
});

/** A dead process that nobody has asked after is not running. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Processes whose parent is that one. */
function childrenOf(pid: number): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return new RegExp(`^PPid:\\t${pid}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
}

test("what a killed process left half written is no document, and in nobody's way", async (t) => {
  const cwd = project();
  const half = formatRecord(record).slice(0, 1000);
  for (const name of ['traces', 'runs', 'out']) mkdirSync(join(cwd, name));
  for (const name of ['traces', 'runs', 'out', '.'])
    writeFileSync(join(cwd, name, '.mapswell-0123456789ab.tmp'), half);
  const samples = Array.from({ length: 100 }, (_, minute) => `${minute},${40 + (minute % 7) / 10}`);
  writeFileSync(join(cwd, 'traces', 'a.csv'), `minute,memory_percent\n${samples.join('\n')}\n`);
  writeFileSync(join(cwd, 'runs', 'record.json'), formatRecord(record));
  for (const argv of [
    ['detect', 'traces', '--calibration', 'calibration.json'],
    ['history', 'runs'],
    ['report', 'runs', '--out', 'out/report.html'],
    ['report', 'record.json', '--csv', '--out', 'out/again.html'],
  ]) {
    const io = fakeIo(argv, { cwd });
    t.is(await runCli(io), 0, `${argv.join(' ')}: ${io.errors}`);
    t.notRegex(io.output + io.errors, /\.tmp/);
  }
  // Only one's own temporary files are removed: another process may just be writing.
  t.is(readFileSync(join(cwd, 'out', '.mapswell-0123456789ab.tmp'), 'utf8'), half);
});

test('a large record that is valid is compared in little memory', (t) => {
  const cwd = project();
  const [one] = makeRecord([{ id: 'x', run: { inserts: 20_000 } }]).cells;
  if (one === undefined) throw new Error('expected a cell');
  const cells = Array.from({ length: 150 }, (_, at) => ({
    ...one,
    cell: { ...one.cell, id: `x${at}` },
  }));
  const text = formatRecord({ ...record, cells });
  t.true(text.length > 10e6, `${text.length} bytes`);
  writeFileSync(join(cwd, 'a.json'), text);
  writeFileSync(join(cwd, 'b.json'), text.replace(record.id, 'other'));
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['--max-old-space-size=160', cliMain, 'compare', 'a.json', 'b.json'],
    { cwd, encoding: 'utf8' },
  );
  t.is(status, 0, stderr);
  t.regex(stdout, /pass/);
});
