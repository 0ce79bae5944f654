import process from 'node:process';
import type { Cell } from '../config/cell.ts';

/** What targets need that must not be made inside the limits of a cell. */
export async function prepareTargets(cells: readonly Cell[], signal?: AbortSignal): Promise<void> {
  if (!cells.some(({ target }) => target === 'go')) return;
  const { prepareGoCells } = await import('../subjects/go/prepare-go-cells.ts');
  await prepareGoCells(cells, process.env, signal);
}
