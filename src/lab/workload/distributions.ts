import { Distribution } from '../../maps/reference/kernel/kernel-enums.ts';
import type { KeyLayout } from './key-layout.ts';
import { unless, whole, type WorkloadProblem, workloadLimits } from './workload-problem.ts';
import type { KeyDistribution } from './workload.ts';

export type DistributionKind = KeyDistribution['kind'];

/** The distribution of each kind. */
export type DistributionByKind = { [Keys in KeyDistribution as Keys['kind']]: Keys };

/** The figures of a phase that the kernel reads; one that is not named is 0. */
export interface DistributionFigures {
  /** Keys of all writers together; the window of a sliding window. */
  readonly keys?: number;
  readonly startAt?: number;
  readonly hotKeys?: number;
  readonly hotShare?: number;
  readonly exponent?: number;
  readonly continues?: boolean;
}

/** All there is to know of one kind of distribution but its schema, its words and its draws. */
interface DistributionDefinition<Keys> {
  /** How the kernel knows it. */
  readonly code: number;
  readonly figures: (keys: Keys) => DistributionFigures;
  /**
   * @param shares writers with keys of their own, each of which must get one
   * @returns what no workload with keys of that layout can have
   */
  readonly problems: (
    keys: Keys,
    path: string,
    shares: number,
    layout: KeyLayout,
  ) => readonly WorkloadProblem[];
}

/** Trials to find adversarial keys: about ten seconds. */
const trialsLimit = 2 ** 31;
const tableKeysLimit = 2 ** 22;

/** Every kind of distribution, in the order in which messages name them. */
const distributions: {
  readonly [Kind in DistributionKind]: DistributionDefinition<DistributionByKind[Kind]>;
} = {
  sequential: {
    code: Distribution.Sequential,
    figures: ({ startAt = 0, continues = false }) => ({ startAt, continues }),
    problems: ({ startAt = 0, continues = false }, path) => [
      ...whole(`${path}.startAt`, startAt, 0, workloadLimits.keys),
      ...unless(
        !continues || startAt === 0,
        `${path}.startAt`,
        'none beside continues, which says where it starts',
        startAt,
      ),
    ],
  },
  uniform: {
    code: Distribution.Uniform,
    figures: ({ keys }) => ({ keys }),
    problems: ({ keys }, path, shares) => whole(`${path}.keys`, keys, shares, workloadLimits.keys),
  },
  zipfian: {
    code: Distribution.Zipfian,
    figures: ({ keys, exponent }) => ({ keys, exponent }),
    problems: ({ keys, exponent }, path, shares) => [
      ...whole(`${path}.keys`, keys, shares, workloadLimits.keys),
      ...unless(
        exponent > 0 && exponent <= workloadLimits.exponent,
        `${path}.exponent`,
        `a number above 0, at most ${workloadLimits.exponent}`,
        exponent,
      ),
    ],
  },
  'hot-set': {
    code: Distribution.HotSet,
    figures: ({ keys, hotKeys, hotShare }) => ({ keys, hotKeys, hotShare }),
    problems: ({ keys, hotKeys, hotShare }, path, shares) => [
      ...whole(`${path}.keys`, keys, shares, workloadLimits.keys),
      ...whole(`${path}.hotKeys`, hotKeys, shares, Math.max(shares, keys)),
      ...unless(
        hotShare >= 0 && hotShare <= 1,
        `${path}.hotShare`,
        'a number from 0 to 1',
        hotShare,
      ),
    ],
  },
  'sliding-window': {
    code: Distribution.SlidingWindow,
    figures: ({ window, continues = false }) => ({ keys: window, continues }),
    problems: ({ window }, path, shares) =>
      whole(`${path}.window`, window, shares, workloadLimits.keys),
  },
  adversarial: {
    code: Distribution.Adversarial,
    figures: ({ keys }) => ({ keys }),
    problems: adversarialProblems,
  },
  trace: {
    code: Distribution.Trace,
    figures: ({ operations = 1 }) => ({ keys: operations }),
    problems: ({ operations }, path) =>
      operations === undefined
        ? []
        : whole(`${path}.operations`, operations, 1, workloadLimits.recorded),
  },
};

/** Names of every kind of distribution. */
export const distributionKinds: readonly string[] = Object.keys(distributions);

/** The number by which the kernel knows the distribution, and the figures that it reads. */
export function distributionImage(
  keys: KeyDistribution,
): DistributionFigures & { readonly code: number } {
  return imageOf(keys.kind, keys);
}

/** What no workload with keys of that layout can have of a distribution. */
export function distributionProblems(
  keys: KeyDistribution,
  path: string,
  shares: number,
  layout: KeyLayout,
): readonly WorkloadProblem[] {
  return problemsOf(keys.kind, keys, path, shares, layout);
}

// The compiler relates a kind to its distribution through one type parameter only.

function imageOf<Kind extends DistributionKind>(
  kind: Kind,
  keys: DistributionByKind[Kind],
): DistributionFigures & { readonly code: number } {
  const { code, figures } = distributions[kind];
  return { code, ...figures(keys) };
}

function problemsOf<Kind extends DistributionKind>(
  kind: Kind,
  keys: DistributionByKind[Kind],
  path: string,
  shares: number,
  layout: KeyLayout,
): readonly WorkloadProblem[] {
  return distributions[kind].problems(keys, path, shares, layout);
}

function adversarialProblems(
  { keys, sharedBits }: DistributionByKind['adversarial'],
  path: string,
  shares: number,
  layout: KeyLayout,
): readonly WorkloadProblem[] {
  const problems = [
    ...unless(
      layout.parts === undefined,
      `${path}.kind`,
      'another distribution beside keys that are hashed part by part',
      'adversarial',
    ),
    ...whole(`${path}.keys`, keys, shares, tableKeysLimit),
    ...whole(`${path}.sharedBits`, sharedBits, 1, workloadLimits.sharedBits),
  ];
  if (problems.length > 0) return problems;
  const bits = layout.isString ? layout.keyBytes * 6 : layout.keyBytes * 8;
  // Half of what is to be expected, so that the search does not end for want of keys.
  const most = Math.min(trialsLimit, 2 ** (bits - 1)) / 2 ** sharedBits;
  return unless(
    keys <= most,
    `${path}.keys`,
    `at most ${Math.floor(most)} keys that share ${sharedBits} bits`,
    keys,
  );
}
