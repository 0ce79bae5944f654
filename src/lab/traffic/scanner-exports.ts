/** A number that the scanner changes. */
interface Figure {
  readonly value: number;
}

/** What `scanner/index.ts` exports. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  open(remembered: number, namedFrom: number, shards: number): void;
  inputAddress(): number;
  inputBytes(): number;
  take(
    word0: number,
    word1: number,
    word2: number,
    word3: number,
    space: number,
    verb: number,
    timeMs: number,
    keyBytes: number,
    valueBytes: number,
    ttlMs: number,
  ): number;
  flush(space: number, timeMs: number): number;
  clearBlock(): void;
  forgetNames(): void;
  setFormat(format: number): void;
  isEnough(): number;
  setLimits(block: number, operations: number, timeMs: number): void;
  readLines(from: number, to: number): number;
  placeColumns(
    columns: number,
    key: number,
    verb: number,
    time: number,
    keyBytes: number,
    valueBytes: number,
    ttl: number,
  ): void;
  addWord(low: bigint, high: bigint, verb: number): void;
  foldWords(): void;
  readonly blockLength: Figure;
  readonly emptiedLength: Figure;
  readonly keyCount: Figure;
  readonly emptiedAt: Figure;
  readonly extrasAt: Figure;
  readonly namesAt: Figure;
  readonly operationsAt: Figure;
  readonly recordedAt: Figure;
  readonly recordsAt: Figure;
  readonly shardsAt: Figure;
  readonly timesAt: Figure;
  readonly entries: Figure;
  readonly expired: Figure;
  readonly firstTimeMs: Figure;
  readonly hasValueSizes: Figure;
  readonly nameCount: Figure;
  readonly nowMs: Figure;
  readonly operations: Figure;
  readonly payloadBytes: Figure;
  readonly peakPayloadBytes: Figure;
  readonly ending: Figure;
  readonly linesRead: Figure;
  readonly wholeWindows: Figure;
  readonly windowKeys: Figure;
  readonly windowsMost: Figure;
  readonly windowsSum: Figure;
  readonly windowStartMs: Figure;
}
