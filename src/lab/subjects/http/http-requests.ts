import type { Cell } from '../../config/cell.ts';
import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { operationKinds } from '../../workload/operation-kinds.ts';
import { NativeBlocks } from '../native/native-blocks.ts';
import type { NativeKey } from '../native/native-keys.ts';

/** One operation as a request to a map service. */
export interface MapRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const withoutBody = { headers: {}, body: undefined };

/** Asked where there is no operation left. */
export const healthCheck: MapRequest = { method: 'GET', path: '/healthz', ...withoutBody };

/**
 * The operations of all writers of a cell in fixed turn, as requests: inserts and updates as PUT,
 * deletes as DELETE, lookups as GET. `null` after the last.
 */
export function mapRequests(cell: Cell, basePath: string): () => MapRequest | null {
  const blocks = new NativeBlocks(cell);
  // The first ones take milliseconds, which whoever sends them at a certain moment has beforehand only.
  blocks.fill();
  const textOf = keyText(parseGoKeyType(cell.key));
  const body = valueText(parseGoType(cell.value, 'value'));
  const headers = { 'content-type': 'text/plain' };
  let at = 0;
  return () => {
    while (at >= blocks.length) {
      if (!blocks.fill()) return null;
      at = 0;
    }
    const kind = operationKinds[blocks.kinds[at] ?? 0];
    const path = `${basePath}/map/${textOf(blocks.keys[at] ?? 0)}`;
    at++;
    if (kind === 'lookup') return { method: 'GET', path, ...withoutBody };
    if (kind === 'delete') return { method: 'DELETE', path, ...withoutBody };
    return { method: 'PUT', path, headers, body };
  };
}

/** Arrays of bytes come as strings of one character per byte, and go as hexadecimal digits. */
function keyText(type: GoType): (key: NativeKey) => string {
  if (type.keyKind === 'string') return (key) => encodeURIComponent(String(key));
  return (key) =>
    typeof key === 'string' ? Buffer.from(key, 'latin1').toString('hex') : String(key);
}

/** Some value of the type, in the form of a map service. */
function valueText(type: GoType): string {
  if (type.sizeBytes === 0) return '';
  if (type.name === 'bool') return 'true';
  const isNumber = /^(?:u?int|float|byte|rune|time\.Duration)/.test(type.name);
  if (type.name === 'string' || isNumber) return '1';
  return '00'.repeat(type.sizeBytes);
}
