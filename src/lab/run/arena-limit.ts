import type { Cell } from '../config/cell.ts';
import { formatLimitBytes } from '../../base/primitives/format-bytes.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { largestArenaBytes } from '../../maps/reference/kernel/kernel.ts';

/** What Node.js itself, the compiled kernel and the recorder take, measured 48 to 58 MiB. */
const runtimeBytes = 72 * 2 ** 20;
/** What a worker thread takes: an isolate with its heap and stack, measured 5 to 7 MiB. */
const bytesPerWriter = 8 * 2 ** 20;
/** Less than this is no room for a map that is worth a scenario. */
const leastArenaBytes = 16 * 2 ** 20;

/**
 * Charged bytes that the reference map of a cell may hold: the memory limit less what the runtime
 * needs, so that a map which no longer fits is refused by the arena and not killed by the kernel; at
 * most what an arena can be. It depends on the cell alone, never on the machine: the insert that
 * fails is an exact metric.
 *
 * @throws SandboxError `config` when the limit leaves no room
 */
export function arenaLimitBytes(cell: Cell): number {
  const reserved = reservedBytes(cell);
  const left = cell.limits.memoryBytes - reserved;
  if (left < leastArenaBytes)
    throw new SandboxError(
      'config',
      `${cell.id}: expected limits.memoryBytes of at least ${mebibytes(reserved + leastArenaBytes)} (Node.js and ${cell.workload.writers} writers need ${mebibytes(reserved)}, the map ${mebibytes(leastArenaBytes)}), got ${mebibytes(cell.limits.memoryBytes)}`,
    );
  return Math.min(left, largestArenaBytes);
}

/** Says that the arena ends before the limit of its cell does; empty where the limit decides. */
export function arenaRemark(cell: Cell, arenaBytes: number): string {
  const left = cell.limits.memoryBytes - reservedBytes(cell);
  if (arenaBytes !== largestArenaBytes || left <= largestArenaBytes) return '';
  return `${formatLimitBytes(cell.limits.memoryBytes)} asked, which leaves the map ${formatLimitBytes(left)}; its arena can have ${formatLimitBytes(largestArenaBytes)} at most, and refuses a map above that`;
}

function reservedBytes({ workload }: Cell): number {
  return runtimeBytes + workload.writers * bytesPerWriter;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
