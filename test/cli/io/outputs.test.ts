import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { runIn as run } from '../run-in.ts';
import { fileKinds, nameOfFile } from '../../../src/base/primitives/output/file-kinds.ts';
import { baselineDocument } from '../../../src/lab/compare/baseline/baseline-document.ts';
import { documentText } from '../../../src/lab/record/document-file.ts';
import { formatRecord } from '../../../src/lab/record/record-file.ts';
import { testModelClaims } from '../../../src/lab/verify/claims/test-claims.ts';
import { formatClaims } from '../../../src/lab/verify/claims/claims-file.ts';
import { madeCalibration } from '../../live/alerts/made-calibration.ts';
import { makeRecord } from '../../support/make-record.ts';
import { makePipe, readPipe } from '../../support/special-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { cliMain } from '../../support/cli-main.ts';

const record = makeRecord([{ id: 'x', run: { inserts: 100 } }]);
const trace = Array.from({ length: 300 }, (_, minute) => `${minute},${40 + (minute % 7) / 10}`);

const inputs: Readonly<Record<string, string>> = {
  'r/record.json': formatRecord(record),
  'b/record.json': formatRecord({ ...record, id: 'other' }),
  'baseline.json': documentText(
    baselineDocument({
      kind: 'mapswell-baseline',
      version: 2,
      batches: [record, { ...record, id: 'second' }],
      acceptances: [],
      warnings: [],
    }),
    'baseline',
  ),
  'claims.json': formatClaims(testModelClaims()),
  'calibration.json': JSON.stringify(madeCalibration('static-threshold')),
  'traces/a.csv': `minute,memory_percent\n${trace.join('\n')}\n`,
  'scenarios/x.ts': "import { defineScenario } from 'mapswell';\n",
  'notes.txt': 'mine\n',
};

/** A folder with one of every document that a command reads. */
function project(): string {
  const folder = temporaryFolder('outputs');
  for (const name of ['r', 'b', 'traces', 'scenarios', 'mine']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(inputs)) writeFileSync(join(folder, name), text);
  return folder;
}

const detect = ['detect', 'traces/a.csv', '--calibration', 'calibration.json'] as const;
const alerts = ['alerts', 'traces/a.csv', '--calibration', 'calibration.json'] as const;
const small = ['capacity', '--key', 'int64', '--value', 'int64', '--limit', '1MiB'] as const;
const fleet = ['fleet', '--failures', '1', '--healthy', '1'] as const;

/** Every flag that names one document, with the command as far as that flag. */
const documents: readonly (readonly string[])[] = [
  ['report', 'r', '--out'],
  ['compare', 'r', 'b', '--html'],
  ['ab', '.', '.', '--html'],
  ['history', '.', '--html'],
  [...small, '--out'],
  ['claims', '--out'],
  ['calibrate', 'traces', '--out'],
  ['calibrate', 'traces', '--report'],
  [...detect, '--report'],
  ['baseline', '--out'],
  ['serve', '--port', '0', '--stop-after', '0', '--ready-file'],
];

/** Every flag that names a folder, with a file that would be written into it. */
const folders: readonly (readonly [argv: readonly string[], file: string])[] = [
  [['run', '--out'], 'record.json'],
  [['run', '--out'], 'results.csv'],
  [['run', '--out'], 'growth-events.csv'],
  [['run', '--out'], 'report.html'],
  [['run', '--out'], 'claims.json'],
  [['ab', '.', '.', '--out'], 'comparison.json'],
  [['ab', '.', '.', '--out'], 'comparison.html'],
  [['ab', '.', '.', '--out'], 'head-2/record.json'],
  [[...fleet, '--out'], 'slow-leak-0001.csv'],
  [[...fleet, '--out'], 'fleet.json'],
  [[...alerts, '--out'], 'alertmanager.yml'],
  [[...alerts, '--out'], 'mapswell.rules.yml'],
  [[...alerts, '--out'], 'grafana-dashboard.json'],
  [[...alerts, '--out'], 'runbook.md'],
  [['report', 'r', '--csv', '--out'], '../results.csv'],
];

