import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { z } from 'zod';
import { runCli } from '../../src/cli/program/run-cli.ts';
import type { AttachReport } from '../../src/live/attach/attach-report.ts';
import {
  attachJsonSchema,
  attachReportSchema,
} from '../../src/live/attach/attach-report-schema.ts';
import { readTraceFile } from '../../src/live/trace/read-trace-file.ts';
import { copyExecutable } from '../support/copy-executable.ts';
import { goHere } from '../support/go-here.ts';
import { goLiveProgram, startGoLive } from '../support/go-live.ts';
import { NodeProgram } from '../support/node-programs.ts';
import { skipOptional } from '../support/skip-loudly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeIo } from './fake-io.ts';
import { cliMain } from '../support/cli-main.ts';

const eventShape = z.object({
  id: z.string(),
  type: z.string(),
  source: z.string(),
  subject: z.string(),
  data: z.object({
    notBeforeMs: z.number().nullable(),
    notAfterMs: z.number(),
    map: z.looseObject({}),
  }),
});

async function reportOf(t: ExecutionContext, argv: readonly string[]): Promise<AttachReport> {
  const io = fakeIo(['attach', ...argv, '--once', '--json', '--every', '100ms']);
  t.is(await runCli(io), 0, io.errors);
  return attachReportSchema.parse(JSON.parse(io.output));
}

test('A Node.js program is reported by the published schema and in a table: counts, bytes, the next growth', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const report = await reportOf(t, [String(program.pid), '--limit', '1GiB']);
  t.deepEqual(report.process, { pid: program.pid, runtime: 'node', version: process.version });
  const sessions = report.maps.find(({ name }) => name === 'Service.sessions');
  // 100,000 entries fit into 131,072; 16 + 8 * (3 + 3.5 * 131,072) bytes of table, 32 of the object, and
  // three times the table while it is copied into one of twice its size.
  t.like(sessions, {
    type: 'Map',
    candidateTypes: [],
    entries: 100_000,
    deleted: 0,
    capacity: 131_072,
    isGrowing: false,
    nextGrowthAtEntries: 131_073,
    minutesToGrowth: null,
    fits: true,
  });
  const table = 16 + 8 * (3 + 3.5 * 131_072);
  t.is((sessions?.bytes ?? 0) - (sessions?.oldBytes ?? 0), table + 32);
  t.true((sessions?.peakBytes ?? 0) >= 3 * table - 40);
  t.regex(sessions?.address ?? '', /^0x[\da-f]+$/);
  const bytes = report.maps.map((map) => map.bytes);
  t.deepEqual(
    bytes,
    bytes.toSorted((a, b) => b - a),
  );
  // What the list leaves out is counted: by --top as by --min-bytes, all is said.
  const all = await reportOf(t, [String(program.pid), '--min-bytes', '1B', '--top', '1000000']);
  t.deepEqual(all.notListed, { maps: 0, bytes: 0 });
  const largest = await reportOf(t, [String(program.pid), '--top', '1']);
  t.is(largest.maps.length, 1);
  t.true(largest.notListed.maps >= report.maps.length - 1);
  // Old tables may be collected between two looks, what is in use may not.
  const others = report.maps.slice(1).reduce((sum, map) => sum + map.bytes - map.oldBytes, 0);
  t.true(others > 0 && largest.notListed.bytes >= others);
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../../docs/attach.schema.json', import.meta.url), 'utf8'),
  );
  t.deepEqual(published, z.json().parse(attachJsonSchema()));
  // A scenario of it, which run and capacity take; nothing is replaced.
  const project = temporaryFolder('attach-scenario');
  const scenario = ['attach', String(program.pid), '--once', '--every', '100ms', '--limit', '1GiB'];
  const written = fakeIo([...scenario, '--scenario', 'live', '--map', 'Service.sessions'], {
    cwd: project,
  });
  t.is(await runCli(written), 0, written.errors);
  t.is(written.errors, `Scenario: ${join(project, 'scenarios/live.ts')}\n`);
  const listed = fakeIo(['list', '--json'], { cwd: project });
  t.is(await runCli(listed), 0, listed.errors);
  t.regex(listed.output, /"cells": \[\s*"live"\s*\]/);
  const text = readFileSync(join(project, 'scenarios/live.ts'), 'utf8');
  t.regex(text, /\/\/ Service\.sessions \(Map\) of node, node v/);
  t.regex(text, /name: 'fill', operationsPerWriter: 100000,/);
  // 131,073 - 100,000 to the growth, and 1,000 beyond it.
  t.regex(text, /operationsPerWriter: 32073,\n/);
  t.regex(text, /limits: \{ memoryBytes: 1073741824 \}/);
  const again = fakeIo([...scenario, '--scenario', 'live'], { cwd: project });
  t.is(await runCli(again), 2);
  t.regex(
    again.errors,
    /expected --scenario to be a new name, got live: .*live\.ts is there already/,
  );
  // The same as a table: --top, --min-bytes and --limit decide what it says.
  const tables = ['attach', String(program.pid), '--once', '--every', '100ms'];
  const narrow = fakeIo([...tables, '--top', '1', '--limit', '1MiB']);
  t.is(await runCli(narrow), 0);
  const [head = '', titles = '', , first = '', ...more] = narrow.output.trimEnd().split('\n');
  t.regex(
    head,
    /^node v\d+\.\d+\.\d+ {2}pid \d+ \(\w+\) {2}1 largest of \d+ maps \(\d+ small ones: [\d.]+ (?:[KM]i)?B\) {2}[\d.]+ MiB of 1 MiB used$/,
  );
  t.regex(
    titles,
    /^map +type +entries +deleted +capacity +load +bytes, \w+ .* grows at .* peak, \w+ {2}fits$/,
  );
  t.regex(first, /^Service\.sessions +Map +100,000 +0 +131,072 +0\.76 .* 131,073 .* {2}NO$/);
  t.is(more.length, 1);
  t.regex(
    more[0] ?? '',
    /^collector: \d+ collections(?:, \d+ of the whole heap)?, heap [\d.]+ MiB: .*large object [\d.]+ MiB/,
  );
  t.true((report.collector?.heapBytes ?? 0) > table);
  const large = fakeIo([...tables, '--min-bytes', '1GiB']);
  t.is(await runCli(large), 0);
  t.regex(
    large.output,
    /^node \S+ {2}pid .* 0 largest of \d+ maps \(\d+ small ones: .*\)\ncollector: .*\n$/,
  );
});

