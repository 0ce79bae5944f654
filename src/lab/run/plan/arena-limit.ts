import type { Cell } from '../../config/cell.ts';
import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { OuterLimits } from '../../sandbox/limits/limit-report.ts';
import { memoryRoomBytes } from '../../sandbox/limits/outer-limits.ts';
import { outerLimitsHere } from '../../sandbox/limits/usable-mechanisms.ts';
import { largestArenaBytes } from '../../../maps/reference/kernel/kernel.ts';

/** What Node.js itself, the compiled kernel and the recorder take, measured 48 to 58 MiB. */
const runtimeBytes = 72 * 2 ** 20;
/** What a worker thread takes: an isolate with its heap and stack, measured 5 to 7 MiB. */
const bytesPerWriter = 8 * 2 ** 20;
/** What the generator of HTTP load takes beside the service, measured 90 to 130 MB. */
const generatorBytes = 160 * 2 ** 20;
/** Less than this is no room for a map that is worth a scenario. */
const leastArenaBytes = 16 * 2 ** 20;

/**
 * Charged bytes that the reference map of a cell may hold: the memory limit less what the runtime
 * needs, so that a map which no longer fits is refused by the arena and not killed by the kernel; at
 * most what an arena can be. It depends on the cell, and on a group around mapswell that allows
 * less, but on nothing that changes: the insert that fails is an exact metric.
 *
 * @throws SandboxError `config` when the limit leaves no room
 */
export function arenaLimitBytes(cell: Cell, outer: OuterLimits = outerLimitsHere()): number {
  const reserved = reservedBytes(cell);
  const left = memoryBytesOf(cell, outer) - reserved;
  if (left < leastArenaBytes)
    throw new SandboxError(
      'config',
      `${cell.id}: expected limits.memoryBytes of at least ${mebibytes(reserved + leastArenaBytes)} (Node.js and ${cell.workload.writers} writers need ${mebibytes(reserved)}, the map ${mebibytes(leastArenaBytes)}), got ${gotMemory(cell, outer)}`,
    );
  return Math.min(left, largestArenaBytes);
}

/** Says that the arena ends before the limit of its cell does; empty where the limit decides. */
export function arenaRemark(cell: Cell, arenaBytes: number): string {
  const left = cell.limits.memoryBytes - reservedBytes(cell);
  if (arenaBytes !== largestArenaBytes || left <= largestArenaBytes) return '';
  return `${formatLimitBytes(cell.limits.memoryBytes)} asked, which leaves the map ${formatLimitBytes(left)}; its arena can have ${formatLimitBytes(largestArenaBytes)} at most, and refuses a map above that`;
}

/** What is asked, or what a group around mapswell leaves; there the generator has to fit in as well. */
function memoryBytesOf({ limits, target }: Cell, outer: OuterLimits): number {
  const room = memoryRoomBytes(outer) - (target === 'http' ? generatorBytes : 0);
  return Math.min(limits.memoryBytes, room);
}

function gotMemory(cell: Cell, outer: OuterLimits): string {
  const bytes = memoryBytesOf(cell, outer);
  if (outer.memoryBytes === undefined || bytes === cell.limits.memoryBytes) return mebibytes(bytes);
  const { limit, group } = outer.memoryBytes;
  return `${mebibytes(bytes)}, which is what mapswell leaves of the ${mebibytes(limit)} that the group ${group} around it allows`;
}

/** What the process of a reference map takes beside the map. */
export function reservedBytes({ workload }: Pick<Cell, 'workload'>): number {
  return runtimeBytes + workload.writers * bytesPerWriter;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MiB`;
}
