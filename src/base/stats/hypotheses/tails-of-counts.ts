import { numberAt } from '../../primitives/number-at.ts';
import { tailProbabilities, type TailProbabilities } from './tail-probabilities.ts';

/** Tail probabilities of an observed sum when `counts[s]` equally likely arrangements have sum s. */
export function tailsOfCounts(counts: Float64Array, observed: number): TailProbabilities {
  const at = numberAt(counts, observed);
  const below = counts.subarray(0, observed).reduce((sum, count) => sum + count, 0);
  const above = counts.subarray(observed + 1).reduce((sum, count) => sum + count, 0);
  const all = below + at + above;
  return tailProbabilities((below + at) / all, (above + at) / all);
}
