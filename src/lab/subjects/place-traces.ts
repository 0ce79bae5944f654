import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Kernel } from '../../maps/reference/kernel/kernel.ts';
import { loadTrace } from '../traffic/load-trace.ts';
import { reserveMemory } from '../../maps/reference/kernel/reserve-memory.ts';
import type { Workload } from '../workload/workload.ts';

/**
 * Lays the operations of recorded phases into the memory of a kernel.
 *
 * @returns the address of the table of each such phase, by the number of the phase
 * @throws SandboxError as `loadTrace`, and `input` where a recording is not the one that the cell names
 */
export function placeTraces(kernel: Kernel, { phases }: Workload): ReadonlyMap<number, number> {
  const tables = new Map<number, number>();
  for (const [number, { keys }] of phases.entries()) {
    if (keys.kind !== 'trace') continue;
    const { packed, digest } = loadTrace(keys);
    if (keys.digest !== undefined && keys.digest !== digest)
      throw new SandboxError(
        'input',
        `expected ${keys.file} to hold the operations with digest ${keys.digest} (phases[${number}].keys), got ${digest}: it has changed`,
      );
    const table = reserveMemory(kernel, packed.byteLength, 'recorded operations');
    new Uint8Array(kernel.memory.buffer).set(packed, table);
    tables.set(number, table);
  }
  return tables;
}
