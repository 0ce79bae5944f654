/**
 * Every member of a union, in the order in which they stand: the compiler names one that is missing,
 * which it cannot in a list.
 */
export function keysOf<Key extends string>(
  members: Readonly<Record<Key, unknown>>,
): readonly Key[] {
  return Object.keys(members).filter((key): key is Key => Object.hasOwn(members, key));
}
