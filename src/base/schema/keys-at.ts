import { z } from 'zod';

/**
 * The keys that a schema knows at a place in a value: of several alternatives, those of each that
 * leads there.
 *
 * @param path as in an issue of the schema
 */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const keys = inside([schema], path).flatMap((one) =>
    one instanceof z.ZodObject ? Object.keys(one.shape) : [],
  );
  return [...new Set(keys)];
}

function inside(schemas: readonly unknown[], path: readonly PropertyKey[]): readonly unknown[] {
  const open = schemas.flatMap(alternatives);
  const [key, ...rest] = path;
  return key === undefined
    ? open
    : inside(
        open.flatMap((one) => member(one, key)),
        rest,
      );
}

/** What is behind `optional`, `nullable` and unions. */
function alternatives(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(alternatives);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodNullable
  )
    return alternatives(schema.unwrap());
  return [schema];
}

function member(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (!(schema instanceof z.ZodObject)) return [];
  const found: unknown = Reflect.get(schema.shape, key);
  return found === undefined ? [] : [found];
}
