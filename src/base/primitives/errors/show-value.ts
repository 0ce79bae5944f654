const mostCharacters = 60;

/**
 * A value from outside as a message shows it: short, and at a bounded cost however large the value is.
 */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 100) : value) ?? 'nothing';
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 3)}...`;
}
