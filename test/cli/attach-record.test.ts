import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { readRecorded } from '../../src/live/attach/recorded/read-recorded.ts';
import { formatTraceCsv } from '../../src/live/trace/format-trace-csv.ts';
import { readTraceFile } from '../../src/live/trace/read-trace-file.ts';
import { healthyTrace } from '../live/calibrate/made-trace.ts';
import { chromiumHere, startBrowser } from '../support/chromium-here.ts';
import { NodeProgram } from '../support/node-programs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';

async function run(
  cwd: string,
  ...argv: readonly string[]
): Promise<readonly [number, string, string]> {
  const io = fakeIo(argv, { cwd });
  const exitCode = await runCli(io);
  return [exitCode, io.output, io.errors];
}

/** A real program, recorded from outside over a growth of its map until it ends. */
async function recordGrowth(t: ExecutionContext, cwd: string): Promise<void> {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const words = ['--record', 'live.csv', '--map', 'Service.sessions', '--limit', '1GiB'];
  const io = fakeIo(['attach', String(program.pid), '--every', '200ms', ...words], { cwd });
  const ended = runCli(io);
  while (!io.output.includes('Service.sessions')) await wait(20);
  await program.ask('grow');
  while (!io.output.includes('Service.sessions: doubled')) await wait(20);
  // The growth ahead is foreseen from what comes.
  await program.ask('start');
  while (!io.output.includes('Service.sessions: 8')) await wait(20);
  program.child.kill('SIGKILL');
  t.is(await ended, 0, io.errors);
}

test('what attach records of a running program is read by detect, calibrate and report', async (t) => {
  const cwd = temporaryFolder('attach-record');
  await recordGrowth(t, cwd);
  const path = join(cwd, 'live.csv');
  // A series for the detectors: rows of one map, whatever the lines between them tell of the others.
  const trace = await readTraceFile(path);
  t.is(trace.map?.entries[0], 100_000);
  t.true((trace.map?.entries.at(-1) ?? 0) >= 800_000);

  for (const seed of [1, 2, 3])
    writeFileSync(
      join(cwd, `n${seed}.csv`),
      formatTraceCsv(healthyTrace(`n${seed}`, seed, 3000, 82)),
    );
  const traces = ['n1.csv', 'n2.csv', 'n3.csv', 'live.csv'];
  const calibrated = await run(cwd, 'calibrate', ...traces, '--false-alarms', '5');
  t.is(calibrated[0], 0, calibrated[2]);
  const calibration = readFileSync(join(cwd, 'calibration.json'), 'utf8');
  t.regex(calibration, /"id": "node Service\.sessions"/);
  const detected = await run(cwd, 'detect', 'live.csv', '--calibration', 'calibration.json');
  t.deepEqual(detected, [0, 'node Service.sessions: no alarm, never exhausted\n', '']);

  const [exitCode, output, errors] = await run(cwd, 'report', 'live.csv');
  t.deepEqual([exitCode, errors], [0, '']);
  t.regex(output, /live\.html \([\d.]+ \w+\)\n$/);
  const page = readFileSync(join(cwd, 'live.html'), 'utf8');
  t.regex(
    page,
    /http-equiv="Content-Security-Policy" content="default-src (?:'|&#39;)none(?:'|&#39;);/,
  );
  t.false(page.includes('<script'));
  t.regex(page, /node\s+v\d+\.\d+\.\d+ · pid\s+\d+ · recorded from \d{4}-/);
  t.regex(page, /Service\.\w+ grows next: /);
  // As it was seen: the same growth, and the forecast of the last look.
  const view = readRecorded(readFileSync(path, 'utf8').split('\n'), path);
  const sessions = view.maps.find(({ label }) => label === 'Service.sessions');
  t.like(sessions?.row.map.figures, {
    entries: sessions?.row.map.figures.entries,
    buckets: 524_288,
  });
  // A look may have seen the map between two of its growths.
  t.like(sessions?.growths[0], { kind: 'double', fromBuckets: 65_536 });
  t.is(sessions?.growths.at(-1)?.toBuckets, 524_288);
  t.is(sessions?.row.next?.atEntries, 1_048_577);
  t.true((sessions?.row.next?.inMinutes ?? 0) > 0);
  t.true((sessions?.staircase.length ?? 0) >= 3);
  t.true(view.history.every(({ heapBytes }) => (heapBytes ?? 0) > 0));

  // Nothing is taken for what it is not.
  const refused = await run(cwd, 'report', 'live.csv', '--csv');
  t.is(refused[0], 2);
  t.regex(refused[2], /^error: expected --csv with the record of a run, got it with a trace/);
  const broken = readFileSync(path, 'utf8').replace('"isStopped":false', '"isStopped":"no"');
  writeFileSync(join(cwd, 'broken.csv'), broken);
  const failed = await run(cwd, 'report', 'broken.csv');
  t.is(failed[0], 2);
  t.regex(
    failed[2],
    /^error: expected a look, got one whose isStopped is wrong: .*broken\.csv, line \d+\)\n$/,
  );
  writeFileSync(join(cwd, 'old.csv'), broken.replaceAll(/^# look: .*\n/gm, ''));
  const old = await run(cwd, 'report', 'old.csv');
  t.is(old[0], 2);
  t.regex(old[2], /^error: expected a trace that attach --record wrote, got one without looks/);

  if (!chromiumHere(t)) return;
  const browser = await startBrowser(t);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    javaScriptEnabled: false,
  });
  const shown = await context.newPage();
  await shown.goto(pathToFileURL(join(cwd, 'live.html')).href);
  t.true((await shown.locator('figure svg.stairs').count()) >= 2);
  t.true((await shown.locator('path.growth').count()) >= 1);
  const box = await shown.locator('main').boundingBox();
  t.true((box?.x ?? -1) >= 0 && (box?.width ?? 1000) <= 390);
  await context.close();
});
