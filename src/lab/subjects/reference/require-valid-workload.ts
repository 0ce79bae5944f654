import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import { validateWorkload } from '../../workload/validate-workload.ts';
import type { ReferenceMapType } from './reference-map-type.ts';

/** @throws SandboxError `config` naming what is wrong with the workload of a cell */
export function requireValidWorkload(cell: Cell, type: ReferenceMapType): void {
  const problems = validateWorkload(cell.workload, type.layout);
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ path, rule, value }) => `${path}: expected ${rule}, got ${JSON.stringify(value)}`,
  );
  throw new SandboxError('config', `${cell.id}: ${lines.join('; ')}`);
}
