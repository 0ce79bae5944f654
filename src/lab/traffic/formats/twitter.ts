import { blankOperation, type LineFormat, type LineParser, Verb } from '../recorded-operation.ts';
import { scannedFormats, teachWords } from './scanned-formats.ts';
import { parseDecimal, verbOfWord, wordRule } from './words.ts';

const comma = 0x2c;
const columnsBehindKey = 5;

/** The operations of Twitter's traces, which are those of memcached. */
const known = ['get', 'gets', 'set', 'add', 'replace', 'cas', 'append', 'prepend', 'delete'];
const words = new Map(
  [...known, 'incr', 'decr'].map((word) => [word, verbOfWord.get(word) ?? Verb.Lookup]),
);
const codes = new Map(
  [...words].map(([word, verb]) => [codeOf(Buffer.from(word), 0, word.length), verb]),
);

/** The length and the first three letters tell the operations apart. */
function codeOf(bytes: Uint8Array, from: number, to: number): number {
  return (
    ((to - from) << 24) |
    ((bytes[from] ?? 0) << 16) |
    ((bytes[from + 1] ?? 0) << 8) |
    (bytes[from + 2] ?? 0)
  );
}

/**
 * The seven columns of Twitter's cache traces: time in s, key, key size, value size, client, operation,
 * TTL in s. A key may hold commas: the columns behind it are counted from the end.
 */
export function twitterLines(): LineFormat {
  return {
    parse: twitterParser(),
    teach: (scanner) => {
      teachWords(scanner, words);
      scanner.setFormat(scannedFormats.twitter);
      return true;
    },
  };
}

function twitterParser(): LineParser {
  const operation = blankOperation();
  /** Where the commas stand, the last one first. */
  const ends = new Int32Array(columnsBehindKey);
  return (bytes, from, to, sink) => {
    let first = from;
    while (first < to && bytes[first] !== comma) first++;
    let found = 0;
    for (let at = to - 1; at > first && found < columnsBehindKey; at--)
      if (bytes[at] === comma) ends[found++] = at;
    if (found < columnsBehindKey) return 'seven columns with commas between';
    const [ttlAt = 0, verbAt = 0, clientAt = 0, valueAt = 0, keyEnd = 0] = ends;
    const verb = codes.get(codeOf(bytes, verbAt + 1, ttlAt));
    if (verb === undefined) return `${wordRule} in the sixth column`;
    const time = parseDecimal(bytes, from, first);
    const keyBytes = parseDecimal(bytes, keyEnd + 1, valueAt);
    const valueBytes = parseDecimal(bytes, valueAt + 1, clientAt);
    const ttl = parseDecimal(bytes, ttlAt + 1, to);
    if (Number.isNaN(time + keyBytes + valueBytes + ttl))
      return 'numbers in the columns of time, key size, value size and TTL';
    operation.verb = verb;
    operation.bytes = bytes;
    operation.keyFrom = first + 1;
    operation.keyTo = keyEnd;
    operation.timeMs = time * 1000;
    operation.keyBytes = keyBytes;
    const isStored = verb === Verb.Insert || verb === Verb.Add || verb === Verb.Update;
    // A look-up tells the size of what it found: it is no new value.
    operation.valueBytes = isStored ? valueBytes : -1;
    // Of an update without one the old TTL stays.
    operation.ttlMs = isStored && !(verb === Verb.Update && ttl === 0) ? ttl * 1000 : Number.NaN;
    sink(operation);
    return null;
  };
}
