import { gunzipSync } from 'node:zlib';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type LoopKind, loopKinds, type RecordedOperation } from './recording.ts';

const u64 = 2n ** 64n;

/** The JSON object of a recording, read with a reason for every refusal. */
export class RecordingDocument {
  readonly #members: Readonly<Record<string, unknown>>;

  private constructor(members: Readonly<Record<string, unknown>>) {
    this.#members = members;
  }

  /**
   * Parses plain or gzip bytes.
   * @throws SandboxError `input` when they are truncated, damaged or no JSON object.
   */
  static parse(bytes: Uint8Array): RecordingDocument {
    let text: string;
    try {
      text = new TextDecoder().decode(isGzip(bytes) ? gunzipSync(bytes) : bytes);
    } catch (cause) {
      throw badRecording('expected a whole gzip file, got one that is truncated or damaged', cause);
    }
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch (cause) {
      throw badRecording('expected JSON, got text that is truncated or damaged', cause);
    }
    if (!isObject(document)) throw badRecording(`expected a JSON object, got ${typeof document}`);
    return new RecordingDocument(document);
  }

  has(name: string): boolean {
    return this.#members[name] !== undefined;
  }

  boolean(name: string): boolean {
    const value = this.#members[name];
    if (typeof value !== 'boolean')
      throw badRecording(`expected ${name} to be a boolean, got ${show(value)}`);
    return value;
  }

  string(name: string): string {
    const value = this.#members[name];
    if (typeof value !== 'string')
      throw badRecording(`expected ${name} to be a string, got ${show(value)}`);
    return value;
  }

  list(name: string): readonly unknown[] {
    return toList(this.#members[name], name);
  }

  object(name: string): Readonly<Record<string, unknown>> {
    return toObject(this.#members[name], name);
  }

  /** An unsigned integer of 64 bits, as a number or as decimal digits. */
  word(name: string): bigint {
    return toWord(this.#members[name], name);
  }

  /** The minor version of Go in `Ver`. */
  goVersion(): number {
    const text = this.string('Ver');
    const minor = /^go1\.(\d+)(?:[.\-rb]|$)/.exec(text)?.[1];
    if (minor === undefined)
      throw badRecording(`expected Ver to look like go1.22.12, got "${text}"`);
    return Number(minor);
  }

  /** The loops among generated operations: number of the operation, both words, digest. */
  loops(): ReadonlyMap<number, readonly [bigint, bigint, string]> {
    const items = this.has('Loops') ? this.list('Loops') : [];
    return new Map(
      items.map((item, index) => {
        const name = `Loops[${index}]`;
        const [operation, first, second, visited] = toList(item, name);
        if (typeof visited !== 'string')
          throw badRecording(`expected ${name} to end with a digest, got ${show(item)}`);
        return [toCount(operation, name), [toWord(first, name), toWord(second, name), visited]];
      }),
    );
  }

  operations(): readonly RecordedOperation[] {
    return this.list('Ops').map((item, index) => toOperation(item, `Ops[${index}]`));
  }
}

/** A list, or a refusal that names it. */
export function toList(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value))
    throw badRecording(`expected ${name} to be a list, got ${show(value)}`);
  return value;
}

/** An object, or a refusal that names it. */
export function toObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw badRecording(`expected ${name} to be an object, got ${show(value)}`);
  return value;
}

/** An integer of 64 bits, unsigned: -1 is 2^64 - 1. */
export function toWord(value: unknown, name: string): bigint {
  const isDecimal =
    (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) || Number.isSafeInteger(value);
  const integer = isDecimal ? BigInt(String(value)) : u64;
  if (integer < -(u64 / 2n) || integer >= u64)
    throw badRecording(`expected ${name} to be an integer of 64 bits, got ${show(value)}`);
  return BigInt.asUintN(64, integer);
}

/** A count: an integer from 0 that a number holds exactly. */
export function toCount(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw badRecording(`expected ${name} to be an integer from 0, got ${show(value)}`);
  return value;
}

function toOperation(item: unknown, name: string): RecordedOperation {
  const [kind, key, value, limit, visited]: readonly unknown[] = Array.isArray(item) ? item : [];
  const isPlain = kind === 'p' || kind === 'd' || kind === 'c';
  if (!isPlain && !isLoopKind(kind))
    throw badRecording(
      `expected ${name} to be a put, delete or clear, a loop, a copy or a sweep, got ${show(item)}`,
    );
  const words = { key: toWord(key, name), value: toWord(value, name) };
  if (isPlain) return { kind, ...words };
  if (typeof visited !== 'string')
    throw badRecording(`expected ${name} to end with a digest, got ${show(item)}`);
  return { kind, ...words, loop: { limit: toCount(limit, name), visited } };
}

function isLoopKind(kind: unknown): kind is LoopKind {
  return loopKinds.some((known) => known === kind);
}

/** What is wrong with a recording. */
export function badRecording(message: string, cause?: unknown): SandboxError {
  return new SandboxError('input', message, { cause });
}

/** A value as an error shows it. */
export function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