test('no output of any command replaces a file of the user, read or not', async (t) => {
  const cwd = project();
  for (const argv of documents)
    for (const [name, text] of Object.entries(inputs)) {
      // What a command writes anew in place of its kind is its purpose.
      if (argv.includes('calibrate') && argv.at(-1) === '--out' && name === 'calibration.json')
        continue;
      if (argv[0] === 'claims' && name === 'claims.json') continue;
      if (argv[0] === 'baseline' && name === 'baseline.json') continue;
      const { exitCode, errors, output } = await run(cwd, ...argv, name);
      t.is(exitCode, 2, `${argv.join(' ')} ${name}`);
      t.regex(errors, new RegExp(`^error: expected ${argv.at(-1) ?? ''} to name .*--force`));
      t.is(output, '');
      t.is(readFileSync(join(cwd, name), 'utf8'), text);
    }
});

test('no folder of results takes the place of a file of the user', async (t) => {
  for (const [argv, file] of folders) {
    const cwd = project();
    const path = join(cwd, 'mine', file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'mine\n');
    writeFileSync(join(cwd, 'scenarios/x.ts'), scenario);
    const out = argv[0] === 'report' ? 'mine/report.html' : 'mine';
    const before = readdirSync(join(cwd, 'mine'), { recursive: true }).length;
    // The tables stand beside the report.
    if (argv[0] === 'report') writeFileSync(join(cwd, 'mine/results.csv'), 'mine\n');
    const { exitCode, errors } = await run(cwd, ...argv, out);
    t.is(exitCode, 2, `${argv.join(' ')} over ${file}: ${errors}`);
    t.regex(errors, /^error: expected .*--force replaces it\n$/);
    t.is(readFileSync(path, 'utf8'), 'mine\n');
    if (argv[0] !== 'report' && argv[0] !== 'run' && !file.includes('/'))
      t.is(readdirSync(join(cwd, 'mine'), { recursive: true }).length, before);
  }
});

const scenario = `export default {
  purpose: 'a few writes',
  key: 'int64',
  value: 'int64',
  phases: [
    { name: 'fill', operationsPerWriter: 100, mix: { insert: 1 }, keys: { kind: 'sequential' } },
  ],
};
`;

test('--force replaces what stands there; what is of the same kind needs none', async (t) => {
  const cwd = project();
  t.is((await run(cwd, 'report', 'r', '--out', 'notes.txt', '--force')).exitCode, 0);
  t.true(fileKinds.runPage.matches(readFileSync(join(cwd, 'notes.txt'), 'utf8')));
  t.is((await run(cwd, 'report', 'r', '--out', 'notes.txt')).exitCode, 0);
  const other = await run(cwd, 'history', '.', '--html', 'notes.txt');
  t.regex(other.errors, /got .*notes\.txt, which is a report of a run; --force replaces it\n$/);
});

test('a command into a pipe leaves nothing beside it, and one through a link leaves the link', async (t) => {
  const cwd = project();
  mkdirSync(join(cwd, 'out'));
  const pipe = join(cwd, 'out/pipe');
  makePipe(pipe);
  const [read, { exitCode }] = await Promise.all([
    readPipe(pipe),
    run(cwd, 'report', 'r', '--out', 'out/pipe'),
  ]);
  t.is(exitCode, 0);
  t.true(fileKinds.runPage.matches(read));
  t.deepEqual(readdirSync(join(cwd, 'out')), ['pipe']);
  t.is((await run(cwd, 'report', 'r', '--csv', '--out', 'out/pipe')).exitCode, 2);
  symlinkSync('real.html', join(cwd, 'out/link'));
  t.is((await run(cwd, ...detect, '--report', 'out/link')).exitCode, 0);
  t.true(lstatSync(join(cwd, 'out/link')).isSymbolicLink());
  t.true(fileKinds.detectionPage.matches(readFileSync(join(cwd, 'out/real.html'), 'utf8')));
});

