import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { InstrumentedMap } from '../instrumented-map.ts';

/**
 * Performs one line of a batch: `{"key": ..., "value": ...}` writes, `{"key": ..., "delete": true}`
 * deletes. Keys and values are strings in the form of the paths, or plain numbers and booleans.
 *
 * @throws SandboxError `usage` for a line that says nothing sensible; MapOutOfMemoryError
 */
export function writeBatchLine(map: InstrumentedMap, line: string, maxKeyBytes: number): void {
  const fields = parseLine(line);
  const keyText = textOf('key', fields['key']);
  if (Buffer.byteLength(keyText) > maxKeyBytes)
    throw new SandboxError('usage', `expected a key of at most ${maxKeyBytes} bytes`);
  const key = map.keys.parse(keyText);
  if (fields['delete'] === true) map.delete(key);
  else map.set(key, map.values.parse(textOf('value', fields['value'])));
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new SandboxError('usage', 'expected a line of JSON');
  }
  if (!isRecord(parsed)) throw new SandboxError('usage', 'expected a JSON object');
  const unknown = Object.keys(parsed).find((name) => !['key', 'value', 'delete'].includes(name));
  if (unknown !== undefined)
    throw new SandboxError('usage', `expected the fields key, value and delete, got ${unknown}`);
  if ('delete' in parsed && (parsed['delete'] !== true || 'value' in parsed))
    throw new SandboxError('usage', 'expected delete to be true, and no value beside it');
  return parsed;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (value === null && name === 'value') return '';
  if (typeof value !== 'number')
    throw new SandboxError('usage', `expected ${name} to be a string or a number`);
  // JSON.parse has rounded it: another key would be written than the one that was sent.
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new SandboxError('usage', `expected ${name} beyond 2^53 to be a string of digits`);
  return String(value);
}
