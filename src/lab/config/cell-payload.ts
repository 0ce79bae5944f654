import { parseGoContent, parseGoKeyType } from '../../maps/model/go-type/parse-go-type.ts';
import { goObjects } from '../../maps/model/payload/go-objects.ts';
import { payloadOf, type PayloadRequest } from '../../maps/model/payload/payload-of.ts';
import type { Payload } from '../../maps/model/payload/payload.ts';
import { keyLayoutOf } from '../workload/key-layout.ts';
import type { Cell } from './cell.ts';

/** What the entries of a cell have outside of the table. */
export interface CellPayloads {
  /** What the entries of the service carry, as the scenario says. */
  readonly carried: Payload;
  /** What the processes of the cell really give them: keys of the workload, values of no size. */
  readonly held: Payload;
}

type PayloadCell = Pick<Cell, 'target' | 'map' | 'key' | 'value' | 'workload' | 'payload'>;

/**
 * The payload of a cell: of Go's objects for maps of Go, of V8's for the targets native and module.
 *
 * @param nodeMajor of the Node.js that holds a map of V8
 * @throws SandboxError `usage` for a payload in words that the target has not
 */
export function cellPayloads(cell: PayloadCell, nodeMajor: number): CellPayloads {
  const held = isOfV8(cell) ? v8Request(cell, nodeMajor) : goRequest(cell, nodeMajor);
  const value = isOfV8(cell) ? 'smi' : 'struct{}';
  return {
    carried: payloadOf(payloadRequest(cell, nodeMajor)),
    held: payloadOf({ ...held, value }),
  };
}

/** What is asked of the payload model for the entries of a service. */
export function payloadRequest(cell: PayloadCell, nodeMajor: number): PayloadRequest {
  const { payload = {} } = cell;
  const request = isOfV8(cell) ? v8Request(cell, nodeMajor) : goRequest(cell, nodeMajor);
  return {
    ...request,
    key: payload.key ?? request.key,
    value: payload.value ?? request.value,
    keySizes: payload.keyBytes ?? request.keySizes,
    valueSizes: payload.valueBytes ?? null,
  };
}

/** Whether the map of a cell is one of JavaScript. */
export function isOfV8({ target }: Pick<Cell, 'target'>): boolean {
  return target === 'native' || target === 'module';
}

function goRequest({ map, key, value, workload }: PayloadCell, nodeMajor: number): PayloadRequest {
  const bytes = workload.stringKeyBytes;
  return {
    map,
    key,
    value,
    keySizes: { kind: 'fixed', bytes },
    valueSizes: null,
    nodeMajor,
  };
}

/** What the workload makes of keys in JavaScript, as `keyReader` does, and of values: small integers. */
function v8Request(
  { key, value, workload, payload }: PayloadCell,
  nodeMajor: number,
): PayloadRequest {
  const { isString, keyBytes, parts } = keyLayoutOf(parseGoKeyType(key), workload);
  const isText = isString || parts !== undefined || ![1, 2, 4, 8].includes(keyBytes);
  const shape = isText ? `string(${keyBytes})` : keyBytes === 8 ? 'bigint' : 'smi';
  const isOpen = payload?.valueBytes !== undefined || leavesOpen(value);
  return {
    map: 'v8',
    key: payload?.keyBytes !== undefined && isText ? 'string' : shape,
    value: isOpen ? value : 'smi',
    keySizes: { kind: 'fixed', bytes: keyBytes },
    valueSizes: null,
    nodeMajor,
  };
}

function leavesOpen(value: string): boolean {
  return goObjects(parseGoContent(value), null).some(({ sizes }) => sizes === null);
}
