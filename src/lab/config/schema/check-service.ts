import { checkGuard } from '../../../maps/model/check-guard.ts';
import type { Cell } from '../cell.ts';

/** @throws SandboxError `config` where the service of a cell could not hold its map */
export function checkService({ id, target, http, map, guard, hint }: Cell): void {
  if (target === 'http' && http?.url === undefined)
    checkGuard({ map, guard, hint }, 'config', `${id}: `);
}
