import type { LastState, Outcome } from '../record/outcome.ts';

/**
 * The outcome of an operation that V8 refused because a `Map` or `Set` can be no larger.
 *
 * @param operation its number from 1; `null` where it is not known
 * @throws the error, where it is another one
 */
export function mapFullOutcome(
  error: unknown,
  last: LastState | null,
  operation: number | null,
): Extract<Outcome, { kind: 'map-full' }> {
  if (!isMapFull(error)) throw error;
  return { kind: 'map-full', message: error.message, operation, last };
}

/** Whether an error says that a `Map` or `Set` of V8 can be no larger. */
export function isMapFull(error: unknown): error is RangeError {
  return error instanceof RangeError && /^(?:Map|Set) maximum size exceeded$/.test(error.message);
}
