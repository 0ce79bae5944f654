import { distributionProblems } from './distributions.ts';
import type { KeyLayout } from './key-layout.ts';
import { totalOperations } from './total-operations.ts';
import type { Mix, Phase, Workload } from './workload.ts';
import { unless, whole, type WorkloadProblem, workloadLimits } from './workload-problem.ts';

/** Every problem of a workload; none when it can be run with keys of that layout. */
export function validateWorkload(
  workload: Workload,
  layout: KeyLayout,
): readonly WorkloadProblem[] {
  const { writers, ownership, phases } = workload;
  const shares = ownership === 'disjoint' ? writers : 1;
  const total = totalOperations(workload);
  return [
    ...whole('writers', writers, 1, workloadLimits.writers),
    ...whole('seed', workload.seed, 0, workloadLimits.seed),
    ...whole('stringKeyBytes', workload.stringKeyBytes, 1, workloadLimits.stringKeyBytes),
    ...unless(phases.length > 0, 'phases', 'at least one phase', phases),
    ...unless(
      total <= workloadLimits.operations,
      'phases',
      `at most ${workloadLimits.operations} operations in all`,
      total,
    ),
    ...phases.flatMap((phase, number) => phaseProblems(`phases[${number}]`, phase, shares, layout)),
  ];
}

function phaseProblems(
  path: string,
  phase: Phase,
  shares: number,
  layout: KeyLayout,
): WorkloadProblem[] {
  const problems = mixProblems(`${path}.mix`, phase.mix);
  problems.push(
    ...whole(
      `${path}.operationsPerWriter`,
      phase.operationsPerWriter,
      1,
      workloadLimits.operations,
    ),
    ...distributionProblems(phase.keys, `${path}.keys`, shares, layout),
  );
  return problems;
}

function mixProblems(path: string, mix: Mix): WorkloadProblem[] {
  const weights = Object.entries(mix);
  const problems = weights.flatMap(([kind, weight]) =>
    unless(
      Number.isFinite(weight) && weight >= 0,
      `${path}.${kind}`,
      'a weight of 0 or more',
      weight,
    ),
  );
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return [...problems, ...unless(sum > 0, path, 'at least one weight above 0', mix)];
}
