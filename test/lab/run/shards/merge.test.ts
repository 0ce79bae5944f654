import { once } from 'node:events';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { runIn as mapswell } from '../../../cli/run-in.ts';
import { parseRecord } from '../../../../src/lab/record/record-file.ts';
import type { RunRecord } from '../../../../src/lab/record/run-record.ts';
import { filesOf } from '../../../support/files-of.ts';
import { mergeShards } from '../../../../src/lab/run/shards/merge-shards.ts';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tiny } from '../../../support/tiny-scenario.ts';

/** What makes it no result. */
function problemsOf(merge: unknown): readonly string[] {
  const problems: unknown = Reflect.get(Object(merge), 'problems');
  return Array.isArray(problems) ? problems.map(String) : [];
}

const main = fileURLToPath(new URL('../../../../src/cli/main.js', import.meta.url));

/** A folder with a cell of one scenario for each guard. */
function project(...guard: readonly string[]): string {
  const cwd = temporaryFolder('shards');
  mkdirSync(join(cwd, 'scenarios'));
  const scenario = { ...tiny, guard };
  writeFileSync(join(cwd, 'scenarios', 'tiny.json'), JSON.stringify(scenario));
  return cwd;
}

function recordIn(cwd: string, folder: string): Promise<RunRecord> {
  return parseRecord(readFileSync(join(cwd, folder, 'record.json'), 'utf8'), folder);
}

/** Everything that is the same on every machine. */
function exactOf({ cells }: RunRecord): unknown {
  return cells.map(({ cell, exact, rounds }) => ({
    cell,
    counts: exact.map(({ counts }) => counts),
    positions: rounds.map(({ round, position }) => ({ round, position })),
  }));
}

test.serial(
  'two shards and a merge give the counts, positions and growth table of one run',
  async (t) => {
    const cwd = project('none', 'mutex');
    const shard = async (index: number): Promise<void> => {
      const {
        exitCode: code,
        output,
        errors,
      } = await mapswell(
        cwd,
        'run',
        '--rounds',
        '2',
        '--shard',
        `${index}/2`,
        '--out',
        `s/${index}`,
      );
      t.is(code, 0, errors);
      t.regex(
        output,
        new RegExp(
          `^shard ${index}/2: \\d processes, in s/${index}/shard\\.ndjson; when all are there: mapswell merge FOLDERS\\.\\.\\. --out merged\\n$`,
        ),
      );
      t.false(existsSync(join(cwd, `s/${index}/record.json`)));
    };
    await shard(1);
    await shard(2);
    const merge = await mapswell(cwd, 'merge', 's', '--out', 'merged');
    t.is(merge.exitCode, 0, merge.errors);
    t.regex(
      merge.output,
      /^2 shards from 1 machine are one run: 2 of 2 cells counted twice and equal\n/,
    );
    t.is((await mapswell(cwd, 'run', '--rounds', '2', '--out', 'whole', '--quiet')).exitCode, 0);
    const [merged, whole] = [await recordIn(cwd, 'merged'), await recordIn(cwd, 'whole')];
    t.deepEqual(exactOf(merged), exactOf(whole));
    t.deepEqual(
      merged.shards?.map(({ index, count }) => ({ index, count })),
      [
        { index: 1, count: 2 },
        { index: 2, count: 2 },
      ],
    );
    const growths = (folder: string): string =>
      readFileSync(join(cwd, folder, 'growth-events.csv'), 'utf8');
    t.is(growths('merged'), growths('whole'));

    // A part is no run to any command that judges one.
    for (const command of [
      ['report', 's/1'],
      ['compare', 's/1', 's/2'],
      ['report', 's/1/shard.ndjson'],
    ]) {
      const { exitCode: code, errors } = await mapswell(cwd, ...command);
      t.is(code, 2, command.join(' '));
      t.regex(
        errors,
        /shard\.ndjson: it is a part of a run and no mapswell \w+; mapswell merge makes/,
      );
    }

    // Faults of files.
    const faulty = async (
      name: string,
      change: (folder: string) => void,
      expected: RegExp,
    ): Promise<void> => {
      cpSync(join(cwd, 's'), join(cwd, name), { recursive: true });
      change(join(cwd, name));
      // Without the pages of a merge, which take longer than all that is looked at here.
      const found = await mergeShards([join(cwd, name)], filesOf(t)).catch(
        (error: unknown) => error,
      );
      if (found instanceof Error) {
        t.true(found instanceof SandboxError && found.code === 'invalid', name);
        t.regex(found.message, expected, name);
      } else t.regex(problemsOf(found).join('\n'), expected, name);
    };
    await faulty(
      'gone',
      (folder) => rmSync(join(folder, '2'), { recursive: true }),
      /^shard 2\/2 is missing: \d processes$/,
    );
    await faulty(
      'empty',
      (folder) => rmSync(join(folder, '2', 'shard.ndjson')),
      /^shard 2\/2 is missing/,
    );
    await faulty(
      'none',
      (folder) => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      },
      /expected shards in .*none, found none/,
    );
    await faulty(
      'changed',
      (folder) => {
        const file = join(folder, '2', 'shard.ndjson');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"insert":1000', '"insert":1001'));
      },
      /2\/shard\.ndjson was changed after it had been written/,
    );
    await faulty(
      'cut',
      (folder) => {
        const file = join(folder, '1', 'shard.ndjson');
        writeFileSync(file, readFileSync(file).subarray(0, -400));
      },
      /^shard 1\/2 is not whole: 1 of \d processes are missing/,
    );
    await faulty(
      'longer',
      (folder) =>
        appendFileSync(
          join(folder, '1', 'shard.ndjson'),
          `{"event":"started","key":"x","at":"2026-01-01T00:00:00.000Z"}\n`,
        ),
      /^shard 1\/2 was cut off before its last line/,
    );
    t.is((await mapswell(cwd, 'merge', '--out', 'm')).exitCode, 3);
  },
);

