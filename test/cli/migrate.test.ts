import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fakeIo } from './fake-io.ts';
import { runIn as mapswell } from './run-in.ts';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { formatRecord, readRecord, writeRecord } from '../../src/lab/record/record-file.ts';
import { endingWith, recordInMemory } from '../../src/lab/record/stored/open-record.ts';
import { writeOpenRecord } from '../../src/lab/record/stored/write-record.ts';
import { makeRecord } from '../support/make-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tiny } from '../support/tiny-scenario.ts';

const record = makeRecord([{ id: 'x', run: { inserts: 100 } }]);

test('migrate writes a record in every form, back to the same bytes, and overwrites nothing', async (t) => {
  const cwd = temporaryFolder('migrate');
  await writeRecord(join(cwd, 'run/record.json'), record);
  for (const [from, to] of [
    ['run', 'a.ndjson'],
    ['a.ndjson', 'b.ndjson.gz'],
    ['b.ndjson.gz', 'new/c.json'],
  ] as const) {
    const { exitCode: code, output, errors } = await mapswell(cwd, 'migrate', from, to);
    t.is(errors, '');
    t.is(code, 0);
    t.regex(output, new RegExp(`^wrote ${to}: 1 cells?, \\d.* before\\)\\n$`));
  }
  t.is(readFileSync(join(cwd, 'new/c.json'), 'utf8'), formatRecord(record));
  const printed = await mapswell(cwd, 'migrate', 'b.ndjson.gz', '-');
  t.is(printed.output, formatRecord(record));
  const there = await mapswell(cwd, 'migrate', 'run', 'a.ndjson');
  t.is(there.exitCode, 2);
  t.regex(
    there.errors,
    /expected <new> to name a file that is not there yet, got a\.ndjson; --force/,
  );
  t.is((await mapswell(cwd, 'migrate', 'run', 'a.ndjson', '--force')).exitCode, 0);
});

test('a record that is cut off or changed is not migrated, and leaves nothing', async (t) => {
  const cwd = temporaryFolder('migrate-broken');
  await writeRecord(join(cwd, 'whole.ndjson'), record);
  const text = readFileSync(join(cwd, 'whole.ndjson'), 'utf8');
  writeFileSync(join(cwd, 'cut.ndjson'), text.slice(0, -80));
  writeFileSync(join(cwd, 'changed.ndjson'), text.replace('"operations":100', '"operations":101'));
  const before = readdirSync(cwd);
  const cut = await mapswell(cwd, 'migrate', 'cut.ndjson', 'new.ndjson');
  t.deepEqual([cut.exitCode, readdirSync(cwd)], [2, before]);
  t.regex(cut.errors, /cut\.ndjson: it is cut off in line 3/);
  const changed = await mapswell(cwd, 'migrate', 'changed.ndjson', 'new.json');
  t.deepEqual([changed.exitCode, readdirSync(cwd)], [3, before]);
  t.regex(
    changed.errors,
    /changed\.ndjson was changed after it had been written: its bytes do not/,
  );
});

test('a record that is asked to end while it is written leaves nothing half written', async (t) => {
  const cwd = temporaryFolder('migrate-ended');
  await writeRecord(join(cwd, 'whole.ndjson'), record);
  const io = fakeIo(['migrate', 'whole.ndjson', 'new.ndjson'], {
    cwd,
    signal: AbortSignal.abort(),
  });
  t.is(await runCli(io), 130);
  t.deepEqual(readdirSync(cwd), ['whole.ndjson']);
  const end = new AbortController();
  const { head, cells } = recordInMemory(record);
  const twice = {
    head,
    cellCount: 2,
    cells: async function* () {
      yield* cells();
      end.abort(new DOMException('SIGINT', 'AbortError'));
      yield* cells();
    },
  };
  const written = writeOpenRecord(join(cwd, 'new.ndjson'), endingWith(twice, end.signal));
  await t.throwsAsync(written, { message: /SIGINT/ });
  t.deepEqual(readdirSync(cwd), ['whole.ndjson']);
});

test('a run writes the form that is asked for, one at a time, and every command takes it', async (t) => {
  const cwd = temporaryFolder('forms');
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios/tiny.json'), JSON.stringify(tiny));
  await writeRecord(join(cwd, 'out/record.json'), record);
  const run = await mapswell(cwd, 'run', '--quick', '--out', 'out', '--record-as', 'ndjson.gz');
  t.is(run.exitCode, 0, run.errors);
  t.true(run.output.includes('record   out/record.ndjson.gz\n'), run.output);
  t.deepEqual(
    readdirSync(join(cwd, 'out')).filter((name) => name.startsWith('record')),
    ['record.ndjson.gz'],
  );
  t.is((await readRecord(join(cwd, 'out/record.ndjson.gz'))).cells[0]?.exactAgree, true);
  for (const words of [
    ['report', 'out', '--csv', '--out', 'page/report.html'],
    ['compare', 'out', 'out', '--gate', 'none'],
    ['history', '.'],
    ['history', 'out'],
    ['submit', '--engine', 'parallel', '--shards', '2', '--durations', 'out', '--out', 'parts'],
  ]) {
    const { exitCode: code, errors } = await mapswell(cwd, ...words);
    t.is(code, 0, `${words.join(' ')}: ${errors}`);
  }
  t.true(existsSync(join(cwd, 'page/results.csv')));
  const finished = await mapswell(cwd, 'run', '--resume', '--out', 'out');
  t.is(finished.exitCode, 0);
  t.regex(finished.errors, /the run in out is complete/);
  const wrong = await mapswell(cwd, 'run', '--record-as', 'xml');
  t.is(wrong.exitCode, 2);
  t.regex(wrong.errors, /--record-as/);
});
