import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { runCli } from '../../../../src/cli/program/run-cli.ts';
import { findProgram } from '../../../../src/lab/sandbox/machine/find-program.ts';
import { fakeIo } from '../../../cli/fake-io.ts';
import { cliMain } from '../../../support/cli-main.ts';
import { skipLoudly } from '../../../support/skip-loudly.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tiny } from '../../../support/tiny-scenario.ts';

function project(): string {
  const cwd = temporaryFolder('submit');
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios', 'tiny.json'), JSON.stringify(tiny));
  return cwd;
}

async function submit(
  cwd: string,
  argv: string,
  mapswell = 'npx mapswell',
): Promise<{ readonly code: number; readonly output: string; readonly errors: string }> {
  const io = fakeIo(['submit', ...argv.split(' '), '--mapswell', mapswell], {
    cwd,
    env: process.env,
  });
  const code = await runCli(io);
  return { code, output: io.output, errors: io.errors };
}

test('what an engine does not take, and more parts than there is work, are errors that name the flag', async (t) => {
  const cwd = project();
  const cases: readonly (readonly [string, RegExp])[] = [
    ['--engine slurm --shards 2', /expected the flag --out/],
    ['--engine nomad --shards 2 --out s', /nomad/],
    ['--engine kubernetes --shards 2 --out s', /expected --image with --engine kubernetes/],
    [
      '--engine github --shards 2 --out s --partition p',
      /expected no --partition with --engine github, which takes --at-once/,
    ],
    ['--engine slurm --shards 5 --rounds 2 --out s', /expected --shards of at most 4, .* got 5/],
    ['--engine github --shards 300 --rounds 1000 --out s', /at most 256 .*most jobs of a matrix/],
    ['--engine github --shards 2 --out s --run', /--run starts slurm and parallel/],
    ['--engine slurm --shards 2 --out s nothing', /nothing/],
    ['--engine slurm --shards 2 --out s --time 5s', /--time/],
  ];
  for (const [argv, expected] of cases) {
    const { code, errors } = await submit(cwd, argv);
    t.is(code, 2, argv);
    t.regex(errors, expected, argv);
  }
});

test('files of people are not replaced, those of an earlier submit are', async (t) => {
  const cwd = project();
  const argv = '--engine slurm --shards 2 --rounds 3 --out s --cell tiny --limit-memory 300MiB';
  t.is((await submit(cwd, argv)).code, 0);
  t.not(statSync(join(cwd, 's/submit.sh')).mode & 0o100, 0);
  t.regex(
    readFileSync(join(cwd, 's/shards.sbatch'), 'utf8'),
    /\nexec npx mapswell run --rounds=3 --limit-memory=314572800 --cell=tiny --shard "\$SLURM_ARRAY_TASK_ID"\/2 --out /,
  );
  t.is((await submit(cwd, argv)).code, 0);
  writeFileSync(join(cwd, 's/merge.sbatch'), 'mine\n');
  const { code, errors } = await submit(cwd, argv);
  t.is(code, 2);
  t.regex(errors, /merge\.sbatch/);
});

test.serial('GNU parallel runs the parts and the merge, and ends with its exit code', async (t) => {
  if (findProgram('parallel') === null) return skipLoudly(t, 'no GNU parallel');
  const cwd = project();
  const argv = '--engine parallel --shards 2 --rounds 1 --out s --run';
  const { code, output, errors } = await submit(cwd, argv, `${process.execPath} ${cliMain}`);
  t.is(code, 0, errors);
  t.regex(output, /2 shards from 1 machine are one run: 1 of 1 cells counted twice and equal/);
  // A column of the exit code, one line a part.
  t.deepEqual(
    readFileSync(join(cwd, 's/joblog.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t')[6]),
    ['0', '0'],
  );
});
