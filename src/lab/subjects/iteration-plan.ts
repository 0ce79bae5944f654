/** How often a timed pass repeats the workload on a fresh map. */
export interface IterationPlan {
  readonly iterations: number;
  /** Operations per writer of the one run before them, which is not measured. */
  readonly warmOperationsPerWriter: number;
}

const wantedOperations = 1e6;
const leastIterations = 3;
const mostIterations = 100;
/** From here on one iteration is long enough to speak for itself. */
const longOperations = 1e7;
const warmOperations = 200_000;

/**
 * As many iterations as make about a million operations, at least 3 and at most 100; one where
 * the workload has more than ten million. A function of the number of operations alone, so that
 * every machine and every round do the same. The first 200,000 operations run once before, so that
 * the code is compiled and the memory is there.
 */
export function planIterations(operations: number, writers: number): IterationPlan {
  const wanted = Math.round(wantedOperations / operations);
  return {
    iterations:
      operations > longOperations ? 1 : Math.min(mostIterations, Math.max(leastIterations, wanted)),
    warmOperationsPerWriter: Math.ceil(warmOperations / writers),
  };
}
