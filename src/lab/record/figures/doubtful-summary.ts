import type { CellRecord, TimedSummary } from '../run-record.ts';
import { summariseRounds } from './summarise-rounds.ts';

/**
 * The figures of the rounds that could not keep their rate; `null` where a round did, or none was seen.
 * No verdict is made of them.
 */
export function doubtfulSummary({ rounds }: Pick<CellRecord, 'rounds'>): TimedSummary | null {
  if (rounds.some(({ measurement }) => measurement !== null)) return null;
  const seen = rounds.flatMap((round) =>
    round.doubtful === undefined ? [] : [Object.assign({}, round, { measurement: round.doubtful })],
  );
  return seen.length === 0 ? null : summariseRounds(seen, []);
}
