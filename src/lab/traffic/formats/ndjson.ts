import { blankOperation, type LineParser } from '../recorded-operation.ts';
import type { TrafficColumns } from '../traffic-format.ts';
import { placeColumns, readColumns } from './named-columns.ts';

/**
 * A JSON object per line. Its fields are found by those of the first line, and may be absent later but
 * for the key.
 *
 * @param where what the messages name, usually the file
 */
export function ndjsonLines(columns: TrafficColumns, where: string): LineParser {
  const operation = blankOperation();
  let roles: Partial<Record<string, string>> | null = null;
  return (bytes, from, to, sink) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    const fields = parseObject(text);
    if (fields === null) return 'one JSON object';
    if (roles === null) {
      const names = Object.keys(fields);
      const places = Object.entries(placeColumns(names, columns, where));
      roles = Object.fromEntries(places.map(([role, at]) => [role, names[at] ?? '']));
      // A field that the first line lacks may come later.
      roles = { ...roles, ...columns };
    }
    const read = (role: string): string => {
      const value = fields[roles?.[role] ?? ''];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    };
    const key = fields[roles['key'] ?? ''];
    if (typeof key !== 'string' && typeof key !== 'number')
      return `a string or a number in ${roles['key'] ?? 'key'}`;
    operation.bytes = Buffer.from(String(key));
    operation.keyFrom = 0;
    operation.keyTo = operation.bytes.length;
    const problem = readColumns(operation, read);
    if (problem === null) sink(operation);
    return problem;
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : null;
  } catch {
    return null;
  }
}
