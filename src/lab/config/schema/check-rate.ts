import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import type { Cell } from '../cell.ts';

/** The share of the time limit that arrivals may take: starting and reading take some of it too. */
const mostOfTimeLimit = 0.8;

/** @throws SandboxError `config` where the operations of a cell cannot arrive at its rate */
export function checkRate(cell: Cell): void {
  const { id, target, guard, rate, http, timeLimitMs, workload } = cell;
  if (rate === undefined) return;
  if (target === 'go')
    throw new SandboxError(
      'config',
      `${id}: expected rate beside the targets reference, http, native or a module, got go, whose program takes its operations by the block`,
    );
  if (target === 'reference' && guard === 'none' && workload.writers > 1)
    throw new SandboxError(
      'config',
      `${id}: expected rate beside a guard or a single writer, got guard none and ${workload.writers} writers, which run until the map breaks`,
    );
  if (http?.durationSeconds !== undefined) return;
  const operations = totalOperations(workload);
  const durationMs = rateDurationMs(rate, operations);
  const most = mostOfTimeLimit * timeLimitMs;
  if (durationMs > most)
    throw new SandboxError(
      'config',
      `${id}: expected rate to bring all ${formatCount(operations)} operations within ${formatCount(most)} ms, which is ${100 * mostOfTimeLimit} % of timeLimitMs, got ${formatCount(Math.ceil(durationMs))} ms`,
    );
}