test('- is standard output, which then carries the document and nothing else', async (t) => {
  const cwd = project();
  for (const argv of [
    ['report', 'r', '--out'],
    ['compare', 'r', 'b', '--gate', 'none', '--html'],
    ['history', '.', '--html'],
    [...detect, '--report'],
    ['claims', '--out'],
    [...small, '--out'],
  ]) {
    const { output, exitCode } = await run(cwd, ...argv, '-');
    t.is(exitCode, 0, argv.join(' '));
    t.not(nameOfFile(output), null, argv.join(' '));
    t.regex(output, /^(?:<!doctype html>[^]*<\/html>|\{[^]*\})\s*$/, argv.join(' '));
  }
  t.deepEqual(readdirSync(cwd).includes('-'), false);
  const two = await run(cwd, 'calibrate', 'traces', '--out', '-', '--report', '-');
  t.is(two.errors, 'error: expected one document on standard output, got --out and --report\n');
  const json = await run(cwd, 'claims', '--json', '--out', '-');
  t.is(json.errors, 'error: expected one document on standard output, got --out and --json\n');
  const folder = await run(cwd, ...fleet, '--out', '-');
  t.is(folder.errors, 'error: expected --out to name a folder, got -\n');
});

test('/dev/stdout is what standard output is, a pipe or a file', async (t) => {
  const cwd = project();
  const piped = spawnSync(process.execPath, [cliMain, 'report', 'r', '--out', '/dev/stdout'], {
    cwd,
    encoding: 'utf8',
  });
  t.is(piped.stderr, '');
  t.true(fileKinds.runPage.matches(piped.stdout));
  const child = spawn(
    'sh',
    ['-c', '"$0" "$1" report r --out /dev/stdout > page.html', process.execPath, cliMain],
    { cwd },
  );
  await once(child, 'close');
  t.true(fileKinds.runPage.matches(readFileSync(join(cwd, 'page.html'), 'utf8')));
});

test('two outputs of a command are two files', async (t) => {
  const cwd = project();
  const { exitCode, errors } = await run(cwd, 'calibrate', 'traces', '--out=x', '--report=x');
  t.is(exitCode, 2);
  t.regex(errors, /^error: expected --out and --report to name two files, got .*x for both\n$/);
  t.false(existsSync(join(cwd, 'x')));
});

test('the kinds of files are told apart: what a command wrote is of its kind and of no other', async (t) => {
  const cwd = project();
  writeFileSync(join(cwd, 'scenarios/x.ts'), scenario);
  await run(cwd, 'run', '--rounds', '1', '--quiet');
  await run(cwd, ...fleet, '--out', 'fleet');
  await run(cwd, ...alerts, '--scrape', 'a=127.0.0.1:1', '--out', 'rules');
  await run(cwd, 'serve', '--port', '0', '--stop-after', '0', '--ready-file', 'ready');
  const written = {
    'reports/latest/record.json': 'a record',
    'reports/latest/results.csv': 'a table of results',
    'reports/latest/growth-events.csv': 'a table of growth events',
    'reports/latest/claims.json': 'a list of claims',
    'reports/latest/report.html': 'a report of a run',
    'fleet/fleet.json': 'the list of a fleet',
    'fleet/healthy-0001.csv': 'a generated trace',
    'rules/mapswell.rules.yml': 'a file of alerts',
    'rules/mapswell.rules.test.yml': 'a file of alerts',
    'rules/prometheus.yml': 'a file of alerts',
    'rules/grafana-dashboard.json': 'a dashboard of mapswell',
    'rules/runbook.md': 'a runbook of alerts',
    'baseline.json': 'a baseline',
    'calibration.json': 'a calibration',
    'scenarios/x.ts': null,
    'traces/a.csv': null,
    ready: 'the address of a service',
  };
  for (const [name, kind] of Object.entries(written)) {
    const text = readFileSync(join(cwd, name), 'utf8');
    t.is(nameOfFile(text), kind, name);
    const matching = Object.values(fileKinds).filter((one) => one.matches(text));
    t.is(matching.length, kind === null ? 0 : 1, name);
  }
});

test('a run outside the folder of reports leaves nothing beside its folder', async (t) => {
  const cwd = project();
  writeFileSync(join(cwd, 'scenarios/x.ts'), scenario);
  mkdirSync(join(cwd, 'elsewhere'));
  await run(cwd, 'run', '--rounds', '1', '--quiet', '--out', 'elsewhere/rec');
  t.deepEqual(readdirSync(join(cwd, 'elsewhere')), ['rec']);
  await run(cwd, 'run', '--rounds', '1', '--quiet', '--out', 'reports/rec');
  t.true(lstatSync(join(cwd, 'reports/latest')).isSymbolicLink());
  t.deepEqual(readdirSync(join(cwd, 'reports')).toSorted(), ['latest', 'rec']);
});