test('A Go program is told from Node.js by its executable, whatever it is called', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const path = join(temporaryFolder('attach-go'), 'node');
  copyExecutable(await goLiveProgram(go, 'zoo'), path);
  const program = await startGoLive(t, path);
  const report = await reportOf(t, [String(program.pid)]);
  t.like(report.process, { pid: program.pid, runtime: 'go' });
  t.true(report.process.version.startsWith(go.version));
  const counts = report.maps.find(({ name }) => name === 'main.globalCounts');
  // A table without pointers does not say its type: either it is certain, or among those that fit.
  t.true([counts?.type, ...(counts?.candidateTypes ?? [])].includes('map[int64]int64'));
  t.true((counts?.nextGrowthAtEntries ?? 0) > (counts?.entries ?? 0));
});

test('A log in which nothing is of gctrace is told of once, by its name, and one of gctrace is not', async (t) => {
  const go = await goHere(t);
  if (go === null) return;
  const words = ['-mode', 'insert', '-heap', '20', '-seconds', '60'];
  const { pid } = await startGoLive(t, await goLiveProgram(go, 'busy'), words);
  const log = join(temporaryFolder('gctrace'), 'requests.log');
  const errorsWith = async (text: string): Promise<string> => {
    writeFileSync(log, text);
    const io = fakeIo(['attach', `${pid}`, '--gctrace', log, '--once', '--every', '100ms']);
    t.is(await runCli(io), 0, io.errors);
    return io.errors;
  };
  t.is(
    await errorsWith('GET /\nGET /a\n'),
    `note: --gctrace ${log}: no line of it so far is one of gctrace, as a Go program writes them with GODEBUG=gctrace=1 (2 read)\n`,
  );
  const cycle =
    'gc 1 @0.1s 0%: 0.1+1+0.1 ms clock, 0.2+0/1/1+0.1 ms cpu, 4->4->1 MB, 4 MB goal, 2 P';
  t.is(await errorsWith(`GET /\n${cycle}\nGET /a\n`), '');
  t.is(await errorsWith(''), '');
});

