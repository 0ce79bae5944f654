/**
 * A value that is there by the way the program is made, where a type cannot say so.
 *
 * @throws Error naming what was expected, which is a defect of mapswell
 */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`expected ${what}, found none`);
  return value;
}
