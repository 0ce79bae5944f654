/**
 * What a child says of itself, in messages of their own: at its start what limits it sees, at its
 * exit what it used. The parent consumes them. The exit of a child that lived shorter than the
 * watcher's interval, and has no control group, is all that is known of its use.
 */
export interface ChildFacts {
  /** CPUs the child may use, as a list. */
  readonly cpuSet?: string | null;
  readonly heapLimitBytes?: number;
  /**
   * The high-water mark of this program alone; `ru_maxrss` would carry over the resident size that
   * the parent had when it forked.
   */
  readonly peakRssBytes?: number | null;
  readonly cpuSeconds?: number;
}

/** The only key of such a message. */
export const childFactsKey = 'mapswellChild';

/** Set to `thread` by the parent where the kernel does not end the child when the parent dies. */
export const lifelineVariable = 'MAPSWELL_LIFELINE';

/** The facts in a message, or `undefined` if it is an ordinary message. */
export function childFactsOf(message: unknown): ChildFacts | undefined {
  if (typeof message !== 'object' || message === null || !(childFactsKey in message)) {
    return undefined;
  }
  const facts = message[childFactsKey];
  return isFacts(facts) ? facts : undefined;
}

function isFacts(facts: unknown): facts is ChildFacts {
  return typeof facts === 'object' && facts !== null;
}
