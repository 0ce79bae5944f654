import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import { exactFigures } from '../../config/schema/thresholds/thresholds.ts';
import { hasExactPass } from '../../subjects/has-exact-pass.ts';

/** @throws SandboxError `config` for a threshold on a count of a cell that nothing counts */
export function checkCounted(cell: Cell): void {
  if (hasExactPass(cell)) return;
  const figure = Object.keys(cell.thresholds ?? {}).find((name) =>
    Object.hasOwn(exactFigures, name),
  );
  if (figure === undefined) return;
  const target = cell.target === 'module' ? 'a module' : 'a service that runs already';
  throw new SandboxError(
    'config',
    `${cell.id}: expected thresholds on what is timed, because ${target} is not counted, got ${figure}`,
  );
}
