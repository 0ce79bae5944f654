import type { Comparison } from '../comparison.ts';

/**
 * For programs: the comparison as one JSON document. What is not finite (an interval without an end)
 * is `null`. `comparisonJsonSchema` describes it.
 */
export function formatJson(comparison: Comparison): string {
  const text = JSON.stringify(
    comparison,
    (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? null : value),
    2,
  );
  return `${text}\n`;
}
