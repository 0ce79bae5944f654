/** The first member in which two plain values differ, as `seed: 1 and 2`; `null` where they are equal. */
export function firstDifference(one: unknown, other: unknown): string | null {
  return differenceAt(one, other, '');
}

function differenceAt(one: unknown, other: unknown, path: string): string | null {
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)].toSorted())) {
      const below = differenceAt(
        Reflect.get(one, key),
        Reflect.get(other, key),
        path === '' ? key : `${path}.${key}`,
      );
      if (below !== null) return below;
    }
    return null;
  }
  return one === other ? null : `${path}: ${shown(one)} and ${shown(other)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
