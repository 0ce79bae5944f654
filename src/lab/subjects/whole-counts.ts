import type { ExactCounts } from '../record/exact-result.ts';

/** What loops and ages did, as a record has it: nothing where there was none. */
export function wholeCounts(
  visited: number,
  expired: number,
): Pick<ExactCounts, 'entriesVisited' | 'entriesExpired'> {
  return {
    ...(visited > 0 ? { entriesVisited: visited } : {}),
    ...(expired > 0 ? { entriesExpired: expired } : {}),
  };
}
