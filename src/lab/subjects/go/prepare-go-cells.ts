import type { Cell } from '../../config/cell.ts';
import { buildGoCell } from './open-go-cell.ts';

/**
 * Builds the programs of all cells of real Go before any limit holds: compiling takes more memory and
 * time than most cells are given. What cannot be built is told by the cell itself, when it runs.
 */
export async function prepareGoCells(
  cells: readonly Cell[],
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<void> {
  for (const cell of cells) {
    if (cell.target !== 'go') continue;
    await buildGoCell(cell, env, signal).catch(() => null);
  }
}
