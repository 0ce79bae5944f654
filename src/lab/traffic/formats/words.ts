import { Verb } from '../recorded-operation.ts';

/** What the words of caches, logs and databases ask for, in lower case. */
export const verbOfWord: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ...words(Verb.Lookup, 'get gets read lookup load fetch find exists contains peek touch'),
  ...words(Verb.Insert, 'set put insert write store upsert create'),
  ...words(Verb.Add, 'add setnx putifabsent loadorstore'),
  ...words(Verb.Update, 'update incr decr append prepend replace cas modify increment decrement'),
  ...words(Verb.Delete, 'delete del remove evict unlink'),
]);

function words(verb: Verb, text: string): (readonly [string, Verb])[] {
  return text.split(' ').map((word) => [word, verb] as const);
}

/** The words of an operation, for messages. */
export const wordRule: string =
  'an operation such as get, set, add, update, incr or delete (all are in docs/replay.md)';

const zero = 0x30;
const point = 0x2e;

/** A number without a sign, digits with at most one point; NaN for anything else. */
export function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === to) return from === to ? Number.NaN : value;
  if (bytes[at] !== point) return Number.NaN;
  let scale = 1;
  for (at++; at < to; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
    scale *= 10;
  }
  return value / scale;
}
