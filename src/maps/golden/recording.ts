import { gunzipSync } from 'node:zlib';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** One operation of a recording: put, delete or clear, with a signed 64-bit key and value. */
export interface RecordedOperation {
  readonly kind: 'p' | 'd' | 'c';
  readonly key: bigint;
  readonly value: bigint;
}

/** What real Go showed after one operation; which fields there are depends on the map's kind. */
export type RecordedState = Readonly<Record<string, number | boolean | string>>;

/** A recording of a real `map[int64]int64` in a Go program that used the portable hash. */
export interface Recording {
  /** Minor version of Go: 22 for `go1.22.12`. */
  readonly version: number;
  readonly hashKeys: readonly [bigint, bigint];
  readonly hint: bigint;
  readonly operations: readonly RecordedOperation[];
  /** One more than operations: the first is the state after `make`. */
  readonly states: readonly RecordedState[];
}

/**
 * Reads a recording, plain or gzip.
 * @throws SandboxError `input` when it is truncated, damaged or not a recording.
 */
export function readRecording(bytes: Uint8Array): Recording {
  const document = parse(bytes);
  if (field(document, 'Aes', 'boolean'))
    throw bad('expected Aes to be false: only the portable hash can be replayed');
  const operations = list(document, 'Ops').map(toOperation);
  const states = list(document, 'Recs').map(toState);
  if (states.length !== operations.length + 1)
    throw bad(
      `expected one more record than operations, got ${states.length} records and ${operations.length} operations`,
    );
  return {
    version: toVersion(field(document, 'Ver', 'string')),
    hashKeys: [
      toInteger(document['Hashkey'], 'Hashkey', 0n, 2n ** 64n),
      toInteger(document['Hashkey1'], 'Hashkey1', 0n, 2n ** 64n),
    ],
    hint: toInteger(document['Hint'], 'Hint', -(2n ** 63n), 2n ** 63n),
    operations,
    states,
  };
}

type Document = Readonly<Record<string, unknown>>;

function parse(bytes: Uint8Array): Document {
  let text: string;
  try {
    text = new TextDecoder().decode(isGzip(bytes) ? gunzipSync(bytes) : bytes);
  } catch (cause) {
    throw bad('expected a whole gzip file, got one that is truncated or damaged', cause);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw bad('expected JSON, got text that is truncated or damaged', cause);
  }
  if (!isDocument(document)) throw bad(`expected a JSON object, got ${typeof document}`);
  return document;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function field(document: Document, name: string, type: 'boolean'): boolean;
function field(document: Document, name: string, type: 'string'): string;
function field(document: Document, name: string, type: string): unknown {
  const value = document[name];
  // oxlint-disable-next-line valid-typeof -- the types asked for are those of the overloads
  if (typeof value !== type) throw bad(`expected ${name} to be a ${type}, got ${show(value)}`);
  return value;
}

function list(document: Document, name: string): readonly unknown[] {
  const value = document[name];
  if (!Array.isArray(value)) throw bad(`expected ${name} to be a list, got ${show(value)}`);
  return value;
}

function toVersion(text: string): number {
  const minor = /^go1\.(\d+)(?:[.\-rb]|$)/.exec(text)?.[1];
  if (minor === undefined) throw bad(`expected Ver to look like go1.22.12, got "${text}"`);
  return Number(minor);
}

function toInteger(value: unknown, name: string, from: bigint, below: bigint): bigint {
  const isDecimal =
    (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) || Number.isSafeInteger(value);
  const integer = isDecimal ? BigInt(String(value)) : below;
  if (integer < from || integer >= below)
    throw bad(
      `expected ${name} to be an integer from ${from} to ${below - 1n}, got ${show(value)}`,
    );
  return integer;
}

function toOperation(item: unknown, index: number): RecordedOperation {
  const [kind, key, value]: readonly unknown[] = Array.isArray(item) ? item : [];
  if (kind !== 'p' && kind !== 'd' && kind !== 'c')
    throw bad(`expected Ops[${index}] to be a put, delete or clear, got ${show(item)}`);
  const name = `Ops[${index}]`;
  return {
    kind,
    key: toInteger(key, name, -(2n ** 63n), 2n ** 64n),
    value: toInteger(value, name, -(2n ** 63n), 2n ** 64n),
  };
}

function toState(item: unknown, index: number): RecordedState {
  if (!isDocument(item)) throw bad(`expected Recs[${index}] to be an object, got ${show(item)}`);
  if (!isState(item))
    throw bad(`expected Recs[${index}] to hold plain values only, got ${show(item)}`);
  return item;
}

function isState(document: Document): document is RecordedState {
  return Object.values(document).every((value) =>
    ['number', 'boolean', 'string'].includes(typeof value),
  );
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

function bad(message: string, cause?: unknown): SandboxError {
  return new SandboxError('input', message, { cause });
}
