import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { baselineDocument } from '../../src/lab/compare/baseline/baseline-document.ts';
import { parseBaseline } from '../../src/lab/compare/baseline/parse-baseline.ts';
import { validateBaseline } from '../../src/lab/compare/baseline/validate-baseline.ts';
import { writeDocument } from '../../src/lab/record/document-file.ts';
import { writeRecord } from '../../src/lab/record/record-file.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { makeRecord, shippedPlans } from '../support/make-record.ts';
import { fakeIo } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapswell-compare-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const first = makeRecord(shippedPlans.slice(0, 2));

/** The same run again: `slower` times as slow, with `extra` bytes at the peak, on a later day. */
function again(id: string, { slower = 1, extra = 0, day = 1 } = {}): RunRecord {
  return {
    ...first,
    id,
    startedAt: `2026-12-0${day}T00:00:00.000Z`,
    finishedAt: `2026-12-0${day}T00:01:00.000Z`,
    cells: first.cells.map((cell) => ({
      ...cell,
      exact: cell.exact.map((run) => ({
        ...run,
        counts: run.counts && {
          ...run.counts,
          stats: { ...run.counts.stats, bytesPeak: run.counts.stats.bytesPeak + extra },
        },
      })),
      rounds: cell.rounds.map((round) => ({
        ...round,
        measurement: round.measurement && {
          ...round.measurement,
          writesPerSecond: round.measurement.writesPerSecond / slower,
        },
      })),
    })),
  };
}

test.before(async () => {
  const check = validateBaseline(first, again('second'));
  if (check.kind !== 'agreed') throw new Error(check.disagreements[0]?.message);
  await writeDocument(join(folder, 'main.json'), baselineDocument(check.baseline), 'baseline');
  for (const [name, record] of [
    ['same', again('same', { day: 2 })],
    ['same2', again('same2', { day: 3 })],
    ['fat', again('fat', { extra: 1, day: 4 })],
    ['slow', again('slow', { slower: 2, day: 5 })],
    ['slow2', again('slow2', { slower: 2, day: 6 })],
  ] as const) {
    mkdirSync(join(folder, name));
    await writeRecord(join(folder, name, 'record.json'), record);
  }
});

async function mapswell(words: string, env: Record<string, string> = {}) {
  const io = fakeIo(words.split(' '), { cwd: folder, env });
  const exitCode = await runCli(io);
  return { exitCode, output: io.output, errors: io.errors };
}

test('two equal runs pass against a baseline, or against a record, with exit code 0', async (t) => {
  const same = await mapswell('compare main.json same same2/record.json');
  t.is(same.exitCode, 0, same.output + same.errors);
  t.regex(same.output, /^(PASS|INCONCLUSIVE): /);
  t.is((await mapswell('compare same/record.json same2 --gate none')).exitCode, 0);
});

test('one byte more ends with exit code 1 and names the metric and the growth', async (t) => {
  const { exitCode, output } = await mapswell('compare main.json fat --gate none');
  t.is(exitCode, 1);
  t.true(output.startsWith('REGRESSED: 2 regressed'), output);
  t.regex(output, /regressed .* bytes-peak\n.* \(\+1\)/);
});

test('a run half as fast ends with exit code 1, twice confirmed', async (t) => {
  const { exitCode, output } = await mapswell('compare main.json slow slow2');
  t.is(exitCode, 1);
  t.regex(output, /regressed .* writes-per-second\n +-50\.\d %/);
  const once = await mapswell('compare main.json slow');
  t.is(once.exitCode, 0);
  t.regex(once.output, /a second independent batch of both sides must confirm it/);
  t.is((await mapswell('compare main.json slow --fail-on inconclusive')).exitCode, 1);
});

test('every format prints its own, and the summary of a workflow gets the table', async (t) => {
  const summary = join(folder, 'summary.md');
  const env = { GITHUB_STEP_SUMMARY: summary };
  const github = await mapswell('compare main.json fat --gate none --format github', env);
  t.true(github.output.startsWith('::error title=regressed%3A '));
  t.true(readFileSync(summary, 'utf8').startsWith('## mapswell: regressed\n'));
  t.true(
    (await mapswell('compare main.json fat --format markdown')).output.startsWith('## mapswell: '),
  );
  t.true((await mapswell('compare main.json fat --format junit')).output.startsWith('<?xml '));
  const json: unknown = JSON.parse((await mapswell('compare main.json fat --format json')).output);
  t.like(json, { kind: 'mapswell-comparison', version: 1, outcome: 'regressed' });
  const refused = await mapswell('compare main.json fat --format github', {
    GITHUB_STEP_SUMMARY: folder,
  });
  t.is(refused.exitCode, 2);
  t.regex(refused.errors, /cannot append to GITHUB_STEP_SUMMARY/);
});

