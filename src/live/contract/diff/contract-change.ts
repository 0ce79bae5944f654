/** What a change does to those who rely on a contract. */
export type ChangeKind = 'breaking' | 'additive' | 'note';

/** One difference between two contracts. */
export interface ContractChange {
  readonly kind: ChangeKind;
  /** The same for the same change, such as `metric-removed:cache_size`. */
  readonly id: string;
  readonly message: string;
}

/** Something that breaks whoever relies on it. */
export function breaking(id: string, message: string): ContractChange {
  return { kind: 'breaking', id, message };
}

/** Something more than before. */
export function additive(id: string, message: string): ContractChange {
  return { kind: 'additive', id, message };
}

/** Something that nobody relies on. */
export function note(id: string, message: string): ContractChange {
  return { kind: 'note', id, message };
}

/**
 * A limit that was moved: loosened is breaking, tightened is more than before.
 *
 * @param sign 1 where a smaller limit is the tighter one, -1 where a larger one is
 */
export function limitChange(
  name: string,
  before: number | null,
  after: number | null,
  sign: 1 | -1 = 1,
): readonly ContractChange[] {
  if (before === after) return [];
  const none = sign * Number.POSITIVE_INFINITY;
  const isLoosened = sign * (after ?? none) > sign * (before ?? none);
  const message = `${name} was ${before ?? 'not limited'} and is ${after ?? 'not limited'}`;
  return [
    isLoosened
      ? breaking(`limit-loosened:${name}`, message)
      : additive(`limit-tightened:${name}`, message),
  ];
}
