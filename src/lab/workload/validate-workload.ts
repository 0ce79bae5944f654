import { distributionProblems } from './distributions.ts';
import type { KeyLayout } from './key-layout.ts';
import { totalOperations } from './total-operations.ts';
import type { Mix, Phase, WholeOperation, Workload } from './workload.ts';
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
    ...unless(
      new Set(phases.flatMap(({ expireAfter }) => expireAfter ?? [])).size < 2,
      'phases',
      'one expireAfter for all phases that have one',
      phases.map(({ expireAfter }) => expireAfter),
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
  const wholes = phase.whole ?? [];
  const isAllWhole = wholes.some(({ every }) => every === 1);
  const problems = mixProblems(`${path}.mix`, phase.mix, isAllWhole);
  problems.push(
    ...wholes.flatMap((operation, number) => wholeProblems(`${path}.whole[${number}]`, operation)),
    ...unless(
      new Set(wholes.map(({ kind }) => kind)).size === wholes.length,
      `${path}.whole`,
      'each kind once',
      wholes.map(({ kind }) => kind),
    ),
    ...(phase.expireAfter === undefined ? [] : positive(`${path}.expireAfter`, phase.expireAfter)),
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

function mixProblems(path: string, mix: Mix, mayBeEmpty: boolean): WorkloadProblem[] {
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
  const isFine = sum > 0 || mayBeEmpty;
  return [...problems, ...unless(isFine, path, 'at least one weight above 0', mix)];
}

function wholeProblems(path: string, operation: WholeOperation): readonly WorkloadProblem[] {
  const every = positive(`${path}.every`, operation.every);
  switch (operation.kind) {
    case 'clear':
    case 'copy':
      return every;
    case 'iterate':
      return [
        ...every,
        ...positive(`${path}.first`, operation.first ?? 1),
        ...positive(`${path}.step`, operation.step ?? 1),
        ...unless(
          operation.first === undefined || operation.step === undefined,
          `${path}.first`,
          'none beside step, as a loop that stays open visits all',
          operation.first,
        ),
      ];
    case 'delete-if':
      return [...every, ...positive(`${path}.olderThan`, operation.olderThan)];
  }
}

function positive(path: string, value: number): readonly WorkloadProblem[] {
  return whole(path, value, 1, workloadLimits.operations);
}