test('All processes of a name are reported as a list', async (t) => {
  const path = join(temporaryFolder('attach-name'), 'mapswell-named');
  copyExecutable(process.execPath, path);
  const programs = [
    await NodeProgram.start(t, path, 'growing.mjs'),
    await NodeProgram.start(t, path, 'growing.mjs'),
  ];
  for (const program of programs) await program.ask('sizes');
  const io = fakeIo(
    ['attach', '--name', 'mapswell-named', '--once', '--json'].concat('--every', '100ms'),
  );
  t.is(await runCli(io), 0, io.errors);
  const reports: readonly AttachReport[] = JSON.parse(io.output);
  t.deepEqual(
    reports.map((report) => report.process.pid),
    programs.map(({ pid }) => pid).toSorted((a, b) => a - b),
  );
});

test('Without a terminal each change is a line, and the last table stays when the program ends', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const events = join(temporaryFolder('attach-events'), 'events.ndjson');
  writeFileSync(
    events,
    `${JSON.stringify({ specversion: '1.0', type: 'mapswell.map.born.v1' })}\n`,
  );
  const trace = join(temporaryFolder('attach-trace'), 'trace.csv');
  const io = fakeIo(
    ['attach', String(program.pid), '--every', '400ms', '--events', events].concat([
      '--record',
      trace,
      '--limit',
      '1GiB',
      '--map',
      'Service.sessions',
    ]),
  );
  const ended = runCli(io);
  while (!io.output.includes('Service.sessions')) await wait(20);
  await program.ask('grow');
  while (!io.output.includes('Service.sessions: doubled')) await wait(20);
  program.child.kill('SIGKILL');
  t.is(await ended, 0);
  t.regex(
    io.output,
    /\n\S+Z {2}Service\.sessions: doubled within [\d.]+ s, [\d,]+ to [\d,]+ buckets, [\d,]+ entries now; [\d.]+ MiB before, [\d.]+ MiB with both tables(?:; \d* ?old tables? of [\d.]+ [KM]iB garbage since cycle \d+)?\n/,
  );
  const last = io.output.trimEnd().split('\n');
  t.regex(last.at(-1) ?? '', /^process \d+ \(\w+\) has ended$/);
  t.regex(
    io.output,
    /with both tables[^\n]*\n[^]*\nnode v[^]*\nService\.sessions +Map +[^]*has ended\n$/,
  );
  const told = z.array(eventShape).parse(
    readFileSync(events, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line)),
  );
  const born = told.find(({ subject }) => subject === 'Service.sessions');
  t.like(born, { type: 'mapswell.map.born.v1', source: `/mapswell/attach/${program.pid}` });
  t.like(born?.data, { notBeforeMs: null, map: { entries: 100_000, capacity: 131_072 } });
  const growth = told.find(({ type }) => type === 'mapswell.map.growth.v1');
  t.true(Number(growth?.data.notBeforeMs) < Number(growth?.data.notAfterMs));
  // Those of an earlier run stay.
  t.is(
    readFileSync(events, 'utf8').split('\n')[0],
    '{"specversion":"1.0","type":"mapswell.map.born.v1"}',
  );
  // The trace is one that detect reads, with the map's type and its entries.
  const { map, startedAtMs, limitBytes } = await readTraceFile(trace, {});
  t.deepEqual(map?.type, { model: 'v8', key: 'int64', value: 'int64' });
  t.is(map?.entries[0], 100_000);
  t.is(limitBytes, 2 ** 30);
  t.is(typeof startedAtMs, 'number');
});

test('What is no list of events is not appended to', async (t) => {
  const notes = join(temporaryFolder('attach-events'), 'notes');
  writeFileSync(notes, 'mine\n');
  const io = fakeIo(['attach', String(process.pid), '--events', notes]);
  t.is(await runCli(io), 2);
  t.regex(io.errors, /^error: .*--events.*notes/);
  t.is(readFileSync(notes, 'utf8'), 'mine\n');
});

