import type { Cell } from '../config/cell.ts';

/**
 * Whether a cell can be counted exactly. A module tells nothing that could be counted, nor does a
 * service that runs already; the map behind a service of our own is counted without HTTP.
 */
export function hasExactPass({ target, http }: Cell): boolean {
  return target !== 'module' && (target !== 'http' || http?.url === undefined);
}
