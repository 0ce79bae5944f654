import type { TopLevelSpec } from 'vega-lite';

/** Figures and titles of a chart that stand in its spec by name, as `{ expr: 'xEnd' }`. */
export type ChartParameters = NonNullable<TopLevelSpec['params']>;

/**
 * Figures and titles that differ from cell to cell, as parameters: charts that differ in nothing but these and
 * their data are compiled once.
 */
export function chartParameters(
  figures: Readonly<Record<string, string | number | readonly number[]>>,
): ChartParameters {
  return Object.entries(figures).map(([name, value]) => ({
    name,
    value: typeof value === 'object' ? [...value] : value,
  }));
}
