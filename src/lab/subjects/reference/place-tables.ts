import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { KeyLayout } from '../../workload/key-layout.ts';
import { placeWorkload } from '../../workload/operation-stream.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';
import { placeTraces } from '../place-traces.ts';
import type { Workload } from '../../workload/workload.ts';

/** Indices tried in one call of the kernel. */
const trials = 2 ** 32;

/**
 * Places the tables that phases read: recorded operations, and adversarial keys, which are found by the
 * hash of a map that is made like those under test.
 *
 * @returns the address of the table of each such phase, by the number of the phase
 * @throws SandboxError `config` when there are not so many keys
 */
export function placeTables(
  kernel: Kernel,
  workload: Workload,
  layout: KeyLayout,
  newMap: () => number,
): ReadonlyMap<number, number> {
  const tables = new Map(placeTraces(kernel, workload));
  if (workload.phases.every(({ keys }) => keys.kind !== 'adversarial')) return tables;
  const map = newMap();
  const { address } = placeWorkload(kernel, workload, layout);
  const key = reserveMemory(kernel, layout.keyBytes + 24, 'a key');
  for (const [number, { keys }] of workload.phases.entries()) {
    if (keys.kind !== 'adversarial') continue;
    const table = reserveMemory(kernel, keys.keys * 8, 'adversarial keys');
    const found = kernel.exports.findAdversarialKeys(
      map,
      address,
      key,
      table,
      keys.keys,
      keys.sharedBits,
      0n,
      BigInt(Math.min(trials, 2 ** indexBits(layout))),
    );
    if (found < keys.keys)
      throw new SandboxError(
        'config',
        `expected ${keys.keys} keys that share ${keys.sharedBits} bits (phases[${number}].keys), found ${found}`,
      );
    tables.set(number, table);
  }
  kernel.exports.mapFree(map);
  return tables;
}

/** Indices beyond so many bits name keys that were tried before. */
function indexBits(layout: KeyLayout): number {
  return Math.min(64, layout.keyBytes * (layout.isString ? 3 : 8));
}
