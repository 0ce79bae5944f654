import type { BenchRatio } from './bench-ratio.ts';

/** A ratio that got worse by more than its noise. */
export interface FallenRatio {
  readonly before: BenchRatio;
  readonly now: BenchRatio;
}

/** What became of the ratios of an earlier commit. */
export interface RatioVerdict {
  readonly fallen: readonly FallenRatio[];
  /** Names that were measured then and not now. */
  readonly missing: readonly string[];
  readonly compared: number;
}

/**
 * Compares ratios by their names. One has fallen where the interval of now lies wholly on the worse side
 * of the interval of then: between two medians, both within their noise, nothing is said.
 */
export function judgeRatios(
  before: readonly BenchRatio[],
  now: readonly BenchRatio[],
): RatioVerdict {
  const pairs = before.flatMap((one) => {
    const same = now.find(({ name }) => name === one.name);
    return same === undefined ? [] : [{ before: one, now: same }];
  });
  const names = new Set(now.map(({ name }) => name));
  return {
    fallen: pairs.filter((pair) => hasFallen(pair)),
    missing: before.map(({ name }) => name).filter((name) => !names.has(name)),
    compared: pairs.length,
  };
}

function hasFallen({ before, now }: FallenRatio): boolean {
  return now.better === 'less' ? now.low > before.high : now.high < before.low;
}
