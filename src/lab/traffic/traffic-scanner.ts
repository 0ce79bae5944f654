import { readFileSync } from 'node:fs';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ScannerExports } from './scanner-exports.ts';

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: Readonly<Record<string, (...numbers: number[]) => unknown>> },
  ) => { readonly exports: ScannerExports };
}

const wasmPageBytes = 2 ** 16;
let compiled: object | undefined;

/** What a scanner is to keep, and whom it tells of keys that it forgets. */
export interface ScannerOptions {
  /** Keys that are remembered whether they are in the map or not. */
  readonly remembered: number;
  /** Operations from which on the name of a key is told; 0: of none. */
  readonly namedFrom: number;
  /** Shards whose load is counted. */
  readonly shards: number;
  /**
   * Takes a key that is forgotten: two words of its hash, and how often it was asked for. Returns a mask of the
   * first word: others are told only where it is 0 there.
   */
  readonly onForget: (word0: number, word1: number, count: number) => number;
  /** Keys with this number and higher ones may have been asked for so often before. */
  readonly onSwept: (number: number, missed: number) => void;
}

/** An instance of the scanner of recorded traffic, and its memory as bytes, words and doubles. */
export class TrafficScanner {
  readonly exports: ScannerExports;
  readonly inputAt: number;
  readonly inputBytes: number;
  #bytes: Uint8Array;
  #words: Uint32Array;
  #doubles: Float64Array;

  constructor({ remembered, namedFrom, shards, onForget, onSwept }: ScannerOptions) {
    const api: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
    const file = new URL('../../../traffic-scanner.wasm', import.meta.url);
    compiled ??= new api.Module(readFileSync(file));
    const env = {
      refuse,
      tellForgotten: (word0 = 0, word1 = 0, count = 0) =>
        onForget(word0 >>> 0, word1 >>> 0, count >>> 0),
      tellSwept: (number = 0, missed = 0) => {
        onSwept(number >>> 0, missed);
      },
    };
    this.exports = new api.Instance(compiled, { env }).exports;
    this.exports.open(remembered, namedFrom, shards);
    this.inputAt = this.exports.inputAddress();
    this.inputBytes = this.exports.inputBytes();
    const { buffer } = this.exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  /** The memory as it is now: another array once it has grown. */
  get bytes(): Uint8Array {
    this.#look();
    return this.#bytes;
  }

  /** See `bytes`. */
  get words(): Uint32Array {
    this.#look();
    return this.#words;
  }

  /** See `bytes`. */
  get doubles(): Float64Array {
    this.#look();
    return this.#doubles;
  }

  /** Lays bytes down to be read. */
  load(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.inputAt);
  }

  #look(): void {
    const { buffer } = this.exports.memory;
    if (buffer === this.#bytes.buffer) return;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}

function refuse(pages = 0): never {
  throw new SandboxError(
    'environment',
    `expected memory for the keys of a recording, got none: ${pages * wasmPageBytes} bytes more (all of it has at most 4 GiB)`,
  );
}
