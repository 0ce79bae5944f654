import { type Engine, text, writtenBy } from '../engine.ts';
import type { ShardJob } from '../shard-job.ts';
import { mergeCommandOf, runCommandOf } from '../shell-words.ts';

/** An Indexed Job with one index a part, and a Job that merges. Limits are those of the pod. */
export const kubernetes: Engine = {
  mostShards: 100_000,
  mostShardsReason: 'the most indexes of a Job whose indexes are retried by themselves',
  takes: ['image', 'claim', 'atOnce'],
  needs: ['image', 'claim'],
  files: (job) =>
    new Map([
      ['shards.yaml', shards(job)],
      ['merge.yaml', merge(job)],
      ['submit.sh', submit(job)],
    ]),
  start: null,
  advice: (folder) => `bash ${folder}/submit.sh`,
};

function shards(job: ShardJob): string {
  const { atOnce = job.shards } = job;
  return text([
    writtenBy(`${job.shards} parts of a run, an index each.`),
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    '  name: mapswell-shards',
    'spec:',
    '  completionMode: Indexed',
    `  completions: ${job.shards}`,
    `  parallelism: ${Math.min(atOnce, job.shards)}`,
    '  # Each index is tried again by itself, and the others go on (Kubernetes 1.33; behind a gate since 1.28).',
    '  backoffLimitPerIndex: 2',
    '  # Never two pods of one index at a time.',
    '  podReplacementPolicy: Failed',
    '  podFailurePolicy:',
    '    rules:',
    '      # A node that goes away is no failure of the part.',
    '      - action: Ignore',
    '        onPodConditions:',
    '          - type: DisruptionTarget',
    '            status: "True"',
    '      # A wrong flag, no result, a defect: trying again gives the same.',
    '      - action: FailIndex',
    '        onExitCodes:',
    '          containerName: shard',
    '          operator: In',
    '          values: [2, 3, 70]',
    ...pod(job, {
      name: 'shard',
      resources: {
        cpu: String(job.resources.cpus),
        memory: `${job.resources.memoryMib}Mi`,
      },
      env: [
        '            - name: POD_NAME',
        '              valueFrom:',
        '                fieldRef:',
        '                  fieldPath: metadata.name',
      ],
      script: [
        'shard=$((JOB_COMPLETION_INDEX + 1))',
        '# A part that is whole already is not measured again.',
        'if ls "/results/shards/$shard"/*/shard.ndjson > /dev/null 2>&1; then exit 0; fi',
        `exec ${runCommandOf(job, '"$shard"', '"/results/shards/$shard/$POD_NAME"')}`,
      ],
    }),
  ]);
}

function merge(job: ShardJob): string {
  return text([
    writtenBy('puts the parts together, and says which are missing.'),
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    '  name: mapswell-merge',
    'spec:',
    '  # What is missing now is missing at the next try.',
    '  backoffLimit: 0',
    ...pod(job, {
      name: 'merge',
      resources: { cpu: '1', memory: '2048Mi' },
      env: [],
      script: [`exec ${mergeCommandOf(job, '/results/shards', '/results/merged')}`],
    }),
  ]);
}

interface PodContent {
  readonly name: string;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly env: readonly string[];
  readonly script: readonly string[];
}

function pod(job: ShardJob, { name, resources, env, script }: PodContent): readonly string[] {
  const amounts = [
    `              cpu: "${resources.cpu}"`,
    `              memory: ${resources.memory}`,
  ];
  return [
    '  template:',
    '    spec:',
    '      restartPolicy: Never',
    `      activeDeadlineSeconds: ${job.minutes * 60}`,
    '      automountServiceAccountToken: false',
    '      containers:',
    `        - name: ${name}`,
    `          image: ${JSON.stringify(job.image)}`,
    '          command: [/bin/sh, -c]',
    '          args:',
    '            - |',
    ...script.map((line) => `              ${line}`),
    ...(env.length === 0 ? [] : ['          env:', ...env]),
    '          resources:',
    '            # Equal, so that the pod has its memory, and whole CPUs of its own where the node gives them.',
    '            requests:',
    ...amounts,
    '            limits:',
    ...amounts,
    '          volumeMounts:',
    '            - name: results',
    '              mountPath: /results',
    '      volumes:',
    '        - name: results',
    '          persistentVolumeClaim:',
    `            claimName: ${JSON.stringify(job.claim)}`,
  ];
}

function submit(_job: ShardJob): string {
  return text([
    '#!/bin/bash',
    writtenBy('applies the Jobs, the merge when all parts have ended.'),
    '# Again, after kubectl delete job mapswell-shards mapswell-merge: only parts that are not whole are run.',
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    '',
    'ended() {',
    '  until kubectl get job "$1" -o jsonpath=\'{.status.conditions[?(@.status=="True")].type}\' | grep -Eqw \'Complete|Failed\'; do',
    '    sleep 10',
    '  done',
    '}',
    '',
    'kubectl apply -f shards.yaml',
    'ended mapswell-shards',
    '# Failed or not: the merge has to say what is missing.',
    'kubectl apply -f merge.yaml',
    'ended mapswell-merge',
    'kubectl logs job/mapswell-merge',
    "code=$(kubectl get pods -l batch.kubernetes.io/job-name=mapswell-merge -o jsonpath='{.items[0].status.containerStatuses[0].state.terminated.exitCode}')",
    'exit "${code:-70}"',
  ]);
}
