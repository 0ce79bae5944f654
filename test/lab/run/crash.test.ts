import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { parseRecord } from '../../../src/lab/record/record-file.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import { Journal } from '../../../src/lab/run/journal/journal.ts';
import type { ProcessResult } from '../../../src/lab/run/journal/process-result.ts';
import type { RunProgress } from '../../../src/lab/run/run-progress.ts';
import { runSandbox } from '../../../src/lab/run/run-sandbox.ts';
import { cgroupV1Trees } from '../../../src/lab/sandbox/limits/cgroup/cgroup-v1-groups.ts';
import { ownerOf } from '../../../src/lab/sandbox/limits/cgroup/group-name.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { yardstickEntry } from '../../support/journal-entries.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { skipLoudly, skipOptional } from '../../support/skip-loudly.ts';
import { cliMain } from '../../support/cli-main.ts';
import { readJournal } from '../../support/read-journal.ts';

const writer = fileURLToPath(new URL('journal-writer-process.js', import.meta.url));

/** Reads lines until there are so many of them, then kills; returns all that came until the end. */
async function killAfterLines(
  child: ChildProcess,
  stream: NodeJS.ReadableStream | null,
  count: number,
): Promise<readonly string[]> {
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > count) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return text.split('\n').slice(0, -1);
}

test('a journal whose writer is killed at any of 20 moments has every line that was said to be in it', async (t) => {
  const folder = temporaryFolder('crash');
  const random = seededRandom(20);
  let cutOff = 0;
  for (let moment = 0; moment < 20; moment++) {
    const file = join(folder, `${moment}.ndjson`);
    const child = spawn(process.execPath, [writer, file, String(moment)]);
    const said = await killAfterLines(child, child.stdout, 1 + Math.floor(random() * 40));
    t.is(child.signalCode, 'SIGKILL');
    const { results, wholeBytes } = await readJournal(file);
    for (const key of said) t.true(results.has(key), `${key} of moment ${moment}`);
    // At most the line that was being written when the kill came has not been said.
    t.true(results.size <= said.length + 1, `${results.size} lines, ${said.length} said`);
    cutOff += readFileSync(file).length > wholeBytes ? 1 : 0;
    const again = Journal.reopen(file, wholeBytes);
    again.append(yardstickEntry(9999, 'after'));
    again.close();
    t.deepEqual(
      [...(await readJournal(file)).results.keys()],
      [...results.keys(), 'yardstick 9999'],
    );
    rmSync(file);
  }
  t.log(`${cutOff} of 20 kills left half a line behind`);
});

/** A folder with one small scenario of three rounds. */
function project(): string {
  const folder = temporaryFolder('crash');
  writeFileSync(join(folder, 'sandbox.config.json'), '{"rounds":2}');
  mkdirSync(join(folder, 'scenarios'));
  const keys = { kind: 'sequential' };
  const tiny = {
    purpose: 'a few writes',
    key: 'int64',
    value: 'int64',
    limits: { memoryBytes: 256 * 2 ** 20, cpus: 1 },
    phases: [{ name: 'fill', operationsPerWriter: 1000, mix: { insert: 1 }, keys }],
  };
  writeFileSync(join(folder, 'scenarios', 'tiny.json'), JSON.stringify(tiny));
  return folder;
}

/** Each result that a journal had is in the record as it was. */
function recordHas(record: RunRecord, result: ProcessResult): boolean {
  const same = (one: unknown): boolean => isDeepStrictEqual(one, result.run);
  if (result.kind === 'yardstick') return record.yardstick.some(same);
  const cell = record.cells.find(({ cell: { id } }) => id === result.cellId);
  return (result.kind === 'exact' ? cell?.exact : cell?.rounds)?.some(same) === true;
}

test.serial(
  'a run that is killed keeps every finished process, and --resume completes it',
  async (t) => {
    // The first line says how many processes there are, the others how many have finished.
    for (const lines of [1, 2, 3]) {
      const cwd = project();
      const child = spawn(process.execPath, [cliMain, 'run', '--out', 'out'], { cwd });
      await killAfterLines(child, child.stderr, lines);
      // A machine that is fast enough has finished before the kill came.
      if (child.signalCode === null) {
        t.true(existsSync(join(cwd, 'out', 'record.json')));
        continue;
      }
      t.is(child.signalCode, 'SIGKILL');
      const file = join(cwd, 'out', 'journal.ndjson');
      const { results } = await readJournal(file);
      t.true(results.size >= lines - 1, `${results.size} of at least ${lines - 1}`);
      const io = fakeIo(['run', '--resume', '--out', 'out'], { cwd });
      t.is(await runCli(io), 0, io.errors);
      const record = await parseRecord(
        readFileSync(join(cwd, 'out', 'record.json'), 'utf8'),
        'record',
      );
      t.true(record.isComplete);
      t.deepEqual([record.cells[0]?.exact.length, record.cells[0]?.rounds.length], [2, 2]);
      for (const [key, result] of results)
        t.true(recordHas(record, result), `${key} after ${lines}`);
      t.false(existsSync(file));
    }
  },
);

