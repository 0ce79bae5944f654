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

/**
 * The keys that a value must have at a place and has not; of several alternatives, those of the one whose
 * literals the value has.
 *
 * @param holder the value at that place
 */
export function missingKeysAt(
  schema: unknown,
  path: readonly PropertyKey[],
  holder: unknown,
): readonly string[] {
  const own: Readonly<Record<string, unknown>> = Object(holder);
  const fitting = inside([schema], path).filter(
    (one): one is z.ZodObject => one instanceof z.ZodObject && literalsFit(one, own),
  );
  const missing = fitting.flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([key, field]) =>
      Object.hasOwn(own, key) || isOptional(field) ? [] : [key],
    ),
  );
  return [...new Set(missing)];
}

function literalsFit({ shape }: z.ZodObject, own: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(shape).every(
    ([key, field]) => !(field instanceof z.ZodLiteral) || field.safeParse(own[key]).success,
  );
}

function isOptional(field: unknown): boolean {
  return field instanceof z.ZodOptional || field instanceof z.ZodExactOptional;
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
