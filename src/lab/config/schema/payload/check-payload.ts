import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { parseGoType } from '../../../../maps/model/go-type/parse-go-type.ts';
import { requireOpenSizes } from '../../../../maps/model/payload/require-open-sizes.ts';
import type { Cell } from '../../cell.ts';
import { cellPayloads, isOfV8, payloadRequest } from '../../cell-payload.ts';

/** Any: the words are those of every version. */
const anyMajor = 20;

/**
 * @throws SandboxError `config` for a payload that says nothing, that is in words which the target of
 *   the cell has not, or that would have other room in the table
 */
export function checkPayload(cell: Cell): void {
  const { id, payload } = cell;
  if (payload === undefined) return;
  try {
    if (!isOfV8(cell)) {
      requireSameRoom(cell.key, payload.key, 'payload.key');
      requireSameRoom(cell.value, payload.value, 'payload.value');
    }
    requireOpenSizes(
      {
        ...payloadRequest(cell, anyMajor),
        keySizes: payload.keyBytes ?? null,
        valueSizes: payload.valueBytes ?? null,
      },
      {
        key: payload.key === undefined ? 'key' : 'payload.key',
        value: payload.value === undefined ? 'value' : 'payload.value',
        keyBytes: 'payload.keyBytes',
        valueBytes: 'payload.valueBytes',
      },
    );
    cellPayloads(cell, anyMajor);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const side = isOfV8(cell) ? ` (of the target ${cell.target}, in JavaScript's words)` : '';
    throw new SandboxError('config', `${id}: ${error.message}${side}`, { cause: error });
  }
}

/** A map of `*int` is, slot for slot, one of `*Session`: what counts is the room in the table. */
function requireSameRoom(type: string, full: string | undefined, option: string): void {
  if (full === undefined) return;
  const [own, other] = [parseGoType(type), parseGoType(full, option)];
  if (own.sizeBytes === other.sizeBytes && own.hasPointers === other.hasPointers) return;
  const room = ({ sizeBytes, hasPointers }: typeof own): string =>
    `${sizeBytes} bytes ${hasPointers ? 'with' : 'without'} pointers`;
  throw new SandboxError(
    'config',
    `expected ${option} to have as much room in the table as ${type} (${room(own)}), got ${full} (${room(other)})`,
  );
}
