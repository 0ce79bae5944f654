import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { writeRecord } from '../../src/lab/record/record-file.ts';
import { renderReport } from '../../src/report/run/render-report.ts';
import { testModelClaims } from '../../src/lab/verify/claims/test-claims.ts';
import { writeClaims } from '../../src/lab/verify/claims/claims-file.ts';
import { writeSpeed } from '../../src/lab/verify/speed/speed-file.ts';
import { largeRecord } from '../support/large-record.ts';
import { madeSpeed } from '../support/made-speed.ts';
import { makeRecord } from '../support/make-record.ts';
import { fakeIo } from './fake-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const record = makeRecord([{ id: 'x', run: { inserts: 100 } }]);

async function report(
  cwd: string,
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['report', ...words], { cwd });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

async function folderWithRun(): Promise<string> {
  const folder = temporaryFolder('report');
  await writeRecord(join(folder, 'reports/latest/record.json'), record);
  return folder;
}

test('the report of the latest run is written beside its record', async (t) => {
  const folder = await folderWithRun();
  const path = join(folder, 'reports/latest/report.html');
  const { exitCode, output, errors } = await report(folder);
  t.is(errors, '');
  t.is(exitCode, 0);
  const page = await readFile(path, 'utf8');
  t.is(page, await renderReport(record));
  t.is(output, `${path} (${(Buffer.byteLength(page) / 1024).toFixed(1)} KiB)\n`);
});

test('a record or its folder can be named, and so can the report; CSV comes with it', async (t) => {
  const folder = await folderWithRun();
  const { exitCode } = await report(
    folder,
    'reports/latest',
    '--out',
    'out/swelling.html',
    '--csv',
  );
  t.is(exitCode, 0);
  t.deepEqual(await readdir(join(folder, 'out')), [
    'growth-events.csv',
    'results.csv',
    'swelling.html',
  ]);
  t.regex(await readFile(join(folder, 'out/growth-events.csv'), 'utf8'), /\nx,x,reference,/);
  t.is((await report(folder, 'reports/latest/record.json')).exitCode, 0);
});

test('speeds that lie beside the record, or are named, are quoted where they were measured', async (t) => {
  const folder = await folderWithRun();
  const speed = madeSpeed();
  await writeSpeed(join(folder, 'named.json'), speed);
  const named = await report(folder, '--speed', 'named.json', '--out', 'named.html');
  t.is(named.errors, '');
  const page = await renderReport(record, { speed });
  t.is(await readFile(join(folder, 'named.html'), 'utf8'), page);
  t.regex(page, /On this machine the reference map takes 0\.90 times as long as Go 1\.22\.12/);
  t.not(page, await renderReport(record));
  await writeSpeed(join(folder, 'reports/latest/speed.json'), speed);
  await report(folder);
  t.is(await readFile(join(folder, 'reports/latest/report.html'), 'utf8'), page);
  const environment = { ...speed.environment, cpuModel: 'Apple M2' };
  await writeSpeed(join(folder, 'other.json'), madeSpeed({ environment }));
  const other = await report(folder, '--speed', 'other.json', '--out', 'other.html');
  t.is(other.exitCode, 0);
  t.is(
    other.errors,
    'note: the speeds were not measured where the run was, and are not quoted: the run had CPU AMD EPYC 7B13, the speeds Apple M2\n',
  );
  t.is(await readFile(join(folder, 'other.html'), 'utf8'), await renderReport(record));
});

test('a file of speeds that is none is refused by name, and none is replaced by a report', async (t) => {
  const folder = await folderWithRun();
  await writeFile(join(folder, 'cut.json'), '{"kind":"mapswell-speed","version":1');
  const cut = await report(folder, '--speed', 'cut.json');
  t.is(cut.exitCode, 2);
  t.regex(cut.errors, /cut\.json/);
  await writeFile(join(folder, 'claims.json'), '{"kind":"mapswell-claims","version":1}');
  const wrong = await report(folder, '--speed', 'claims.json');
  t.is(wrong.exitCode, 2);
  t.regex(
    wrong.errors,
    /it is no table of speeds beside real Go: expected kind to be "mapswell-speed"/,
  );
  await writeSpeed(join(folder, 'speed.json'), madeSpeed());
  t.is((await report(folder, '--speed', 'speed.json', '--out', 'speed.json')).exitCode, 2);
});

