/** What a JSON pointer (RFC 6901) leads to; `undefined` where nothing is. */
export function atPointer(document: unknown, pointer: string | undefined): unknown {
  if (pointer === undefined) return undefined;
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A number there; `null` where there is none. */
export function numberAt(document: unknown, pointer: string | undefined): number | null {
  const value = atPointer(document, pointer);
  return typeof value === 'number' ? value : null;
}

/** A number, or the sum of those in an object or a list. */
export function sumAt(document: unknown, pointer: string | undefined): number | null {
  const value = atPointer(document, pointer);
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return null;
  const parts: readonly unknown[] = Object.values(value);
  return parts.reduce<number>((sum, part) => sum + (typeof part === 'number' ? part : 0), 0);
}

/** A list of numbers there; `null` where there is none. */
export function numbersAt(
  document: unknown,
  pointer: string | undefined,
): readonly number[] | null {
  const value = atPointer(document, pointer);
  if (!Array.isArray(value)) return null;
  const parts: readonly unknown[] = value;
  return parts.map((part) => (typeof part === 'number' ? part : Number.NaN));
}
