import { type Engine, text, writtenBy } from '../engine.ts';
import type { ShardJob } from '../shard-job.ts';
import { mergeCommandOf, runCommandOf } from '../shell-words.ts';

/** A job that GitLab runs once for each part, and a job that merges their artifacts. */
export const gitlab: Engine = {
  mostShards: 200,
  mostShardsReason: 'the most of parallel',
  takes: ['image'],
  needs: [],
  files: (job) => new Map([['mapswell-shards.gitlab-ci.yml', pipeline(job)]]),
  start: null,
  advice: (folder) => `include ${folder}/mapswell-shards.gitlab-ci.yml from .gitlab-ci.yml`,
};

function pipeline(job: ShardJob): string {
  const out = '"shards/$CI_NODE_INDEX/$CI_JOB_ID"';
  return text([
    writtenBy(`${job.shards} parts of a run, a job each, and their merge.`),
    'mapswell-shard:',
    ...jobHead(job),
    `  parallel: ${job.shards}`,
    '  retry:',
    '    max: 2',
    '    # What fails by itself fails again.',
    '    when: [runner_system_failure, stuck_or_timeout_failure]',
    '  script:',
    '    - npm ci',
    '    - |',
    `      ${runCommandOf(job, '"$CI_NODE_INDEX"', out)}`,
    '  artifacts:',
    '    # What was measured before it failed is measured.',
    '    when: always',
    '    paths: [shards/]',
    '    expire_in: 1 week',
    '',
    'mapswell-merge:',
    ...jobHead(job),
    '  needs: [mapswell-shard]',
    '  # Failed or not: the merge has to say what is missing.',
    '  when: always',
    '  script:',
    '    - npm ci',
    '    - |',
    `      ${mergeCommandOf(job, 'shards', 'merged')}`,
    '  artifacts:',
    '    when: always',
    '    paths: [merged/]',
  ]);
}

function jobHead({ image = 'node:22', minutes }: ShardJob): readonly string[] {
  return [`  image: ${JSON.stringify(image)}`, `  timeout: ${minutes} minutes`];
}
