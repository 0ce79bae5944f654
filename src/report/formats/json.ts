/**
 * For programs: what was found as one JSON document. What is not finite (an interval without an end) is
 * `null`. Its schema is the room's that made it.
 */
export function formatJson(document: object): string {
  const text = JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value),
    2,
  );
  return `${text}\n`;
}