test.serial(
  'a run that was ended between its record and its report is complete, and --resume makes the report',
  async (t) => {
    const cwd = project();
    const reports = join(cwd, 'reports', '2026-01-01T00-00-00Z');
    t.is(await runCli(fakeIo(['run', '--out', reports, '--rounds', '1'], { cwd })), 0);
    const record = readFileSync(join(reports, 'record.json'), 'utf8');
    // With the folder named, and without: as the newest run.
    for (const place of [['--out', reports], []]) {
      rmSync(join(reports, 'report.html'));
      const io = fakeIo(['run', '--resume', ...place], { cwd });
      t.is(await runCli(io), 0, io.errors);
      t.regex(
        io.errors,
        /^the run in reports\/2026-01-01T00-00-00Z is complete: its report is written, nothing is measured again$/m,
      );
      t.regex(io.output, /^report {3}reports\/2026-01-01T00-00-00Z\/report\.html$/m);
      t.true(existsSync(join(reports, 'report.html')));
      t.is(readFileSync(join(reports, 'record.json'), 'utf8'), record);
    }
    const none = fakeIo(['run', '--resume'], { cwd });
    t.is(await runCli(none), 2);
    t.regex(none.errors, /--resume: no unfinished run in/);
  },
);

test.serial(
  'a resumed record says so, with the start and the end of each part, in record, terminal and page',
  async (t) => {
    const cwd = project();
    const stop = new AbortController();
    const partial = await runSandbox({
      folder: cwd,
      outFolder: 'out',
      rounds: 1,
      signal: stop.signal,
      onProgress: ({ kind }) => (kind === 'finished' ? stop.abort() : undefined),
    });
    t.false(partial.record.isComplete);
    t.is(partial.record.parts, undefined);
    const journal = join(cwd, 'out', 'journal.ndjson');
    const { parts: before } = await readJournal(journal);
    t.is(before.length, 1);
    const io = fakeIo(['run', '--resume', '--out', 'out'], { cwd });
    t.is(await runCli(io), 0, io.errors);
    const record = await parseRecord(readFileSync(join(cwd, 'out', 'record.json'), 'utf8'), '');
    const { parts = [] } = record;
    t.is(parts.length, 2);
    t.deepEqual(parts[0], before[0]);
    t.is(parts[0]?.startedAt, record.startedAt);
    t.is(parts[1]?.finishedAt, record.finishedAt);
    t.true((parts[1]?.startedAt ?? '') >= (parts[0]?.finishedAt ?? 'z'));
    const sentence = `The run was resumed: it went on from ${parts[0]?.startedAt} to ${parts[0]?.finishedAt}, from ${parts[1]?.startedAt} to ${parts[1]?.finishedAt}.`;
    t.true(io.output.includes(`note: ${sentence}\n`), io.output);
    const page = readFileSync(join(cwd, 'out', 'report.html'), 'utf8');
    t.true(page.includes(sentence));
    t.regex(page, /<dt>Resumed<\/dt>\s*<dd>in 2 parts: /);
  },
);

test.serial(
  'a folder that is moved while its run goes on is noticed, and the run goes on where it lies now',
  async (t) => {
    const cwd = project();
    const [out, moved] = [join(cwd, 'out'), join(cwd, 'elsewhere')];
    let isMoved = false;
    const moving = ({ kind }: RunProgress): void => {
      if (kind !== 'finished' || isMoved) return;
      isMoved = true;
      renameSync(out, moved);
      // Whoever makes a folder of that name again must not get half a run.
      mkdirSync(out);
    };
    await t.throwsAsync(
      runSandbox({ folder: cwd, outFolder: 'out', rounds: 1, onProgress: moving }),
      {
        code: 'output',
        message: `${out} was moved to ${moved} while the run went on: what had finished is in its journal there; go on with mapswell run --resume --out ${moved}`,
      },
    );
    t.deepEqual(readdirSync(out), []);
    const { results } = await readJournal(join(moved, 'journal.ndjson'));
    t.true(results.size >= 1);
    const io = fakeIo(['run', '--resume', '--out', 'elsewhere'], { cwd });
    t.is(await runCli(io), 0, io.errors);
    const record = await parseRecord(readFileSync(join(moved, 'record.json'), 'utf8'), '');
    t.true(record.isComplete);
    for (const [key, result] of results) t.true(recordHas(record, result), key);
  },
);

/**
 * Runs on a disk with so much room, and frees it again; what the journal holds. How much a run writes
 * depends on how long its processes took, since their memory is sampled: what is too little for one
 * result, or enough for all, is tried again with more or less.
 */
