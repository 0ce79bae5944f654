/**
 * JSON with the keys of every object in code-unit order and no spaces: equal values give equal text.
 *
 * @throws RangeError naming the path of a number that JSON cannot hold (it would silently become null)
 */
export function canonicalJson(value: unknown): string {
  return write(value, '');
}

function write(value: unknown, path: string): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`expected a finite number at ${path || 'the root'}, got ${value}`);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}
