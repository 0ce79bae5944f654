import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type RecordedOperation, Verb } from '../recorded-operation.ts';
import {
  type ColumnRole,
  columnRoles,
  type TrafficColumns,
  usualNames,
} from '../traffic-format.ts';
import { verbOfWord, wordRule } from './words.ts';

/**
 * Which of some columns holds what.
 *
 * @param names of the columns of the file, in order
 * @param where what the messages name, usually the file
 * @throws SandboxError `input` where a column that was asked for, or one of keys, is not there
 */
export function placeColumns(
  names: readonly string[],
  columns: TrafficColumns,
  where: string,
): Readonly<Partial<Record<ColumnRole, number>>> {
  const plain = names.map(plainName);
  const places: Partial<Record<ColumnRole, number>> = {};
  for (const role of columnRoles) {
    const asked = columns[role];
    const at =
      asked === undefined
        ? plain.findIndex((name) => usualNames[role].includes(name))
        : names.findIndex((name) => name.trim() === asked);
    if (at >= 0) places[role] = at;
    else if (asked !== undefined || role === 'key')
      throw new SandboxError(
        'input',
        `${where}: expected a column ${asked ?? `of keys (${usualNames.key.join(', ')})`}, got ${names.join(', ')}`,
      );
  }
  return places;
}

function plainName(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[_-]/g, '');
}

/** Seconds of a day, above which a plain number is no time within a recording any more, and so on. */
const milliseconds = 1e11;
const microseconds = 1e14;
const nanoseconds = 1e17;

/** Milliseconds of a text: a number by its size, or ISO 8601; NaN for what is neither. */
export function parseTime(text: string): number {
  const number = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(number)) return Date.parse(text);
  if (number < milliseconds) return number * 1000;
  if (number < microseconds) return number;
  return number < nanoseconds ? number / 1000 : number / 1e6;
}

/** What a line says in its columns; absent or empty where it says nothing. */
export type ColumnReader = (role: ColumnRole) => string;

/**
 * Fills all but the key of an operation from the columns of a line.
 *
 * @returns what was expected instead, or `null`
 */
export function readColumns(operation: RecordedOperation, read: ColumnReader): string | null {
  const word = read('operation');
  const verb = word === '' ? Verb.Fill : verbOfWord.get(word.trim().toLowerCase());
  if (verb === undefined) return wordRule;
  const time = read('time');
  operation.timeMs = time === '' ? Number.NaN : parseTime(time);
  if (time !== '' && Number.isNaN(operation.timeMs)) return 'a time in seconds or as ISO 8601';
  const keyBytes = sizeOf(read('keyBytes'), operation.keyTo - operation.keyFrom);
  const valueBytes = sizeOf(read('valueBytes'), -1);
  const ttl = read('ttl');
  const ttlSeconds = ttl === '' ? Number.NaN : Number(ttl);
  if (Number.isNaN(keyBytes + valueBytes)) return 'sizes in whole bytes';
  if (ttl !== '' && !(ttlSeconds >= 0)) return 'a TTL in seconds, 0 or more';
  const isStored = verb !== Verb.Lookup && verb !== Verb.Delete;
  operation.verb = verb;
  operation.keyBytes = keyBytes;
  operation.valueBytes = isStored ? valueBytes : -1;
  operation.ttlMs =
    isStored && !(verb === Verb.Update && ttlSeconds === 0) ? ttlSeconds * 1000 : Number.NaN;
  return null;
}

function sizeOf(text: string, otherwise: number): number {
  if (text === '') return otherwise;
  const size = Number(text);
  return Number.isSafeInteger(size) && size >= 0 ? size : Number.NaN;
}
