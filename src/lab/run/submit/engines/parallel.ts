import { type Engine, text, writtenBy } from '../engine.ts';
import type { ShardJob } from '../shard-job.ts';
import { mergeCommandOf, runCommandOf, shellWord } from '../shell-words.ts';

/** GNU parallel: here, or on machines that are reached by ssh and see the same folder. */
export const parallel: Engine = {
  mostShards: 100_000,
  mostShardsReason: 'the most that one merge takes',
  takes: ['atOnce'],
  needs: [],
  files: (job) =>
    new Map([
      ['shard.sh', shard(job)],
      ['submit.sh', submit(job)],
    ]),
  start: { script: 'submit.sh', program: 'parallel' },
  advice: (folder) => `bash ${folder}/submit.sh --sshlogin host1,host2`,
};

function shard(job: ShardJob): string {
  const out = `${shellWord(`${job.folder}/shards`)}/"$1"`;
  return text([
    '#!/bin/bash',
    writtenBy(`runs part $1 of ${job.shards}, each attempt in a folder of its own.`),
    'set -euo pipefail',
    `cd ${shellWord(job.project)}`,
    '',
    '# A part that is whole already is not measured again.',
    `if compgen -G ${out}'/*/shard.ndjson' > /dev/null; then exit 0; fi`,
    '',
    `exec ${runCommandOf(job, '"$1"', `${out}/"$(hostname)-$$"`)}`,
  ]);
}

function submit(job: ShardJob): string {
  const { project, folder, shards } = job;
  const path = (name: string): string => shellWord(`${folder}/${name}`);
  return text([
    '#!/bin/bash',
    writtenBy(`runs ${shards} parts of a run by GNU parallel, and merges them.`),
    '# On other machines, which see this folder under the same path: bash submit.sh --sshlogin host1,host2',
    'set -uo pipefail',
    `cd ${shellWord(project)}`,
    '',
    ...((job.atOnce ?? 1) === 1
      ? ['# One at a time on each machine: two would measure each other.']
      : []),
    `parallel --jobs ${job.atOnce ?? 1} --retries 3 --joblog ${path('joblog.tsv')} --workdir ${shellWord(project)} "$@" \\`,
    `  bash ${path('shard.sh')} '{}' ::: {1..${shards}} || echo "$? parts did not end well: see ${path('joblog.tsv')}" >&2`,
    '',
    mergeCommandOf(job, path('shards'), path('merged')),
  ]);
}
