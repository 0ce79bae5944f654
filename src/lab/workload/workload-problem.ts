/** One thing that is wrong with a workload. */
export interface WorkloadProblem {
  /** As in `phases[1].keys.hotKeys`. */
  readonly path: string;
  /** What was expected: `an integer from 1 to 64`. */
  readonly rule: string;
  readonly value: unknown;
}

/** The most that fields of a workload may be: files are checked by the same figures. */
export const workloadLimits: Readonly<
  Record<
    | 'writers'
    | 'operations'
    | 'recorded'
    | 'keys'
    | 'stringKeyBytes'
    | 'exponent'
    | 'sharedBits'
    | 'seed',
    number
  >
> = {
  writers: 64,
  operations: 1e12,
  /** Of a recording, which lie in memory: 64 MiB. */
  recorded: 2 ** 23,
  keys: 2 ** 40,
  stringKeyBytes: 4096,
  exponent: 20,
  sharedBits: 24,
  seed: 0xffff_ffff,
};

/** @returns the problem of a value that is no integer from `least` to `most` */
export function whole(
  path: string,
  value: number,
  least: number,
  most: number,
): readonly WorkloadProblem[] {
  const isFine = Number.isSafeInteger(value) && value >= least && value <= most;
  return unless(isFine, path, `an integer from ${least} to ${most}`, value);
}

/** @returns the problem, unless all is fine */
export function unless(
  isFine: boolean,
  path: string,
  rule: string,
  value: unknown,
): readonly WorkloadProblem[] {
  return isFine ? [] : [{ path, rule, value }];
}
