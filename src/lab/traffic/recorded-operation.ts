import type { ScannerExports } from './scanner-exports.ts';

/** What one line of recorded traffic asks for. */
export const Verb = {
  /** Stores, whether the key is there or not. */
  Insert: 0,
  /** Changes what is stored, and stores where nothing is: Go's `m[k] += 1`. */
  Update: 1,
  Delete: 2,
  Lookup: 3,
  /** A look-up that stores the key where it is absent. */
  Fill: 4,
  /** Stores where the key is absent, and else changes nothing. */
  Add: 5,
  /** Changes when the key expires, and nothing else. */
  Expire: 6,
  /** Deletes every key. */
  Flush: 7,
} as const;

/** See {@link Verb}. */
export type Verb = (typeof Verb)[keyof typeof Verb];

/**
 * One recorded operation. A parser of lines fills the same object again and again, and hands it on
 * before it fills it anew: there are a hundred million of them.
 */
export interface RecordedOperation {
  verb: Verb;
  /** The key stands in `bytes` from `keyFrom` up to, not including, `keyTo`. */
  bytes: Uint8Array;
  keyFrom: number;
  keyTo: number;
  /** Keys of different spaces (databases of a Redis) are different keys. */
  space: number;
  /** Milliseconds since 1970 or since the recording began; NaN where the line does not say. */
  timeMs: number;
  /** Bytes of the key and of the value; -1 where the line does not say. */
  keyBytes: number;
  valueBytes: number;
  /** Milliseconds to live from now, 0 for ever; NaN where the line does not say. */
  ttlMs: number;
}

/** Takes an operation; keeps nothing of the object. */
export type OperationSink = (operation: RecordedOperation) => void;

/** An operation that says nothing yet. */
export function blankOperation(): RecordedOperation {
  return {
    verb: Verb.Lookup,
    bytes: new Uint8Array(0),
    keyFrom: 0,
    keyTo: 0,
    space: 0,
    timeMs: Number.NaN,
    keyBytes: -1,
    valueBytes: -1,
    ttlMs: Number.NaN,
  };
}

/**
 * Reads one line, `bytes` from `from` up to `to` without its line end, and hands on what it asks for.
 *
 * @returns what was expected instead, or `null` where the line was read
 */
export type LineParser = (
  bytes: Uint8Array,
  from: number,
  to: number,
  sink: OperationSink,
) => string | null;

/** How the lines of a format are read. */
export interface LineFormat {
  readonly parse: LineParser;
  /**
   * Tells a scanner how it can read most lines itself; false as long as it cannot. Absent of formats that it does
   * not know.
   */
  readonly teach?: (scanner: ScannerExports) => boolean;
}
