import type { Cell } from '../config/cell.ts';

const multiplier = 0xd6e8feb86659fd93n;
const mask = (1n << 64n) - 1n;

/** What a map hashes with. */
export interface HashSeed {
  /** The hash key of the runtime, in the words of `mapSetHashKeys`. */
  readonly words: readonly [bigint, bigint, bigint, bigint];
  readonly seed: bigint;
}

/** What the program of a real Go cell makes its map hash with: see `exact` in its exact.go. */
export function hashSeedOfCell({ workload }: Cell): HashSeed {
  const seed = BigInt(workload.seed);
  const word = (i: bigint): bigint => scramble(seed + i) | 1n;
  return { words: [word(1n), word(2n), word(3n), word(4n)], seed: scramble(seed) };
}

function scramble(value: bigint): bigint {
  let x = value & mask;
  x ^= x >> 32n;
  x = (x * multiplier) & mask;
  x ^= x >> 32n;
  x = (x * multiplier) & mask;
  return x ^ (x >> 32n);
}
