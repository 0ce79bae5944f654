/** An object without the members that are `undefined`. */
export type Defined<T> = {
  readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Leaves out the members that are `undefined`, for types that know only absent ones. */
export function defined<const T extends object>(members: T): Defined<T>;
export function defined(members: object): object {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]: readonly [string, unknown]) => value !== undefined),
  );
}
