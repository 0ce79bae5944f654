import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import { tiny } from '../support/tiny-scenario.ts';
import { fakeIo } from './fake-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A folder with scenarios, and no configuration above it. */
function projectWith(scenarios: Readonly<Record<string, object>>): string {
  const folder = temporaryFolder('run');
  writeFileSync(join(folder, 'sandbox.config.json'), '{"rounds":1}');
  mkdirSync(join(folder, 'scenarios'));
  for (const [name, scenario] of Object.entries(scenarios))
    writeFileSync(join(folder, 'scenarios', `${name}.json`), JSON.stringify(scenario));
  return folder;
}

async function nextTurn(): Promise<false> {
  return await new Promise((resolve) => {
    setTimeout(() => resolve(false), 5);
  });
}

function readRecordOf(folder: string): RunRecord {
  const record: RunRecord = JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'));
  return record;
}

test.serial(
  'a run counts what Go counts, leaves record, CSV and report, and removes its journal',
  async (t) => {
    const cwd = projectWith({ tiny });
    const io = fakeIo(['run', '--out', 'out'], { cwd });
    t.is(await runCli(io), 0, io.errors);
    t.deepEqual(readdirSync(join(cwd, 'out')).toSorted(), [
      'claims.json',
      'growth-events.csv',
      'record.json',
      'report.html',
      'results.csv',
    ]);
    t.regex(
      io.output,
      /^\n1 cell fits its limit\. tiny takes most of its limit: 61\.8 KiB, .* that its map may hold\.\n\ntiny .*\.\n\ncell +outcome +entries/,
    );
    t.regex(io.output, /^tiny +completed +1,000 +40\.\d/m);
    t.regex(io.output, /^report +out\/report\.html$/m);
    const record = readRecordOf(join(cwd, 'out'));
    t.true(record.isComplete);
    t.is(record.cells[0]?.rounds.length, 1);
    t.is(record.cells[0]?.exactAgree, true);
    t.is(record.yardstick.length, 1);
    const counts = record.cells[0]?.exact[0]?.counts;
    t.deepEqual(
      counts?.growthEvents.map((event) => [
        event.kind,
        event.entries,
        event.fromBuckets,
        event.toBuckets,
      ]),
      [
        ['double', 9, 1, 2],
        ['double', 14, 2, 4],
        ['double', 27, 4, 8],
        ['double', 53, 8, 16],
        ['double', 105, 16, 32],
        ['double', 209, 32, 64],
        ['double', 417, 64, 128],
        ['double', 833, 128, 256],
      ],
    );
  },
);

test.serial('--json prints the record and nothing else, --quiet prints nothing', async (t) => {
  const cwd = projectWith({ tiny });
  const json = fakeIo(['run', '--rounds', '1', '--out', 'a', '--json'], { cwd });
  t.is(await runCli(json), 0);
  t.is(JSON.parse(json.output).kind, 'mapswell-record');
  t.is(json.errors, '');
  const quiet = fakeIo(['run', '--rounds', '1', '--out', 'b', '--quiet'], { cwd });
  t.is(await runCli(quiet), 0);
  t.is(quiet.output + quiet.errors, '');
});

