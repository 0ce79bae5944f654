import { availableParallelism, totalmem } from 'node:os';
import process from 'node:process';
import type { Cell } from '../config/cell.ts';

/** More would gain little: what counts exactly is mostly the starting of processes. */
const mostLanes = 2;

/** What a machine can carry at a time. */
export interface MachineRoom {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/**
 * How many exact processes may run at a time: their counts do not depend on what runs beside them,
 * as long as the machine can give each of them all the memory that its limit allows.
 */
export function exactLanes(cells: readonly Cell[], room: MachineRoom = machineRoom()): number {
  const largest = Math.max(1, ...cells.map(({ limits }) => limits.memoryBytes));
  // Half of the memory is left to everything else.
  const fitting = Math.floor(room.memoryBytes / 2 / largest);
  return Math.max(1, Math.min(mostLanes, room.cpus, fitting));
}

function machineRoom(): MachineRoom {
  // 0 where nothing constrains the process.
  const constrained = process.constrainedMemory();
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { cpus: availableParallelism(), memoryBytes };
}
