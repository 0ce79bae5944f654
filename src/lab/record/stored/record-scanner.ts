import { readFileSync } from 'node:fs';

/** A number that the scanner changes. */
interface Figure {
  readonly value: number;
}

/** Lists of pairs of a bucket and its weight, by their numbers, and what is done with them. */
export interface ScannedLists {
  /** How far into the bucket that `borderOf` told. */
  readonly borderShare: Figure;
  /** The weight of the pairs that `raise` left. */
  readonly weightLeft: Figure;
  lengthOf(list: number): number;
  /** Both together. @param a 0, which is empty, what this gave before, or one of the cell */
  add(a: number, b: number): number;
  /** The bucket with which the weights, added to what was seen, reach what is wanted; -1 where they do not. */
  reaching(list: number, seen: number, wanted: number): number;
  /** The bucket down to which the last pairs have this weight. */
  borderOf(list: number, weight: number): number;
  /** The weight from a bucket on, of which only a share counts. */
  weightFrom(list: number, bucket: number, share: number): number;
  /** The pairs of the buckets that begin at a value or above. */
  raise(list: number, leastNs: number): number;
}

/** What `scanner/index.ts` exports. */
export interface ScannerExports extends ScannedLists {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly PIECE_BYTES: Figure;
  readonly headAt: Figure;
  readonly headEnd: Figure;
  readonly cellAt: Figure;
  readonly cellEnd: Figure;
  readonly counts: Figure;
  readonly countTable: Figure;
  readonly listsRead: Figure;
  readonly isAscii: Figure;
  begin(bytes: number, room: number): number;
  pieceFrom(): number;
  scan(bytes: number): number;
  goOn(): number;
}

/** What `scan` and `goOn` tell. */
export const scanStatus = { wrong: 0, more: 1, cell: 2, end: 3 } as const;

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
}

let scanner: ScannerExports | null = null;

/**
 * The scanner, whose memory is that of the last record.
 *
 * @returns `null` where there is no WebAssembly, or no memory for it
 */
export function recordScanner(): ScannerExports | null {
  scanner ??= openScanner();
  return scanner;
}

function openScanner(): ScannerExports | null {
  const api: WebAssemblyApi | undefined = Reflect.get(globalThis, 'WebAssembly');
  if (api === undefined) return null;
  const code = readFileSync(new URL('../../../../record-scanner.wasm', import.meta.url));
  try {
    return new api.Instance(new api.Module(code)).exports;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