test('A line of events that was cut off does not take the next one with it', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  const events = join(temporaryFolder('attach-cut-off'), 'events.ndjson');
  const words = [String(program.pid), '--events', events, '--for', '100ms', '--every', '100ms'];
  const look = async (): Promise<readonly string[]> => {
    const io = fakeIo(['attach', ...words]);
    t.is(await runCli(io), 0, io.errors);
    return readFileSync(events, 'utf8').split('\n');
  };
  const first = await look();
  writeFileSync(events, first.join('\n').slice(0, -20));
  const both = await look();
  t.is(both.length, 2 * first.length - 1);
  t.deepEqual(
    both.flatMap((line, index) => (line === '' || isJson(line) ? [] : [index])),
    [first.length - 2],
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('A terminal gets the table in its place, also of a stopped process; Ctrl-C and SIGTERM end it', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'growing.mjs');
  await program.ask('sizes');
  program.child.kill('SIGSTOP');
  let written = '';
  const stdout = { isTTY: true, columns: 72, rows: 12, write: (text: string) => (written += text) };
  const stop = new AbortController();
  const io = fakeIo(['attach', String(program.pid), '--every', '100ms'], {
    stdout,
    signal: stop.signal,
  });
  const ended = runCli(io);
  while (written.split('\u001B[J').length < 4) await wait(20);
  stop.abort();
  t.is(await ended, 130);
  program.child.kill('SIGCONT');
  const frames = written.split('\u001B[J').slice(1);
  for (const frame of frames) {
    const lines = frame.split('\n').map((line) => line.split('\r').at(-1) ?? '');
    t.true(lines.every((line) => line.length <= 72));
    t.true(lines.length <= 12);
    t.regex(lines[3] ?? '', /^Service\.sessions +/);
  }
  t.regex(frames.at(-1) ?? '', /, stopped /);
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const) {
    const child = spawn(
      process.execPath,
      [cliMain, 'attach', String(program.pid), '--for', '60s'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exit = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    while (!output.includes('Service.sessions')) await wait(20);
    child.kill(signal);
    t.deepEqual(await exit, [exitCode, null]);
  }
});

test('What cannot be looked at is one line, and an exit code', async (t) => {
  const sleep = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
  t.teardown(() => sleep.kill());
  await once(sleep, 'spawn');
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 2, /^error: expected a PID, --name of an executable, or --redis with an address\n$/],
    [['1', '--name', 'x'], 2, /^error: expected a PID or --name, got both \(1, x\)\n$/],
    [['x'], 2, /^error: expected PID to be a whole number from 1, .* got "x"\n$/],
    [['1', '--json'], 2, /^error: expected --json beside --once, got it alone\n$/],
    [['1', '--every', '10ms'], 2, /--every to be a time of at least 100ms, .* got "10ms"\n$/],
    [['1', '--once', '--serve', '9464'], 2, /^error: expected --once or --serve, got both\n$/],
    [['1', '--serve', 'x'], 2, /expected --serve to be an address and a port, .* got "x"/],
    [
      ['1', '--map', 'a'],
      2,
      /^error: expected --map beside --record or --scenario, got it alone\n$/,
    ],
    [
      ['--name', 'x', '--gctrace', '-'],
      2,
      /^error: expected --gctrace with a PID, got it with --name\n$/,
    ],
    [['4194304999'], 2, /^error: expected a running process, got 4194304999\n$/],
    [
      ['--name', 'no-such-exe'],
      2,
      /^error: expected a running process .* no-such-exe, found none\n$/,
    ],
    [
      [String(sleep.pid)],
      2,
      /^error: expected process \d+ to run a program of Go or Node\.js, got \//,
    ],
  ];
  for (const [argv, exitCode, message] of cases) {
    const io = fakeIo(['attach', ...argv]);
    t.is(await runCli(io), exitCode, argv.join(' '));
    t.regex(io.errors, message);
    t.is(io.output, '');
  }
});

test('A process that becomes another program ends it with 3, and the last table stays', async (t) => {
  // The shell replaces itself: same id, same start, another executable.
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const kept = new Map(Array.from({ length: 5000 }, (_, i) => [i, i])); globalThis.kept = kept;
       process.stdin.once('data', () => process.execve('/bin/sleep', ['sleep', '60'], {}))`,
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  t.teardown(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  if (!('execve' in process)) {
    skipOptional(t, 'no Node.js that can replace itself by another program');
    return;
  }
  const io = fakeIo(['attach', String(child.pid), '--every', '100ms']);
  const ended = runCli(io);
  while (!io.output.includes('globalThis.kept')) await wait(20);
  child.stdin.write('go\n');
  t.is(await ended, 3);
  t.regex(io.output, /process \d+ \(\w+\) runs another program by now\n$/);
});
