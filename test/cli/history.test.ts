import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { baselineDocument } from '../../src/lab/compare/baseline/baseline-document.ts';
import { validateBaseline } from '../../src/lab/compare/baseline/validate-baseline.ts';
import { writeDocument } from '../../src/lab/record/document-file.ts';
import { writeRecord } from '../../src/lab/record/record-file.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { exactCounts, syntheticRun } from '../lab/compare/synthetic-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

const cwd = mkdtempSync(join(tmpdir(), 'mapswell-history-'));
test.after.always(() => rmSync(cwd, { recursive: true, force: true }));

function git(...words: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...words], { cwd, encoding: 'utf8' }).trim();
}

/** Allocates one time more from the 5th commit on, and is slower by a fifth from the 13th. */
function run(id: string, commit: number): RunRecord {
  const speed = 1e6 * (commit < 12 ? 1 : 0.8);
  return syntheticRun({
    id,
    cells: [
      {
        id: 'fill',
        speeds: [0, 1, 2, 3].map((round) => speed * (1 + 0.002 * ((commit * 7 + round * 3) % 5))),
        counts: { stats: { ...exactCounts.stats, totalAllocations: commit < 4 ? 12 : 13 } },
      },
    ],
  });
}

async function commitBaseline(file: string, commit: number): Promise<void> {
  const check = validateBaseline(run(`a${commit}`, commit), run(`b${commit}`, commit));
  if (check.kind !== 'agreed') throw new Error(check.disagreements[0]?.message);
  await writeDocument(join(cwd, file), baselineDocument(check.baseline), 'baseline');
  git('add', '--all');
  git('commit', '--quiet', '--message', `Change ${commit}`);
}

const hashes: string[] = [];

test.before(async () => {
  git('init', '--quiet');
  for (let commit = 0; commit < 24; commit++) {
    if (commit === 8) {
      renameSync(join(cwd, 'old.json'), join(cwd, 'baseline.json'));
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Rename the baseline');
    }
    await commitBaseline(commit < 8 ? 'old.json' : 'baseline.json', commit);
    hashes.push(git('rev-parse', 'HEAD').slice(0, 8));
  }
});

