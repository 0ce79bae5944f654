/** Guards that are one word. */
export const plainGuards = ['none', 'mutex', 'rwmutex', 'sync.Map'] as const;

/** Every kind of guard. */
export type GuardKind = (typeof plainGuards)[number] | 'sharded';

/**
 * What protects the map. `sharded:N` is N maps, each behind a mutex of its own, chosen by a hash
 * that is independent of the map's.
 */
export type Guard = (typeof plainGuards)[number] | `sharded:${number}`;

/** All that code may ask about a guard; nothing else takes its text apart. */
export interface GuardFacts {
  readonly kind: GuardKind;
  /** Maps that the entries are split among; 1 for all but `sharded:N`. */
  readonly shards: number;
}

const mostShards = 1024;

/** What a guard may be, for messages; `quote` makes a name of a word. */
export function guardRule(quote: (word: string) => string = (word) => word): string {
  return `${plainGuards.map(quote).join(', ')} or ${quote('sharded:N')} with N from 1 to ${mostShards}`;
}

/** What a text says of a guard; `null` for a text that is no guard. */
export function readGuard(text: string): GuardFacts | null {
  const plain = plainGuards.find((guard) => guard === text);
  if (plain !== undefined) return { kind: plain, shards: 1 };
  const shards = Number(/^sharded:([1-9]\d{0,3})$/.exec(text)?.[1]);
  return shards <= mostShards ? { kind: 'sharded', shards } : null;
}

/** Whether a text is a guard. */
export function isGuard(text: string): text is Guard {
  return readGuard(text) !== null;
}

/** @throws RangeError for a guard that the types let through and the rule does not */
export function guardFacts(guard: Guard): GuardFacts {
  const facts = readGuard(guard);
  if (facts === null) throw new RangeError(`expected guard to be ${guardRule()}, got ${guard}`);
  return facts;
}
