import type { CliOutput } from '../io/cli-io.ts';

const eighths = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * A filled line of one column per value, `height` rows, from 0 at the bottom to `max` at the top,
 * in steps of an eighth of a row.
 *
 * @returns the rows from top to bottom.
 */
export function textChart(values: readonly number[], height: number, max: number): string[] {
  const filled = values.map((value) =>
    max > 0 ? Math.round((Math.min(value, max) / max) * height * 8) : 0,
  );
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8;
    return filled.map((level) => eighths[Math.max(0, Math.min(8, level - below))] ?? ' ').join('');
  });
}

/** How many columns a chart gets, with its labels beside it. */
export function chartColumns({ columns = 80 }: CliOutput): number {
  return Math.max(20, Math.min(72, columns - 14));
}
