import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { comparisonSchema } from '../../src/lab/compare/comparison-schema.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { tiny } from '../support/tiny-scenario.ts';
import { fakeIo } from './fake-io.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mapswell-ab-test-')));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const plainMap = `export const create = () => new Map();
export const set = (map, key, value) => void map.set(key, value);
export const get = (map, key) => map.get(key);
export const remove = (map, key) => map.delete(key);
export const size = (map) => map.size;
export { remove as delete };
`;

function write(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** A folder of a project that uses mapswell, with no packages of its own. */
function project(name: string, files: Readonly<Record<string, string | object>>): string {
  for (const [file, content] of Object.entries({ 'sandbox.config.json': {}, ...files }))
    write(join(folder, name, file), content);
  return join(folder, name);
}

function git(cwd: string, ...words: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...words], { cwd, encoding: 'utf8' });
}

/** A repository with one commit of these files. */
function repository(name: string, files: Readonly<Record<string, string | object>>): string {
  const cwd = project(name, files);
  git(cwd, 'init', '--quiet', '--initial-branch', 'main');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '--message', 'Start');
  return cwd;
}

async function ab(cwd: string, words: readonly string[], env: Record<string, string> = {}) {
  const io = fakeIo(['ab', ...words], { cwd, env });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

function recordOf(cwd: string, arm: string): RunRecord {
  const record: RunRecord = JSON.parse(readFileSync(join(cwd, 'out', arm, 'record.json'), 'utf8'));
  return record;
}

/** Worktrees of the repository, and folders of this process that were left over. */
function leftOver(cwd: string): readonly string[] {
  const worktrees = git(cwd, 'worktree', 'list', '--porcelain').match(/^worktree .*/gm) ?? [];
  const folders = readdirSync(tmpdir()).filter((name) =>
    name.startsWith(`mapswell-ab-${process.pid}-`),
  );
  return [...worktrees.filter((line) => line !== `worktree ${cwd}`), ...folders];
}

test.serial('two folders run in turns, each twice, and equal counts pass', async (t) => {
  const scenarios = { 'scenarios/tiny.json': tiny };
  project('left', scenarios);
  project('right', scenarios);
  const words = ['left', 'right', '--rounds', '4', '--gate', 'none', '--out', 'out'];
  const { exitCode, output, errors } = await ab(folder, words);
  t.is(exitCode, 0, output + errors);
  t.regex(output, /^PASS: .*16 pass/);
  t.regex(output, /^baseline +left, /m);
  t.regex(output, /^candidate +right, /m);
  const arms = ['base-1', 'base-2', 'head-1', 'head-2'];
  t.deepEqual(readdirSync(join(folder, 'out')).toSorted(), [
    'base-1',
    'base-2',
    'comparison.html',
    'comparison.json',
    'head-1',
    'head-2',
  ]);
  const records = arms.map((arm) => recordOf(folder, arm));
  t.deepEqual(
    records.map(({ isComplete, yardstick, cells }) => [
      isComplete,
      yardstick.length,
      cells[0]?.exact.length,
      cells[0]?.rounds.map(({ round }) => round),
    ]),
    arms.map(() => [true, 0, 2, [0, 1, 2, 3]]),
  );
  const places = records.map(({ cells }) => cells[0]?.rounds.map(({ position }) => position) ?? []);
  for (const round of [0, 1, 2, 3]) {
    const inRound = places.map((list) => list[round] ?? 0).toSorted((a, b) => a - b);
    t.is((inRound[3] ?? 0) - (inRound[0] ?? 0), 3, 'the four arms of a round follow each other');
  }
  // Over four rounds each arm stands once in each of the four places.
  const placeOf = (arm: number, round: number): number =>
    places.filter((list) => (list[round] ?? 0) < (places[arm]?.[round] ?? 0)).length;
  for (const arm of [0, 1, 2, 3])
    t.is(new Set([0, 1, 2, 3].map((round) => placeOf(arm, round))).size, 4);
  const comparison: unknown = JSON.parse(readFileSync(join(folder, 'out/comparison.json'), 'utf8'));
  t.notThrows(() => comparisonSchema.parse(comparison));
});

test.serial(
  'two configurations differ by intent: what the hint costs and saves is told',
  async (t) => {
    const cwd = project('configurations', {
      'plain.config.json': { scenarios: 'plain' },
      'hinted.config.json': { scenarios: 'hinted' },
      'plain/fill.json': tiny,
      'hinted/fill.json': { ...tiny, hint: 1000 },
    });
    const words = ['plain.config.json', 'hinted.config.json', '--rounds', '2', '--gate', 'none'];
    const { exitCode, output } = await ab(cwd, [...words, '--out', 'out', '--all']);
    t.is(exitCode, 1, output);
    t.regex(output, /improved +fill +growth-events\n +8 to 0 \(-8\)/);
    t.regex(output, /warning: .*fill cell\.hint: 0 against 1000/);
    const mixed = await ab(cwd, ['plain.config.json', '.', '--rounds', '1']);
    t.is(mixed.exitCode, 2);
    t.regex(
      mixed.errors,
      /expected two configuration files or none, got plain\.config\.json and \./,
    );
  },
);

test.serial('a revision is checked out, installed, measured and removed again', async (t) => {
  const cwd = repository('revisions', {
    'scenarios/own.json': { ...tiny, target: { module: '../maps/map.js' } },
    'package.json': { name: 'user', type: 'module', scripts: {} },
    'install.js': `import { writeFileSync } from 'node:fs';
writeFileSync('maps/installed.js', ${JSON.stringify(plainMap)});
`,
    'maps/map.js': `export * from './installed.js';\n`,
    '.gitignore': 'maps/installed.js\nout\nreports\n',
  });
  const head = git(cwd, 'rev-parse', '--short=8', 'HEAD').trim();
  // What is in the folder now never loads: only the base gives figures.
  write(join(cwd, 'maps/map.js'), `throw new Error('the head was loaded');\n`);
  const words = ['main', '.', '--rounds', '2', '--out', 'out', '--install', 'node install.js'];
  const { exitCode, output, errors } = await ab(cwd, words);
  t.is(exitCode, 3, output + errors);
  t.regex(output, /^INVALID: /);
  t.regex(output, new RegExp(`^baseline +main \\(${head}\\), `, 'm'));
  t.regex(errors, new RegExp(`^installing main \\(${head}\\)$`, 'm'));
  t.is(recordOf(cwd, 'base-2').cells[0]?.rounds[1]?.outcome.kind, 'completed');
  const outcome = recordOf(cwd, 'head-1').cells[0]?.rounds[0]?.outcome;
  t.is(outcome?.kind === 'failed' && outcome.message.includes('the head was loaded'), true);
  t.deepEqual(leftOver(cwd), []);
  t.false(existsSync(join(cwd, 'maps/installed.js')));
});

test.serial(
  'a folder that is mapswell itself brings its own maps; any other is loaded by this one',
  async (t) => {
    const real = new URL('../../src/lab/subjects/cell-process.js', import.meta.url).href;
    const own = project('own', {
      'scenarios/tiny.json': tiny,
      'package.json': { name: 'mapswell', type: 'module' },
      'dist/src/lab/subjects/cell-process.js': `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('../../../../loads', import.meta.url), '.');
await import(${JSON.stringify(real)});
`,
    });
    project('other', { 'scenarios/tiny.json': tiny });
    const words = ['other', 'own', '--rounds', '1', '--gate', 'none', '--out', 'out4'];
    const { exitCode, output } = await ab(folder, words);
    t.is(exitCode, 0, output);
    // Two that count and one of each arm of the head; the base is not its business.
    t.is(readFileSync(join(own, 'loads'), 'utf8'), '....');
    project('unbuilt', { 'scenarios/tiny.json': tiny, 'package.json': { name: 'mapswell' } });
    const unbuilt = await ab(folder, ['other', 'unbuilt']);
    t.is(unbuilt.exitCode, 2);
    t.regex(unbuilt.errors, /unbuilt is mapswell itself, .*was not built: run npm ci there/);
  },
);

test.serial('what fails on the way leaves no worktree, and is said in one message', async (t) => {
  const cwd = repository('failing', { 'scenarios/tiny.json': tiny, 'sub/readme': 'here' });
  const dead = 2 ** 22 - 1;
  const abandoned = join(folder, `mapswell-ab-${dead}-gone`, 'checkout');
  git(cwd, 'worktree', 'add', '--quiet', '--detach', abandoned, 'main');
  const bare = project('no-repository', { 'scenarios/tiny.json': tiny });
  const said: string[] = [];
  for (const [where, words, message] of [
    [cwd, ['main', 'mian'], /a git revision, got mian: there is none of that name/],
    // Found before anything is installed.
    [cwd, ['main', 'mian', '--install', 'false'], /a git revision, got mian: there is none/],
    [bare, ['main', '.'], /no such path, and .*no-repository is in no git repository/],
    [cwd, ['main', '.', '--install', 'echo no network >&2; false'], /ended with 1: no network/],
    [cwd, ['main', '.', '--config', 'x.json'], /expected --config to name a file, got .*x\.json/],
    [cwd, ['main', '.', 'fil'], /no scenario named fil in .* \(known are tiny\)/],
    [cwd, ['main', '.', '--rounds', '0'], /--rounds to be a whole number from 1 to 1,000/],
    [cwd, ['main', '.', '--gate', 'x'], /expected --gate to be some of writes-per-second/],
    [cwd, ['main'], /missing required argument 'head'/],
  ] as const) {
    const { exitCode, output, errors } = await ab(where, words);
    t.is(exitCode, 2, words.join(' '));
    t.regex(errors, message);
    t.notRegex(errors, / {4}at /);
    t.is(output, '');
    said.push(...errors.split('\n').filter((line) => line.startsWith('removed ')));
  }
  t.false(existsSync(abandoned), 'the worktree of a process that is gone was removed');
  t.deepEqual(said, [`removed ${abandoned}, which an ab that was killed had left behind`]);
  t.deepEqual(leftOver(cwd), []);
});

test.serial('two revisions leave out what is not committed, and say so', async (t) => {
  const cwd = repository('dirty', { 'scenarios/tiny.json': tiny });
  const words = ['main', 'HEAD', '--rounds', '1', '--gate', 'none'];
  const clean = await ab(cwd, [...words, '--out', 'clean']);
  t.is(clean.exitCode, 0, clean.errors);
  t.notRegex(clean.errors, /not committed/);
  write(join(cwd, 'scenarios/tiny.json'), { ...tiny, purpose: 'changed since' });
  const dirty = await ab(cwd, [...words, '--out', 'dirty']);
  t.is(dirty.exitCode, 0, dirty.errors);
  t.regex(dirty.errors, /^what is not committed here is in neither side \(files: 1\)$/m);
  t.deepEqual(leftOver(cwd), []);
});

test.serial('Ctrl-C keeps the records, removes the worktree, and compares nothing', async (t) => {
  const cwd = repository('interrupted', { 'scenarios/tiny.json': tiny });
  const interrupt = new AbortController();
  let lines = 0;
  const io = fakeIo(['ab', 'main', '.', '--rounds', '50', '--out', 'out'], {
    cwd,
    signal: interrupt.signal,
    stderr: {
      write: (text) => {
        if (text.includes('round 2')) interrupt.abort();
        lines += 1;
      },
    },
  });
  t.is(await runCli(io), 130);
  t.true(lines > 3);
  t.is(io.output, '');
  t.false(recordOf(cwd, 'head-2').isComplete);
  t.true(existsSync(join(cwd, 'out/head-2/journal.ndjson')));
  t.false(existsSync(join(cwd, 'out/comparison.json')));
  t.deepEqual(leftOver(cwd), []);
});

test.serial('a cell that one side lacks, or changed, is never a pass', async (t) => {
  project('more', { 'scenarios/tiny.json': tiny, 'scenarios/other.json': tiny });
  project('fewer', { 'scenarios/tiny.json': { ...tiny, hint: 64 } });
  const { exitCode, output } = await ab(folder, [
    'more',
    'fewer',
    '--rounds',
    '1',
    '--out',
    'out2',
  ]);
  t.is(exitCode, 3, output);
  t.regex(output, /invalid +other +cell\n +the candidate has no such cell/);
  t.regex(output, /incomparable +tiny .*\n +the cell is another one: cell\.hint: 0 against 64/);
  t.is((await ab(folder, ['fewer', 'more', '--rounds', '1', '--out', 'out3'])).exitCode, 3);
});