test.serial('a shard gives no verdict and takes no folder twice', async (t) => {
  const cwd = project('none', 'mutex');
  for (const flag of [
    ['--json'],
    ['--github'],
    ['--junit', 'j.xml'],
    ['--markdown', 'm.md'],
    ['--fail-on', 'inconclusive'],
  ]) {
    const { exitCode: code, errors } = await mapswell(cwd, 'run', '--shard', '1/2', ...flag);
    t.is(code, 2);
    t.regex(
      errors,
      new RegExp(
        `--shard runs a part and gives no verdict: expected no ${flag[0] ?? ''} beside it`,
      ),
    );
  }
  t.regex(
    (await mapswell(cwd, 'run', '--durations', 'r')).errors,
    /--durations balances shards: expected --shard beside it/,
  );
  t.is((await mapswell(cwd, 'run', '--shard', '2/9', '--rounds', '1', '--out', 's')).exitCode, 0);
  const { exitCode: code, errors } = await mapswell(
    cwd,
    'run',
    '--shard',
    '2/9',
    '--rounds',
    '1',
    '--out',
    's',
  );
  t.is(code, 2);
  t.regex(errors, /holds a shard of a run: take another folder for the next attempt/);
});

test.serial(
  'a shard that is killed goes on by --resume, and the merge is that of an undisturbed run',
  async (t) => {
    const cwd = project('none');
    const start = (): ReturnType<typeof spawn> =>
      spawn(process.execPath, [main, 'run', '--rounds', '2', '--shard', '1/2', '--out', 's/1'], {
        cwd,
        stdio: 'ignore',
      });
    const child = start();
    const journal = join(cwd, 's/1/journal.ndjson');
    const hasOne = (): boolean =>
      existsSync(journal) && readFileSync(journal, 'utf8').includes('"finished"');
    while (!hasOne() && child.exitCode === null) await new Promise((go) => setTimeout(go, 10));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    t.false(existsSync(join(cwd, 's/1/shard.ndjson')));
    t.is(
      (await mapswell(cwd, 'run', '--rounds', '2', '--shard', '2/2', '--out', 's/2')).exitCode,
      0,
    );
    const early = await mapswell(cwd, 'merge', 's', '--out', 'early');
    t.is(early.exitCode, 3);
    t.regex(early.output, /problem: shard 1\/2 is not whole/);
    t.is((await mapswell(cwd, 'run', '--resume', '--out', 's/1')).exitCode, 0);
    t.is((await mapswell(cwd, 'merge', 's', '--out', 'merged')).exitCode, 0);
    const { cells, isComplete } = await recordIn(cwd, 'merged');
    t.true(isComplete);
    t.deepEqual(
      cells.map(({ exactAgree, rounds }) => [exactAgree, rounds.length]),
      [[true, 2]],
    );
  },
);