async function history(...words: readonly string[]) {
  const io = fakeIo(['history', ...words], { cwd });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

test.serial(
  'a baseline in git tells the commit that changed each metric, also across a rename',
  async (t) => {
    const { exitCode, output, errors } = await history('baseline.json', '--json');
    t.is(exitCode, 0, errors);
    const { series }: { series: { metric: string; points: unknown[]; changes: object[] }[] } =
      JSON.parse(output);
    const changesOf = (metric: string): readonly object[] =>
      series.find((one) => one.metric === metric)?.changes ?? [];
    // The commit that renamed the file is a point as well.
    t.is(series[0]?.points.length, 25);
    t.like(changesOf('allocations'), [
      { run: hashes[4], subject: 'Change 4', before: 12, after: 13 },
    ]);
    t.like(changesOf('writes-per-second'), [{ run: hashes[12], subject: 'Change 12' }]);
    t.deepEqual(changesOf('bytes-held'), []);
  },
);

test.serial('the terminal and the page show the trend and name the commit', async (t) => {
  const page = join(cwd, 'trend.html');
  const { output } = await history(
    'baseline.json',
    '--metric',
    'writes-per-second',
    '--html',
    page,
  );
  t.regex(output, /^1 of 1 metrics changed in 25 runs$/m);
  t.regex(output, /█+▁+/);
  t.regex(output, new RegExp(`${hashes[12]} \\(Change 12\\): .* \\(-20\\.\\d %\\)`));
  const text = readFileSync(page, 'utf8');
  t.true(text.includes(`From ${hashes[12]} (Change 12) on`));
  t.regex(text, /<svg/);
  const all = await history('baseline.json', '--all');
  t.regex(all.output, /fill {2}bytes-held\n {2}▁+\n/);
});

test.serial(
  'a commit whose file cannot be read is told and left out; no file of git is refused',
  async (t) => {
    writeFileSync(join(cwd, 'baseline.json'), '{"kind":"mapswell-baseline","version":99}');
    git('commit', '--quiet', '--all', '--message', 'Break it');
    const { exitCode, output, errors } = await history('baseline.json');
    t.is(exitCode, 0);
    t.regex(errors, /warning: cannot read .*baseline\.json of commit \w{8}: .*newer mapswell/);
    t.regex(output, / in 25 runs/);
    writeFileSync(join(cwd, 'loose.json'), '{}');
    const loose = await history('loose.json');
    t.is(loose.exitCode, 2);
    t.regex(loose.errors, /expected .*loose\.json to be in a commit/);
    t.is((await history('nowhere.json')).exitCode, 2);
  },
);

test('a baseline outside a repository has no history, and says so in words', async (t) => {
  const folder = temporaryFolder('no-repository');
  const check = validateBaseline(run('a', 0), run('b', 0));
  if (check.kind !== 'agreed') throw new Error('expected two batches that agree');
  await writeDocument(join(folder, 'baseline.json'), baselineDocument(check.baseline), 'baseline');
  const io = fakeIo(['history', 'baseline.json'], { cwd: folder });
  t.is(await runCli(io), 2);
  t.regex(io.errors, /^error: expected .*baseline\.json to be in a git repository: [^\n]+\n$/);
  t.notRegex(io.errors, /ENOENT/);
});

test('folders of runs are followed through links, each run once; a link to nowhere is left out', async (t) => {
  const folder = temporaryFolder('history-links');
  const stored = temporaryFolder('history-stored');
  mkdirSync(join(folder, 'reports'));
  for (const at of [0, 1, 2]) {
    const record = { ...run(`r${at}`, at), startedAt: `2026-01-0${at + 1}T00:00:00.000Z` };
    await writeDocument(join(stored, `run-${at}/record.json`), record, 'record');
    symlinkSync(join(stored, `run-${at}`), join(folder, `reports/run-${at}`));
  }
  symlinkSync(join(folder, 'reports/run-2'), join(folder, 'reports/latest'));
  symlinkSync(join(stored, 'gone'), join(folder, 'reports/broken'));
  const io = fakeIo(['history', '--json', '--metric', 'allocations'], { cwd: folder });
  t.is(await runCli(io), 0, io.errors);
  t.is(io.errors, '');
  const runs = [...new Set(io.output.match(/"run": "r\d"/g))];
  t.deepEqual(runs, ['"run": "r0"', '"run": "r1"', '"run": "r2"']);
  t.is(io.output.match(/"run": "r2"/g)?.length, 1);
});

function dayOf(at: number): string {
  return `2026-01-${String(at + 1).padStart(2, '0')}T00:00:00Z`;
}

async function manyRuns(name: string): Promise<{
  readonly folder: string;
  readonly index: string;
  readonly put: (at: number, record?: RunRecord) => Promise<void>;
  readonly shown: (...words: readonly string[]) => Promise<string>;
}> {
  const folder = temporaryFolder(name);
  const put = async (at: number, record = run(`r${at}`, at)): Promise<void> => {
    const path = join(folder, `run-${at}/record.${at % 2 === 0 ? 'json' : 'ndjson'}`);
    const moment = dayOf(at);
    await writeRecord(path, { ...record, startedAt: moment, finishedAt: moment });
  };
  const shown = async (...words: readonly string[]): Promise<string> => {
    const io = fakeIo(['history', '.', '--all', ...words], { cwd: folder });
    const code = await runCli(io);
    return code === 0 ? io.output + io.errors : io.errors;
  };
  for (let at = 0; at < 20; at++) await put(at);
  return { folder, index: join(folder, '.mapswell-history.parquet'), put, shown };
}

test('an index of a folder says what its records say, and notices what came, went and changed', async (t) => {
  const { folder, index, put, shown } = await manyRuns('history-index');
  const anew = await shown('--no-index');
  t.false(existsSync(index));
  t.regex(anew, /^\d+ of \d+ metrics changed in 20 runs/);
  t.is(await shown(), anew);
  const written = readFileSync(index);
  t.is(await shown(), anew);
  t.deepEqual(readFileSync(index), written);
  await put(20);
  t.regex(await shown(), / in 21 runs/);
  rmSync(join(folder, 'run-20'), { recursive: true });
  t.is(await shown(), anew);
  await put(7, run('r7', 19));
  t.is(await shown(), await shown('--no-index'));
  t.not(await shown(), anew);
  writeFileSync(join(folder, 'run-3/record.ndjson'), 'cut');
  t.regex(
    await shown(),
    /in 19 runs[^]*warning: cannot read .*run-3\/record\.ndjson: it is no JSON/,
  );
});

test('a damaged index is made anew, and a file of somebody else in its place stays', async (t) => {
  const { index, shown } = await manyRuns('history-index-damaged');
  const anew = await shown();
  const whole = readFileSync(index);
  for (const damaged of [whole.subarray(0, 500), whole.subarray(0, -9)]) {
    writeFileSync(index, damaged);
    t.is(await shown(), anew);
    t.deepEqual(readFileSync(index), whole);
  }
  writeFileSync(index, 'mine');
  t.is(await shown(), anew);
  t.is(readFileSync(index, 'utf8'), 'mine');
});
