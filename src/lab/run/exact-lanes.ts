import { availableParallelism, totalmem } from 'node:os';
import type { Cell } from '../config/cell.ts';
import { outerLimitsHere, usableMechanisms } from '../sandbox/limits/usable-mechanisms.ts';

/** More would gain little: what counts exactly is mostly the starting of processes. */
const mostLanes = 2;

/** What a machine, or the group around mapswell, can carry at a time. */
export interface MachineRoom {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Whether the processes share one limit of memory, with its peak and its kills. */
  readonly isShared: boolean;
}

/**
 * How many exact processes may run at a time: their counts do not depend on what runs beside them,
 * as long as the machine can give each of them all the memory that its limit allows.
 */
export function exactLanes(cells: readonly Cell[], room: MachineRoom): number {
  if (room.isShared) return 1;
  const largest = Math.max(1, ...cells.map(({ limits }) => limits.memoryBytes));
  // Half of the memory is left to everything else.
  const fitting = Math.floor(room.memoryBytes / 2 / largest);
  return Math.max(1, Math.min(mostLanes, room.cpus, fitting));
}

/** The room of this machine, or of the group around mapswell. */
export async function machineRoom(): Promise<MachineRoom> {
  const outer = outerLimitsHere();
  const cpus = Math.max(1, Math.floor(outer.cpus?.limit ?? Infinity));
  const limiting = (await usableMechanisms()).find((one) => one.detect().memoryBytes.isEnforced);
  return {
    cpus: Math.min(availableParallelism(), cpus),
    memoryBytes: Math.min(outer.memoryBytes?.limit ?? Infinity, totalmem()),
    isShared: limiting?.name === 'inherited',
  };
}
