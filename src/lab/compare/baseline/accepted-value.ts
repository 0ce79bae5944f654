import type { Acceptance } from './baseline.ts';
import type { ExactValue } from '../verdict/verdict.ts';

/** The value that a baseline expects: the recorded one, or what was accepted in its place last. */
export function acceptedValue(
  acceptances: readonly Acceptance[],
  cell: string,
  metric: string,
  recorded: ExactValue,
): ExactValue {
  const last = acceptances.findLast((one) => one.cell === cell && one.metric === metric);
  return last?.to ?? recorded;
}

/** By how much the expected value moved through acceptances, one after the other. */
export function acceptedFactor(
  acceptances: readonly Acceptance[],
  cell: string,
  metric: string,
): number {
  return acceptances
    .filter((one) => one.cell === cell && one.metric === metric)
    .reduce((factor, { from, to }) => factor * (Number(to) / Number(from)), 1);
}
