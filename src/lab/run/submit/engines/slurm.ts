import { type Engine, text, writtenBy } from '../engine.ts';
import type { ShardJob } from '../shard-job.ts';
import { mergeCommandOf, runCommandOf, shellWord } from '../shell-words.ts';

/** A job array with one element a part, and a job that merges when the last of them has ended. */
export const slurm: Engine = {
  mostShards: 1000,
  mostShardsReason: 'MaxArraySize of Slurm, unless its administrator changed it',
  takes: ['partition', 'atOnce'],
  needs: [],
  files: (job) =>
    new Map([
      ['shards.sbatch', shards(job)],
      ['merge.sbatch', merge(job)],
      ['submit.sh', submit(job)],
    ]),
  start: { script: 'submit.sh', program: 'sbatch' },
  advice: (folder) => `bash ${folder}/submit.sh`,
};

function shards(job: ShardJob): string {
  const { folder, atOnce, resources } = job;
  const array = `1-${job.shards}${atOnce === undefined ? '' : `%${atOnce}`}`;
  const out = `${shellWord(`${folder}/shards`)}/"$SLURM_ARRAY_TASK_ID"`;
  return text([
    '#!/bin/bash',
    writtenBy(`${job.shards} parts of a run, one in each element of a job array.`),
    '#SBATCH --job-name=mapswell-shards',
    `#SBATCH --array=${array}`,
    ...place(job),
    `#SBATCH --output=${quoted(`${folder}/shard-%a.log`)}`,
    '# An element that is requeued starts anew in a folder of its own; its log goes on.',
    '#SBATCH --requeue',
    '#SBATCH --open-mode=append',
    '# The largest memory limit of the cells, and mapswell beside it.',
    `#SBATCH --mem=${resources.memoryMib}M`,
    `#SBATCH --cpus-per-task=${resources.cpus}`,
    `#SBATCH --time=${job.minutes}`,
    '# A minute before the time is up it is asked to end, and keeps what it has measured.',
    '#SBATCH --signal=B:TERM@60',
    'set -euo pipefail',
    '',
    '# A part that is whole already is not measured again.',
    `if compgen -G ${out}'/*/shard.ndjson' > /dev/null; then exit 0; fi`,
    '',
    `exec ${runCommandOf(job, '"$SLURM_ARRAY_TASK_ID"', `${out}/"$SLURM_ARRAY_JOB_ID-\${SLURM_RESTART_COUNT:-0}"`)}`,
  ]);
}

function merge(job: ShardJob): string {
  const parts = shellWord(`${job.folder}/shards`);
  return text([
    '#!/bin/bash',
    writtenBy('puts the parts together, and says which are missing.'),
    '#SBATCH --job-name=mapswell-merge',
    ...place(job),
    `#SBATCH --output=${quoted(`${job.folder}/merge.log`)}`,
    '#SBATCH --mem=2048M',
    `#SBATCH --time=${job.minutes}`,
    'set -euo pipefail',
    '',
    `exec ${mergeCommandOf(job, parts, shellWord(`${job.folder}/merged`))}`,
  ]);
}

function submit({ project, folder }: ShardJob): string {
  return text([
    '#!/bin/bash',
    writtenBy('submits the array, and the merge that follows it.'),
    '# Parts alone, as after one was cancelled: bash submit.sh --array=3,7',
    'set -euo pipefail',
    `cd ${shellWord(project)}`,
    '',
    `array=$(sbatch --parsable "$@" ${shellWord(`${folder}/shards.sbatch`)})`,
    '# afterany: the merge has to say what is missing; singleton: one merge at a time.',
    `merge=$(sbatch --parsable --dependency="afterany:\${array%%;*},singleton" ${shellWord(`${folder}/merge.sbatch`)})`,
    'echo "array ${array%%;*}, merge ${merge%%;*}; results in" ' + shellWord(`${folder}/merged`),
  ]);
}

function place({ project, partition }: ShardJob): readonly string[] {
  return [
    ...(partition === undefined ? [] : [`#SBATCH --partition=${quoted(partition)}`]),
    `#SBATCH --chdir=${quoted(project)}`,
  ];
}

/** Slurm reads quotes, and signs after %. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `"${path}"`;
}
