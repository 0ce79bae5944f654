import type { Cell } from '../../../src/lab/config/cell.ts';
import { createKernel } from '../../../src/maps/reference/kernel/kernel.ts';
import type { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { referenceMapType } from '../../../src/lab/subjects/reference/reference-map-type.ts';
import { operationKinds } from '../../../src/lab/workload/operation-kinds.ts';
import { OperationStream, placeWorkload } from '../../../src/lab/workload/operation-stream.ts';

/** What the map of a cell must hold in the end: the value by the bytes of the key, in latin1. */
export type Content = ReadonlyMap<string, bigint>;

/**
 * Replays the streams of all writers, one after the other, on a plain `Map`. The order matters only
 * where writers share keys.
 */
export function expectedContent(cell: Cell): Content {
  const kernel = createKernel({ chargedBytes: 2 ** 22 });
  const { layout } = referenceMapType(cell);
  const placed = placeWorkload(kernel, cell.workload, layout);
  const content = new Map<string, bigint>();
  for (let writer = 0; writer < cell.workload.writers; writer++) {
    const stream = new OperationStream(kernel, placed, writer);
    let operation = 0n;
    while (stream.fill())
      for (let at = 0; at < stream.length; at++) {
        operation += 1n;
        const bytes = stream.keys.slice(at * stream.keyStride, (at + 1) * stream.keyStride);
        const key = Buffer.from(bytes).toString('latin1');
        const kind = operationKinds[stream.kindAt(at)];
        if (kind === 'insert')
          content.set(key, inserted(cell, (BigInt(writer) << 48n) | operation));
        else if (kind === 'update') content.set(key, (content.get(key) ?? 0n) + 1n);
        else if (kind === 'delete') content.delete(key);
      }
  }
  return content;
}

/** In a `sync.Map` no integer below 256, which the runtime would have in a table. */
function inserted({ guard }: Cell, value: bigint): bigint {
  return guard === 'sync.Map' && value < 256n ? value | 0x0101010101010101n : value;
}

/** The value of a key of 8 bytes or of a string in each map of a cell that has it. */
export function valuesInMaps(cell: PlacedCell, key: string, isString: boolean): readonly bigint[] {
  const { exports, memory } = cell.kernel;
  const scratch = exports.arenaReserve(4200);
  const view = new DataView(memory.buffer);
  const bytes = Buffer.from(key, 'latin1');
  new Uint8Array(memory.buffer).set(bytes, scratch + 16);
  view.setBigUint64(scratch, BigInt(scratch + 16), true);
  view.setBigUint64(scratch + 8, BigInt(bytes.length), true);
  const found = cell.maps
    .map((map) => exports.mapLookup(map, isString ? scratch : scratch + 16))
    .filter((elem) => elem !== 0)
    .map((elem) => view.getBigUint64(elem, true));
  exports.arenaUnreserve(scratch, 4200);
  return found;
}

/** Entries of all maps of a cell. */
export function entriesInMaps(cell: PlacedCell): number {
  return cell.maps.reduce((sum, map) => sum + Number(cell.kernel.exports.mapCount(map)), 0);
}
