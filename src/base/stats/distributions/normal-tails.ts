import { normalCdf } from './normal-cdf.ts';
import { tailProbabilities, type TailProbabilities } from '../hypotheses/tail-probabilities.ts';

/**
 * Tail probabilities of a statistic that is nearly normal and moves in steps of 1, with a
 * continuity correction of half a step. Without any spread nothing can be told: all are 1.
 */
export function normalTails(
  statistic: number,
  mean: number,
  standardDeviation: number,
): TailProbabilities {
  if (!(standardDeviation > 0)) return tailProbabilities(1, 1);
  return tailProbabilities(
    normalCdf((statistic - mean + 0.5) / standardDeviation),
    normalCdf((mean - statistic + 0.5) / standardDeviation),
  );
}
