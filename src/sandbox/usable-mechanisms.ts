import { fallback } from './fallback.ts';
import type { Mechanism } from './mechanism.ts';

/** The mechanisms that work here, the best first; the last is the fallback. */
export function usableMechanisms(): readonly Mechanism[] {
  return [fallback()];
}