test('claims that lie beside the record, or are named, are shown', async (t) => {
  const folder = await folderWithRun();
  const claims = testModelClaims();
  await writeClaims(join(folder, 'named.json'), claims);
  await report(folder, '--claims', 'named.json', '--out', 'named.html');
  const page = await renderReport(record, { claims });
  t.is(await readFile(join(folder, 'named.html'), 'utf8'), page);
  await writeClaims(join(folder, 'reports/latest/claims.json'), claims);
  await report(folder);
  t.is(await readFile(join(folder, 'reports/latest/report.html'), 'utf8'), page);
  const { exitCode, errors } = await report(folder, '--claims', 'reports/latest/record.json');
  t.is(exitCode, 2);
  t.regex(errors, /it is no list of tested claims: expected kind to be "mapswell-claims"/);
});

test('bad input is one message with exit code 2', async (t) => {
  const folder = await folderWithRun();
  await writeFile(join(folder, 'foreign.json'), '{"name":"x"}');
  await mkdir(join(folder, 'taken'));
  const messageOf = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, errors, output } = await report(folder, ...words);
    t.is(exitCode, 2);
    t.is(output, '');
    return errors.replaceAll(folder, 'DIR');
  };
  t.is(
    await messageOf('nothing.json'),
    'error: cannot read DIR/nothing.json: there is no such file\n',
  );
  t.is(
    await messageOf('foreign.json'),
    'error: cannot read DIR/foreign.json: it is no mapswell record: expected kind to be "mapswell-record", got nothing\n',
  );
  t.is(
    await messageOf('reports/latest', '--out', 'taken'),
    'error: cannot write DIR/taken: a folder of that name is in the way (EISDIR)\n',
  );
  t.regex(
    await messageOf('reports/latest', '--cvs'),
    /^error: unknown option '--cvs'\n\(Did you mean --csv\?\)/,
  );
  const empty = temporaryFolder('report');
  const { exitCode, errors } = await report(empty);
  t.is(exitCode, 2);
  t.is(errors, `error: no run in ${join(empty, 'reports')} yet: expected a RECORD, got none\n`);
});

test('beyond 200 cells the report is a first page and a page for each cell, or one file with --single', async (t) => {
  const folder = temporaryFolder('report');
  const many = largeRecord();
  await writeRecord(join(folder, 'record.json'), many);
  const { exitCode, errors } = await report(folder, '.', '--out', 'a b.html');
  t.is(exitCode, 0, errors);
  const first = await readFile(join(folder, 'a b.html'), 'utf8');
  const links = [...first.matchAll(/href="(a%20b-cells[^"]+)"/g)].map(([, link = '']) => link);
  t.true(new Set(links).size === 201 && !first.includes('href="#cell-'));
  t.is((await readdir(join(folder, 'a b-cells'))).length, 201);
  // All of them are problems here: those that are folded away are counted.
  const [shown = '', folded = ''] = first.split('<details>');
  t.is(shown.match(/<li class="problem">/g)?.length, 40);
  t.regex(folded, /^\s*<summary>161 more findings, 161 problems among them<\/summary>/);
  const last = await readFile(join(folder, decodeURIComponent(links.at(-1) ?? '')), 'utf8');
  t.regex(last, /<a href="\.\.\/a%20b\.html#contents">all cells<\/a>/);
  t.regex(last, /<h2 id="cell-201-name">.*c200.*<\/h2>/);

  // A page of somebody else is not replaced, and nothing is written then.
  await writeFile(join(folder, 'a b-cells/cell-7.html'), 'mine');
  const again = await report(folder, '.', '--out', 'a b.html');
  t.is(again.exitCode, 2);
  t.regex(again.errors, /cell-7\.html/);

  t.is((await report(folder, '.', '--single', '--out', 'one.html')).exitCode, 0);
  t.false((await readdir(folder)).includes('one-cells'));
  t.true((await readFile(join(folder, 'one.html'), 'utf8')).includes('href="#cell-201"'));
});
