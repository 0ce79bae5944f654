import { z } from 'zod';

/** `T` with every property and list in it readonly, so that only their shapes are compared. */
export type DeepReadonly<T> = T extends object
  ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
  : T;

/** `true` where two types are the same, optional keys and union members included. */
export type IsSame<A, B> =
  // The compiler calls two generic functions assignable only where their conditions are identical.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

/**
 * Ties a schema to a hand-written interface: `schemaOf<Limits>('limits')(z.strictObject({ ... }))`
 * compiles only where the schema accepts exactly that type. A key or a union member that only one of
 * the two knows is an error of the compiler, not a record that cannot be read back.
 *
 * @param id its name in the published JSON Schema
 */
export function schemaOf<T>(
  id: string,
): <S extends z.ZodType<T>>(schema: ExactSchema<S, T>) => ExactSchema<S, T> {
  return (schema) => {
    z.globalRegistry.add(schema, { id });
    return schema;
  };
}

/** `S` where it accepts exactly `T`, else nothing that there is. */
type ExactSchema<S extends z.ZodType, T> =
  IsSame<DeepReadonly<z.output<S>>, DeepReadonly<T>> extends true ? S : never;
