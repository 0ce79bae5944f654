import { bundledProgram } from '../../../base/primitives/bundled-program.ts';
import { median } from '../../../base/stats/median.ts';
import {
  medianAbsoluteDeviation,
  normalConsistency,
} from '../../../base/stats/median-absolute-deviation.ts';
import { machineCpus } from './machine-cpus.ts';
import { runChild } from '../child/start-child.ts';

/** What two arms of the same work gave; every value is one fresh process. */
export interface Noise {
  readonly unit: 'ns per write';
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Median over all processes. */
  readonly median: number;
  /**
   * Spread between processes, percent of the median: the standard deviation that the median absolute
   * deviation stands for. 5 of 100 single runs differ from the median by about twice that.
   */
  readonly spreadPercent: number;
  /** How much slower the second arm seems than the first, percent: a difference that is none. */
  readonly armDifferencePercent: number;
}

export interface NoiseOptions {
  /** Processes of each arm. @default 6 */
  readonly processesPerArm?: number;
  readonly signal?: AbortSignal;
}

/**
 * A short A/A test: two arms of fresh processes with the same work, in the order first, second,
 * second, first, ... so that a drift reaches both alike. Gives `null` if it was interrupted or fewer
 * than two processes of an arm gave a figure.
 */
export async function measureNoise(options: NoiseOptions = {}): Promise<Noise | null> {
  const arms: [number[], number[]] = [[], []];
  const processes = 2 * (options.processesPerArm ?? 6);
  for (let i = 0; i < processes && !options.signal?.aborted; i += 1) {
    const arm = arms[i % 4 === 0 || i % 4 === 3 ? 0 : 1];
    arm.push(...(await measureOnce(options.signal)));
  }
  const [first, second] = arms;
  return options.signal?.aborted || Math.min(first.length, second.length) < 2
    ? null
    : summarize(first, second);
}

/** One process's figure; none if it did not end well. */
async function measureOnce(signal: AbortSignal | undefined): Promise<number[]> {
  const figures: number[] = [];
  const { ending } = await runChild({
    modulePath: bundledProgram(new URL('noise-process.js', import.meta.url)).href,
    job: null,
    limits: { memoryBytes: 512 * 1024 * 1024, cpus: machineCpus().length },
    timeLimitMs: 60_000,
    onMessage: (message) => {
      const { nsPerWrite } = Object(message);
      if (typeof nsPerWrite === 'number') figures.push(nsPerWrite);
    },
    ...(signal !== undefined && { signal }),
  });
  return ending.kind === 'exited' && ending.exitCode === 0 ? figures : [];
}

/** Exported for its proof by numbers. */
export function summarize(first: readonly number[], second: readonly number[]): Noise {
  const all = [...first, ...second];
  const centre = median(all);
  return {
    unit: 'ns per write',
    first,
    second,
    median: centre,
    spreadPercent: (100 * normalConsistency * medianAbsoluteDeviation(all)) / centre,
    armDifferencePercent: 100 * (median(second) / median(first) - 1),
  };
}