test('what cannot be read or understood ends with exit code 2, never with a pass', async (t) => {
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'other.json'), '{"kind":"something"}');
  for (const [words, message] of [
    ['compare nowhere.json same', /nowhere\.json: there is no such file/],
    ['compare empty.json same', /empty\.json: it is empty/],
    ['compare other.json same', /it is no mapswell baseline/],
    ['compare main.json main.json', /it is no mapswell record/],
    ['compare main.json', /reports\/latest: there is no such file/],
    ['compare main.json same same', /both candidates are one run, same/],
    ['compare main.json same same2 fat', /one run or two as the candidate, got 3/],
    ['compare main.json same --alpha 2', /expected alpha to be in \(0, 0\.2\], got 2/],
    ['compare main.json same --band x', /expected --band to be a number, got "x"/],
    [
      'compare main.json same --gate colour',
      /expected --gate to be some of writes-per-second, .*, got "colour"/,
    ],
    ['compare main.json same --format pdf', /Allowed choices are terminal/],
  ] as const) {
    const { exitCode, errors, output } = await mapswell(words);
    t.is(exitCode, 2, words);
    t.regex(errors, message);
    t.is(output, '');
  }
});

test('a baseline whose cells are not in the run ends with exit code 3', async (t) => {
  const part = makeRecord(shippedPlans.slice(0, 1));
  await writeRecord(join(folder, 'part.json'), { ...part, id: 'part' });
  t.is((await mapswell('compare main.json part.json --gate none')).exitCode, 3);
});

test('an accepted change is kept in the baseline with its reason, and passes afterwards', async (t) => {
  const check = validateBaseline(first, again('second'));
  t.is(check.kind, 'agreed');
  if (check.kind !== 'agreed') return;
  const path = join(folder, 'accepting.json');
  await writeDocument(path, baselineDocument(check.baseline), 'baseline');
  const cells = first.cells.map(({ cell }) => cell.id);
  for (const cell of cells) {
    const io = fakeIo(
      ['accept', 'accepting.json', 'fat', '--cell', cell, '--gate', 'none', '--reason', 'an index'],
      { cwd: folder },
    );
    t.is(await runCli(io), 0, io.errors);
    t.is(io.output, `accepted bytes-peak of ${cell}\n`);
  }
  const written = parseBaseline(readFileSync(path, 'utf8'), path);
  t.deepEqual(
    written.acceptances.map(({ cell, metric, reason }) => [cell, metric, reason]),
    cells.map((cell) => [cell, 'bytes-peak', 'an index']),
  );
  t.is((await mapswell('compare accepting.json fat --gate none')).exitCode, 0);
  const twice = await mapswell(
    `accept accepting.json fat --cell ${cells[0]} --reason again --gate none`,
  );
  t.is(twice.exitCode, 2);
  t.regex(twice.errors, /has no change to accept/);
  t.regex((await mapswell('accept accepting.json fat --cell x')).errors, /--reason <text>/);
});

test('the history of a folder names the run that changed a metric, and skips what it cannot read', async (t) => {
  const { exitCode, output, errors } = await mapswell('history . --metric bytes-peak');
  t.is(exitCode, 0, errors);
  t.true(output.startsWith('2 of 2 metrics changed in '), output);
  t.regex(output, /2026-12-04T00:00:00\.000Z fat: \d+ to \d+ B \(\+0\.0 %\)/);
  t.regex(output, /[▁█]/);
  t.regex(errors, /warning: cannot read .*main\.json: it is no mapswell record/);
  const json: unknown = JSON.parse((await mapswell('history . --metric bytes-peak --json')).output);
  t.like(json, { kind: 'mapswell-history', version: 1 });
  t.is((await mapswell('history . --cell nowhere')).exitCode, 2);
  t.is((await mapswell('history nowhere')).exitCode, 2);
});
