import { type Engine, text, writtenBy } from '../engine.ts';
import type { ShardJob } from '../shard-job.ts';
import { mergeCommandOf, runCommandOf } from '../shell-words.ts';

/** A matrix with one job a part, and a job that merges what they uploaded. */
export const github: Engine = {
  mostShards: 256,
  mostShardsReason: 'the most jobs of a matrix',
  takes: ['atOnce'],
  needs: [],
  files: (job) => new Map([['mapswell-shards.yml', workflow(job)]]),
  start: null,
  advice: (folder) => `copy ${folder}/mapswell-shards.yml to .github/workflows/ and start it there`,
};

const prepare = [
  '      - uses: actions/checkout@v4',
  '      - uses: actions/setup-node@v4',
  '        with:',
  '          node-version: 22',
  '          cache: npm',
  '      - run: npm ci',
];

function workflow(job: ShardJob): string {
  const shard = '${{ matrix.shard }}';
  const list = Array.from({ length: job.shards }, (_, at) => at + 1).join(', ');
  return text([
    writtenBy(`${job.shards} parts of a run, a job each, and their merge.`),
    'name: mapswell shards',
    'on: workflow_dispatch',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  shard:',
    '    runs-on: ubuntu-24.04',
    `    timeout-minutes: ${job.minutes}`,
    '    strategy:',
    '      # One that fails ends none of the others.',
    '      fail-fast: false',
    ...(job.atOnce === undefined ? [] : [`      max-parallel: ${job.atOnce}`]),
    '      matrix:',
    `        shard: [${list}]`,
    '    steps:',
    ...prepare,
    '      - run: |',
    `          ${runCommandOf(job, shard, `shards/${shard}`)}`,
    '      - uses: actions/upload-artifact@v4',
    '        if: ${{ !cancelled() }}',
    '        with:',
    '          # A job that is run again uploads a second attempt beside the first.',
    '          name: shard-${{ matrix.shard }}-${{ github.run_attempt }}',
    '          path: shards/${{ matrix.shard }}',
    '          if-no-files-found: error',
    '  merge:',
    '    needs: shard',
    '    # Failed or not: the merge has to say what is missing.',
    '    if: ${{ !cancelled() }}',
    '    runs-on: ubuntu-24.04',
    `    timeout-minutes: ${job.minutes}`,
    '    steps:',
    ...prepare,
    '      - uses: actions/download-artifact@v4',
    '        with:',
    '          pattern: shard-*',
    '          path: shards',
    '      - run: |',
    `          ${mergeCommandOf(job, 'shards', 'merged')}`,
    '      - uses: actions/upload-artifact@v4',
    '        if: ${{ !cancelled() }}',
    '        with:',
    '          name: merged-${{ github.run_attempt }}',
    '          path: merged',
    '          if-no-files-found: error',
  ]);
}
