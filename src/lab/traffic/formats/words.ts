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
const nine = 0x39;
const point = 0x2e;

/** A number without a sign, digits with at most one point; NaN for anything else. */
export function parseDecimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  let scale = 0;
  for (let at = from; at < to; at++) {
    const code = bytes[at] ?? 0;
    if (code === point && scale === 0) {
      scale = 1;
      continue;
    }
    if (code < zero || code > nine) return Number.NaN;
    value = value * 10 + (code - zero);
    scale *= 10;
  }
  if (from === to) return Number.NaN;
  return scale > 1 ? value / scale : value;
}
