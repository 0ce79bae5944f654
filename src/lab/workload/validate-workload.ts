import type { KeyLayout } from './key-layout.ts';
import { totalOperations } from './total-operations.ts';
import type { KeyDistribution, Mix, Phase, Workload } from './workload.ts';

/** One thing that is wrong with a workload. */
export interface WorkloadProblem {
  /** As in `phases[1].keys.hotKeys`. */
  readonly path: string;
  /** What was expected: `an integer from 1 to 64`. */
  readonly rule: string;
  readonly value: unknown;
}

const WRITERS_LIMIT = 64;
const OPERATIONS_LIMIT = 1e12;
const KEYS_LIMIT = 2 ** 40;
const STRING_BYTES_LIMIT = 4096;
const EXPONENT_LIMIT = 20;
const SHARED_BITS_LIMIT = 24;
/** Trials to find adversarial keys: about ten seconds. */
const TRIALS_LIMIT = 2 ** 31;
const TABLE_KEYS_LIMIT = 2 ** 22;

/** Every problem of a workload; none when it can be run with keys of that layout. */
export function validateWorkload(
  workload: Workload,
  layout: KeyLayout,
): readonly WorkloadProblem[] {
  const { writers, ownership, phases } = workload;
  const shares = ownership === 'disjoint' ? writers : 1;
  const total = totalOperations(workload);
  return [
    ...whole('writers', writers, 1, WRITERS_LIMIT),
    ...whole('seed', workload.seed, 0, 0xffff_ffff),
    ...whole('stringKeyBytes', workload.stringKeyBytes, 1, STRING_BYTES_LIMIT),
    ...unless(phases.length > 0, 'phases', 'at least one phase', phases),
    ...unless(
      total <= OPERATIONS_LIMIT,
      'phases',
      `at most ${OPERATIONS_LIMIT} operations in all`,
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
    ...whole(`${path}.operationsPerWriter`, phase.operationsPerWriter, 1, OPERATIONS_LIMIT),
    ...keysProblems(`${path}.keys`, phase.keys, shares, layout),
  );
  return problems;
}

function whole(path: string, value: number, least: number, most: number): WorkloadProblem[] {
  const isFine = Number.isSafeInteger(value) && value >= least && value <= most;
  return unless(isFine, path, `an integer from ${least} to ${most}`, value);
}

function unless(isFine: boolean, path: string, rule: string, value: unknown): WorkloadProblem[] {
  return isFine ? [] : [{ path, rule, value }];
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

function keysProblems(
  path: string,
  keys: KeyDistribution,
  shares: number,
  layout: KeyLayout,
): WorkloadProblem[] {
  switch (keys.kind) {
    case 'sequential':
      return whole(`${path}.startAt`, keys.startAt ?? 0, 0, KEYS_LIMIT);
    case 'uniform':
      return whole(`${path}.keys`, keys.keys, shares, KEYS_LIMIT);
    case 'sliding-window':
      return whole(`${path}.window`, keys.window, shares, KEYS_LIMIT);
    case 'zipfian':
      return [
        ...whole(`${path}.keys`, keys.keys, shares, KEYS_LIMIT),
        ...unless(
          keys.exponent > 0 && keys.exponent <= EXPONENT_LIMIT,
          `${path}.exponent`,
          `a number above 0, at most ${EXPONENT_LIMIT}`,
          keys.exponent,
        ),
      ];
    case 'hot-set':
      return [
        ...whole(`${path}.keys`, keys.keys, shares, KEYS_LIMIT),
        ...whole(`${path}.hotKeys`, keys.hotKeys, shares, Math.max(shares, keys.keys)),
        ...unless(
          keys.hotShare >= 0 && keys.hotShare <= 1,
          `${path}.hotShare`,
          'a number from 0 to 1',
          keys.hotShare,
        ),
      ];
    case 'adversarial':
      break;
  }
  return adversarialProblems(path, keys, shares, layout);
}

function adversarialProblems(
  path: string,
  keys: Extract<KeyDistribution, { kind: 'adversarial' }>,
  shares: number,
  layout: KeyLayout,
): WorkloadProblem[] {
  const problems = [
    ...whole(`${path}.keys`, keys.keys, shares, TABLE_KEYS_LIMIT),
    ...whole(`${path}.sharedBits`, keys.sharedBits, 1, SHARED_BITS_LIMIT),
  ];
  if (problems.length > 0) return problems;
  const bits = layout.isString ? layout.keyBytes * 6 : layout.keyBytes * 8;
  // Half of what is to be expected, so that the search does not end for want of keys.
  const most = Math.min(TRIALS_LIMIT, 2 ** (bits - 1)) / 2 ** keys.sharedBits;
  return unless(
    keys.keys <= most,
    `${path}.keys`,
    `at most ${Math.floor(most)} keys that share ${keys.sharedBits} bits`,
    keys.keys,
  );
}