async function fillUp(
  t: ExecutionContext,
  cwd: string,
  out: string,
  firstRoomKiB: number,
): Promise<ReadonlyMap<string, ProcessResult> | null> {
  const disk = join(cwd, 'disk');
  const filler = join(disk, 'filler');
  const path = join(disk, out);
  let roomKiB = firstRoomKiB;
  for (let attempt = 0; attempt < 6; attempt++) {
    rmSync(path, { recursive: true, force: true });
    const used = spawnSync('du', ['-sk', disk], { encoding: 'utf8' }).stdout.split('\t')[0];
    writeFileSync(filler, Buffer.alloc((1024 - Number(used) - roomKiB) * 1024));
    const io = fakeIo(['run', '--out', `disk/${out}`], { cwd });
    const code = await runCli(io);
    rmSync(filler);
    const journal = join(path, 'journal.ndjson');
    const results = code === 2 && existsSync(journal) ? (await readJournal(journal)).results : null;
    if (results !== null && results.size > 0) {
      t.regex(io.errors, /error: cannot write .*: no space left on the device \(ENOSPC\)/);
      t.notRegex(io.errors, / {4}at /);
      const advice = `; after fixing this, go on with mapswell run --resume --out ${path}\n`;
      t.true(io.errors.endsWith(advice), io.errors);
      return results;
    }
    t.log(`${roomKiB} KiB: exit code ${code}, ${results?.size ?? 'no'} results`);
    roomKiB = code === 0 ? Math.floor(roomKiB * 0.75) : Math.ceil(roomKiB * 1.4);
  }
  skipOptional(t, 'a machine on which runs of one scenario write about as much each time');
  return null;
}

test.serial(
  'a disk that fills up ends the run in words; with space again --resume completes it',
  async (t) => {
    const cwd = project();
    const disk = join(cwd, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    if (mounted.status !== 0) {
      skipLoudly(t, 'no rights to mount a disk');
      return;
    }
    try {
      // Once in the middle of the journal, and once when nearly all of it has room.
      for (const [out, roomKiB] of [
        ['first', 56],
        ['second', 120],
      ] as const) {
        const results = await fillUp(t, cwd, out, roomKiB);
        if (results === null) return;
        const resumed = fakeIo(['run', '--resume', '--out', `disk/${out}`], { cwd });
        t.is(await runCli(resumed), 0, resumed.errors);
        const file = join(disk, out, 'record.json');
        const record = await parseRecord(readFileSync(file, 'utf8'), 'record');
        t.true(record.isComplete);
        for (const [key, result] of results) t.true(recordHas(record, result), key);
      }
    } finally {
      spawnSync('umount', [disk]);
    }
  },
);

test.serial('a record or a report that cannot be written says how it is had later', async (t) => {
  const cwd = project();
  const out = join(cwd, 'out');
  // What is in the way before a run is refused at once: here it comes while the run goes.
  const blocking =
    (name: string) =>
    ({ kind }: RunProgress): void => {
      if (kind === 'planned') mkdirSync(join(out, name, 'in the way'), { recursive: true });
    };
  await t.throwsAsync(
    runSandbox({ folder: cwd, outFolder: 'out', onProgress: blocking('record.json') }),
    {
      message: `cannot write ${out}/record.json: a folder of that name is in the way (EISDIR); after fixing this, go on with mapswell run --resume --out ${out}`,
    },
  );
  rmSync(join(out, 'record.json'), { recursive: true });
  const io = fakeIo(['run', '--out', 'out', '--resume'], { cwd });
  // The first line of progress: the folder has been looked at by then.
  const stderr = {
    write: (text: string): unknown => {
      blocking('report.html')({ kind: 'planned', processes: 0, resumed: 0, estimateMs: 0 });
      return io.stderr.write(text);
    },
  };
  t.is(await runCli({ ...io, stderr }), 2);
  t.true(
    io.errors.endsWith(
      `error: cannot write ${out}/report.html: a folder of that name is in the way (EISDIR); the record is whole: after fixing this, mapswell report out/record.json writes the report\n`,
    ),
    io.errors,
  );
  t.true((await parseRecord(readFileSync(join(out, 'record.json'), 'utf8'), 'record')).isComplete);
});

test.serial(
  'Ctrl-C, a request to end and a closed terminal each end the children and keep what was measured',
  async (t) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const cwd = project();
      const child = spawn(process.execPath, [cliMain, 'run', '--out', 'out'], { cwd });
      child.stderr.once('data', () => child.kill(signal));
      await once(child, 'close');
      t.is(child.exitCode, 130, signal);
      const text = readFileSync(join(cwd, 'out', 'record.json'), 'utf8');
      t.false((await parseRecord(text, 'record')).isComplete);
      t.true(existsSync(join(cwd, 'out', 'journal.ndjson')));
      const groups = cgroupV1Trees().flatMap((tree) =>
        readdirSync(tree, { recursive: true }).map((path) => basename(String(path))),
      );
      const own = (name: string): boolean => ownerOf(name)?.pid === child.pid;
      t.deepEqual(groups.filter(own), [], signal);
    }
  },
);
