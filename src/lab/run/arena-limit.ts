import type { Cell } from '../config/cell.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** What Node.js itself, the compiled kernel and the recorder take, measured 48 to 58 MiB. */
const runtimeBytes = 72 * 2 ** 20;
/** What a worker thread takes: an isolate with its heap and stack, measured 5 to 7 MiB. */
const bytesPerWriter = 8 * 2 ** 20;
/** Less than this is no room for a map that is worth a scenario. */
const leastArenaBytes = 16 * 2 ** 20;
/** A 32-bit memory ends at 4 GiB; the kernel needs some of it for itself. */
const mostArenaBytes = 3.5 * 2 ** 30;

/**
 * Charged bytes that the reference map of a cell may hold: the memory limit less what the runtime
 * needs, so that a map which no longer fits is refused by the arena and not killed by the kernel. It
 * depends on the cell alone, never on the machine: the insert that fails is an exact metric.
 *
 * @throws SandboxError `config` when the limit leaves no room
 */
export function arenaLimitBytes(cell: Cell): number {
  const reserved = runtimeBytes + cell.workload.writers * bytesPerWriter;
  const left = cell.limits.memoryBytes - reserved;
  if (left < leastArenaBytes)
    throw new SandboxError(
      'config',
      `${cell.id}: expected limits.memoryBytes of at least ${mebibytes(reserved + leastArenaBytes)} (Node.js and ${cell.workload.writers} writers need ${mebibytes(reserved)}, the map ${mebibytes(leastArenaBytes)}), got ${mebibytes(cell.limits.memoryBytes)}`,
    );
  return Math.min(left, mostArenaBytes);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
