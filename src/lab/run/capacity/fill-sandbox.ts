import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { runPlannedProcess } from '../run-planned-process.ts';
import type { CapacityRequest, SandboxFill } from './capacity.ts';
import { booksBytes, fillCell } from './fill-cell.ts';
import { sandboxFillOf } from './sandbox-fill-of.ts';

/**
 * Fills one map in a process of the sandbox until the limit ends it; the map's arena refuses what
 * goes above, so that the insert is exact.
 *
 * @throws SandboxError `invalid` where the process failed or was interrupted
 */
export async function fillSandbox(request: CapacityRequest, hint: number): Promise<SandboxFill> {
  const cell = fillCell(request, hint);
  const result = await runPlannedProcess({ kind: 'exact', cellId: cell.id, repeat: 1 }, 0, {
    cells: new Map([[cell.id, cell]]),
    limits: cell.limits,
    seed: cell.workload.seed,
    signal: request.signal,
    arenaLimitBytes: request.limitBytes,
    booksBytes: booksBytes(request),
  });
  if (result === null || result.kind !== 'exact')
    throw new SandboxError('invalid', 'interrupted before the map was full');
  return sandboxFillOf(request, hint, result.run);
}