test.serial('a threshold that fails ends a run with 1, and is in every format', async (t) => {
  const thresholds = { peakBytes: '<60kB', growths: '<=8', nsPerWrite: '<1s', fits: true };
  const cwd = projectWith({ tiny: { ...tiny, thresholds } });
  const io = fakeIo(['run', '--out', 'out', '--junit', 'a.xml', '--markdown', 'a.md', '--github'], {
    cwd,
    env: { GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') },
  });
  t.is(await runCli(io), 1, io.errors);
  t.regex(io.output, /^fail {10}tiny {2}peakBytes: 61\.8 KiB, 5\.5 % above 58\.6 KiB$/m);
  t.regex(io.output, /^inconclusive {2}tiny {2}nsPerWrite: .* one round has no interval/m);
  t.regex(io.output, /^pass {10}tiny {2}growths: 8, exactly at 8$/m);
  t.regex(io.output, /^::error title=fail%3A tiny%2C peakBytes::61\.8 KiB/m);
  t.regex(
    readFileSync(join(cwd, 'a.xml'), 'utf8'),
    /tests="5" failures="1" errors="0" skipped="1"/,
  );
  const summary = readFileSync(join(cwd, 'a.md'), 'utf8');
  t.regex(summary, /^## mapswell run: fail\n\n1 fail, 1 inconclusive, 3 pass\./);
  t.is(readFileSync(join(cwd, 'summary.md'), 'utf8'), summary);
  const again = fakeIo(['run', '--out', 'again', '--junit', 'sandbox.config.json'], { cwd });
  t.is(await runCli(again), 2);
  t.false(existsSync(join(cwd, 'again')));
});

test.serial('a module that is no map ends with 2 before anything is made', async (t) => {
  const cwd = projectWith({ own: { ...tiny, target: { module: '../own.mjs' } } });
  writeFileSync(
    join(cwd, 'own.mjs'),
    'export const create = () => new Map(); setInterval(() => undefined, 1000);',
  );
  const io = fakeIo(['run', '--out', 'out'], { cwd });
  t.is(await runCli(io), 2);
  t.regex(
    io.errors,
    /^error: own: expected .*own\.mjs to export the functions create, set, get, delete, size .* got create$/m,
  );
  t.false(existsSync(join(cwd, 'out')));
});

test.serial('the same seed gives the same counts, another seed other ones', async (t) => {
  const cwd = projectWith({ tiny });
  const digests: unknown[] = [];
  for (const [index, seed] of ['7', '7', '8'].entries()) {
    const out = `out${index}`;
    await runCli(
      fakeIo(['run', '--rounds', '1', '--seed', seed, '--out', out, '--quiet'], { cwd }),
    );
    digests.push(readRecordOf(join(cwd, out)).cells[0]?.exact[0]?.counts?.digest);
  }
  t.is(digests[0], digests[1]);
  t.not(digests[0], digests[2]);
});

test.serial(
  'a run in which every process timed out says so in words, and ends with 3',
  async (t) => {
    const cwd = projectWith({
      slow: {
        ...tiny,
        timeLimitMs: 1500,
        limits: { memoryBytes: 2 ** 31, cpus: 0.2 },
        phases: [{ ...tiny.phases[0], operationsPerWriter: 60_000_000 }],
      },
    });
    const io = fakeIo(['run', '--rounds', '1', '--out', 'out'], { cwd });
    t.is(await runCli(io), 3, io.errors);
    const sentence =
      /(?:^|\n)slow did not end within its time limit of 1\.50 s,(?: .*,)? in every process\.?\n/;
    t.regex(io.output, sentence);
    const page = readFileSync(join(cwd, 'out', 'report.html'), 'utf8').replaceAll(/<[^>]*>/g, '');
    t.regex(
      page.replaceAll('\u00a0', ' '),
      /slow did not end within its time limit of 1\.50 s,.* in every process\./,
    );
    t.regex(page, /No round of this cell gave a measurement\./);
    t.regex(
      readFileSync(join(cwd, 'out', 'results.csv'), 'utf8'),
      /timed-out,"?time limit of 1500 ms/,
    );
  },
);

test.serial(
  'a limit of 4 GiB is above what an arena can be: a note, and the cell is measured',
  async (t) => {
    const cwd = projectWith({ tiny });
    const io = fakeIo(['run', '--limit-memory', '4GiB', '--rounds', '1', '--out', 'out'], { cwd });
    t.is(await runCli(io), 0, io.errors);
    const [cell] = readRecordOf(join(cwd, 'out')).cells;
    t.deepEqual(
      [...(cell?.exact ?? []), ...(cell?.rounds ?? [])].map(({ outcome }) => outcome.kind),
      ['completed', 'completed', 'completed'],
    );
    t.is(cell?.exact[0]?.arenaLimitBytes, 3328 * 2 ** 20);
    t.is(
      cell?.warnings.find(({ message }) => message.startsWith('Arena:'))?.message,
      'Arena: 4 GiB asked, which leaves the map 4,016 MiB; its arena can have 3,328 MiB at most, and refuses a map above that.',
    );
  },
);

test.serial(
  'a map that no longer fits is a result with insert, bytes and growth, and exit code 0',
  async (t) => {
    const cwd = projectWith({
      full: {
        ...tiny,
        limits: { memoryBytes: 112 * 2 ** 20, cpus: 1 },
        phases: [{ ...tiny.phases[0], operationsPerWriter: 2_000_000 }],
      },
      tiny,
    });
    const io = fakeIo(['run', '--rounds', '1', '--out', 'out'], { cwd });
    t.is(await runCli(io), 0, io.errors);
    const record = readRecordOf(join(cwd, 'out'));
    const outcome = record.cells[0]?.exact[0]?.outcome;
    t.is(outcome?.kind, 'out-of-memory');
    if (outcome?.kind !== 'out-of-memory') return;
    t.is(outcome.limitBytes, 32 * 2 ** 20);
    t.deepEqual(outcome.growth, { kind: 'double', fromBuckets: 131_072, toBuckets: 262_144 });
    t.is(outcome.entries, 851_968);
    t.is(outcome.operation, 851_969);
    t.is(record.cells[1]?.exact[0]?.outcome.kind, 'completed');
  },
);

test.serial(
  'Ctrl-C keeps what was measured, exits 130, and --resume completes the run',
  async (t) => {
    const cwd = projectWith({ tiny, other: tiny });
    const interrupt = new AbortController();
    let lines = 0;
    const io = fakeIo(['run', '--out', 'out'], {
      cwd,
      signal: interrupt.signal,
      stderr: {
        write: () => {
          lines += 1;
          if (lines === 3) interrupt.abort();
        },
      },
    });
    t.is(await runCli(io), 130);
    const kept = readRecordOf(join(cwd, 'out'));
    t.false(kept.isComplete);
    t.true(existsSync(join(cwd, 'out', 'journal.ndjson')));
    const again = fakeIo(['run', '--out', 'out', '--rounds', '1'], { cwd });
    t.is(await runCli(again), 2);
    t.regex(again.errors, /out holds an unfinished run: go on with it by --resume/);
    const resumed = fakeIo(['run', '--resume', '--out', 'out'], { cwd });
    t.is(await runCli(resumed), 0, resumed.errors);
    t.regex(resumed.errors, /^7 processes, \d+ done before: about [\d.]+ s on a quiet machine$/m);
    const record = readRecordOf(join(cwd, 'out'));
    t.true(record.isComplete);
    t.deepEqual(record.cells[0]?.exact[0], kept.cells[0]?.exact[0]);
    t.false(existsSync(join(cwd, 'out', 'journal.ndjson')));
  },
);

test.serial('each bad flag or name gives one message, exit code 2 and no stack', async (t) => {
  const cwd = projectWith({ tiny });
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['run', '--ruonds', '3'], /unknown option '--ruonds'[\s\S]*--rounds/],
    [['run', 'tyni'], /no scenario named tyni in .*did you mean tiny\?/],
    [['run', '--rounds', '-3'], /--rounds to be a whole number from 1 to 1,000.*got "-3"/],
    [['run', '--cpus', 'many'], /--cpus to be a number from 0\.01 to 1024.*got "many"/],
    [['run', '--limit-memory', '2G'], /--limit-memory to be a number of bytes.*got "2G"/],
    [['run', '--limit-memory', '64MiB'], /tiny: expected limits\.memoryBytes of at least 96 MiB/],
    [['run', '--resume'], /--resume: no unfinished run in/],
    [['run', '--resume', '--seed', '2'], /expected no --seed beside it/],
    [['run', '--config', 'no.ts'], /expected --config to name a file, got .*no\.ts/],
    [['run', '--out', '/proc/nowhere'], /cannot make the output folder \/proc\/nowhere/],
  ];
  for (const [argv, message] of cases) {
    const io = fakeIo(argv, { cwd });
    t.is(await runCli(io), 2, argv.join(' '));
    t.regex(io.errors, message);
    t.notRegex(io.errors, / {4}at /);
  }
});

test.serial('a folder that another run holds is refused with its process', async (t) => {
  const cwd = projectWith({ tiny });
  const io = fakeIo(['run', '--out', 'out', '--quiet'], { cwd });
  const first = runCli(io);
  const isOver = first.then(() => true);
  while (!existsSync(join(cwd, 'out', 'journal.ndjson')))
    if (await Promise.race([isOver, nextTurn()])) break;
  const second = fakeIo(['run', '--out', 'out'], { cwd });
  t.is(await runCli(second), 2);
  t.regex(second.errors, new RegExp(`is in use: process ${process.pid} has been running there`));
  t.is(await first, 0, io.errors);
});

test.serial('list names every scenario with its purpose, control characters escaped', async (t) => {
  const cwd = projectWith({ tiny: { ...tiny, purpose: 'red \u001b[31m alert' } });
  const io = fakeIo(['list'], { cwd });
  t.is(await runCli(io), 0);
  t.regex(io.output, /^tiny +1 +red \\u001b\[31m alert$/m);
});
