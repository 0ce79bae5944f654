import { bytes, count, type FlagsOf, valueFlag } from './flag.ts';
import { parseCpus } from './parse-cpus.ts';

/** What every process of a run may use, and how everything random is seeded. */
export interface RunFlags {
  readonly limitMemory: number | undefined;
  readonly cpus: number | undefined;
  readonly seed: number | undefined;
}

/** The flags of every command that measures in the sandbox. */
export const runFlags: FlagsOf<RunFlags> = {
  limitMemory: valueFlag('<bytes>', 'memory of each process, as in 512MiB', bytes),
  cpus: valueFlag('<n>', 'CPUs of each process, as in 2 or 0.5', (given, { flag }) =>
    parseCpus(given, flag),
  ),
  seed: valueFlag('<n>', 'seed of the workloads and of the order', count({ max: 0xffff_ffff })),
};
