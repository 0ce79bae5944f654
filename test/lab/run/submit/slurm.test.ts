import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { runCli } from '../../../../src/cli/program/run-cli.ts';
import { parseRecord } from '../../../../src/lab/record/record-file.ts';
import { fakeIo } from '../../../cli/fake-io.ts';
import { cliMain } from '../../../support/cli-main.ts';
import { slurmHere, type SlurmHere } from '../../../support/slurm-here.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { tiny } from '../../../support/tiny-scenario.ts';

// Rounds last long enough, by a rate, to be requeued while they run.
const scenario = {
  ...tiny,
  guard: ['none', 'mutex', 'rwmutex'],
  rate: { kind: 'constant', perSecond: 1000 },
};

/** Lets the array go, stops element 1 once while it runs, and waits for the merge. */
async function disturb(
  { run, until }: SlurmHere,
  cwd: string,
  array: string,
  merge: string,
): Promise<void> {
  run('scancel', `${array}_3`);
  run('scontrol', 'release', array);
  await until(/started/, 'cat', join(cwd, `s/shards/1/${array}-0/journal.ndjson`));
  run('scontrol', 'requeue', `${array}_1`);
  await until(/PENDING/, 'squeue', '-h', '-o', '%T', '-j', `${array}_1`);
  // Slurm would wait for two minutes.
  run('scontrol', 'update', `JobId=${array}_1`, 'StartTime=now');
  await until(/JobState=(?:COMPLETED|FAILED)/, 'scontrol', 'show', 'job', merge);
}

test.serial(
  'a real Slurm runs an array of 8: the one that was cancelled is named, and done anew all is one run',
  async (t) => {
    const slurm = await slurmHere(t);
    if (slurm === null) return;
    const { env, run, until, constrains } = slurm;
    try {
      const cwd = temporaryFolder('submit');
      mkdirSync(join(cwd, 'scenarios'));
      writeFileSync(join(cwd, 'scenarios', 'tiny.json'), JSON.stringify(scenario));
      const argv = ['submit', '--engine', 'slurm', '--shards', '8', '--rounds', '2', '--out', 's'];
      argv.push('--mapswell', `${process.execPath} ${cliMain}`);
      const written = fakeIo(argv, { cwd });
      t.is(await runCli(written), 0, written.errors);
      t.regex(
        written.output,
        /8 shards of 8 rounds and counts, .*\neach asks for 768 MiB and 1 CPU\n/,
      );

      const submit = ['s/submit.sh', '--hold', '--mem=300M'];
      const first = spawnSync('bash', submit, { cwd, env, encoding: 'utf8' });
      const [, array = '', merge = ''] = /array (\d+), merge (\d+)/.exec(first.stdout) ?? [];
      await disturb(slurm, cwd, array, merge);
      t.regex(run('scontrol', 'show', 'job', merge), /ExitCode=3:0/);
      const log = (): string => readFileSync(join(cwd, 's/merge.log'), 'utf8');
      t.regex(
        log(),
        /^note: .*s\/shards\/1\/\d+-0 is another attempt at shard 1\/8 that ended early$/m,
      );
      t.deepEqual(log().match(/^problem: .*$/gm), ['problem: shard 3/8 is missing: 1 process']);

      const again = fakeIo([...argv, '--run'], {
        cwd,
        env: { ...env, SBATCH_MEM_PER_NODE: '300M' },
      });
      t.is(await runCli(again), 0, again.errors);
      const [, second = ''] = /merge (\d+)/.exec(again.output) ?? [];
      const ended = await until(/JobState=(?:COMPLETED|FAILED)/, 'scontrol', 'show', 'job', second);
      t.regex(ended, /ExitCode=0:0/);
      t.regex(log(), /8 shards from 1 machine are one run: 3 of 3 cells counted twice and equal/);

      const path = join(cwd, 's/merged/record.json');
      const { cells } = await parseRecord(readFileSync(path, 'utf8'), path);
      if (!constrains) return t.log('no limits of Slurm: no control groups of version 1');
      for (const limits of cells.flatMap(({ exact, rounds }) =>
        exact.map((one) => one.limits).concat(rounds.map((one) => one.limits)),
      )) {
        // The limit of the job, in whose group every process was, and what that leaves to a cell.
        t.is(limits.outer?.memoryBytes?.limit, 300 * 2 ** 20);
        t.regex(limits.outer?.memoryBytes?.group ?? '', /^\/slurm_[^/]+\/uid_0\/job_\d+\//);
        t.is(limits.memoryBytes.readBack, 172 * 2 ** 20);
      }
    } finally {
      await slurm.stop();
    }
  },
);
