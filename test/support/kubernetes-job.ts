import { z } from 'zod';

// As much of batch/v1 as is written, strictly: Kubernetes itself ignores a misspelt key. From
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ (1.33).
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
const amounts = z.strictObject({
  cpu: z.string().regex(/^\d+m?$/),
  memory: z.string().regex(/^\d+(?:Ki|Mi|Gi)$/),
});
const container = z.strictObject({
  name,
  image: z.string().min(1),
  command: z.array(z.string()).exactOptional(),
  args: z.array(z.string()).exactOptional(),
  env: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Z_]+$/),
        valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.string() }) }),
      }),
    )
    .exactOptional(),
  resources: z.strictObject({ requests: amounts, limits: amounts }),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith('/') })),
});
const rule = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('Ignore'),
    onPodConditions: z.array(z.strictObject({ type: z.string(), status: z.literal('True') })),
  }),
  z.strictObject({
    action: z.enum(['FailIndex', 'FailJob', 'Count']),
    onExitCodes: z.strictObject({
      containerName: name,
      operator: z.enum(['In', 'NotIn']),
      values: z.array(z.int().min(1).max(255)).min(1).max(255),
    }),
  }),
]);
const count = z.int().min(0).max(100_000);

const jobSchema = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    completionMode: z.enum(['Indexed', 'NonIndexed']).exactOptional(),
    completions: count.exactOptional(),
    parallelism: count.exactOptional(),
    backoffLimit: count.exactOptional(),
    backoffLimitPerIndex: count.exactOptional(),
    maxFailedIndexes: count.exactOptional(),
    podReplacementPolicy: z.enum(['Failed', 'TerminatingOrFailed']).exactOptional(),
    podFailurePolicy: z.strictObject({ rules: z.array(rule).max(20) }).exactOptional(),
    template: z.strictObject({
      spec: z.strictObject({
        restartPolicy: z.enum(['Never', 'OnFailure']),
        activeDeadlineSeconds: z.int().min(1),
        automountServiceAccountToken: z.boolean(),
        containers: z.array(container).min(1),
        volumes: z.array(
          z.strictObject({
            name,
            persistentVolumeClaim: z.strictObject({ claimName: z.string().min(1) }),
          }),
        ),
      }),
    }),
  }),
});

type Job = z.infer<typeof jobSchema>;

/** What the API server refuses, or what makes a measurement worthless, beyond keys and types. */
export function jobFaults(document: unknown): readonly string[] {
  const parsed = jobSchema.safeParse(document);
  return parsed.success ? faultsOf(parsed.data) : [parsed.error.message];
}

function faultsOf({ spec }: Job): readonly string[] {
  const { containers, volumes, restartPolicy } = spec.template.spec;
  const isPerIndex = spec.backoffLimitPerIndex !== undefined;
  const rules = spec.podFailurePolicy?.rules ?? [];
  const checks: readonly (readonly [isFault: boolean, fault: string])[] = [
    [isPerIndex && spec.completionMode !== 'Indexed', 'a retry per index needs Indexed'],
    [spec.completionMode === 'Indexed' && spec.completions === undefined, 'no completions'],
    [
      spec.maxFailedIndexes !== undefined && !isPerIndex,
      'maxFailedIndexes without retry per index',
    ],
    [rules.length > 0 && restartPolicy !== 'Never', 'a failure policy needs restartPolicy Never'],
    [
      rules.length > 0 && spec.podReplacementPolicy !== 'Failed',
      'a failure policy replaces pods that have failed, no others',
    ],
    [
      !isPerIndex && rules.some(({ action }) => action === 'FailIndex'),
      'FailIndex without retry per index',
    ],
    [
      rules.some(
        (one) =>
          'onExitCodes' in one &&
          !containers.some((each) => each.name === one.onExitCodes.containerName),
      ),
      'a rule for a container that is not there',
    ],
    [
      containers.some(({ resources: { requests, limits } }) =>
        ([['cpu'], ['memory']] as const).some(([key]) => requests[key] !== limits[key]),
      ),
      'requests differ from limits: the pod is not Guaranteed',
    ],
    [
      containers.some(({ volumeMounts }) =>
        volumeMounts.some((mount) => !volumes.some((volume) => volume.name === mount.name)),
      ),
      'a mount without its volume',
    ],
  ];
  return checks.filter(([isFault]) => isFault).map(([, fault]) => fault);
}
