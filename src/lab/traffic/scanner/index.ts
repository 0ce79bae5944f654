// Reads recorded traffic: cuts lines, numbers keys, and says what operations on a map they ask for. It is the
// loop that sees every byte of a recording, so it is WebAssembly. What is not as most lines are is read by
// TypeScript, which hands single operations to `take`.
import { openBlock } from './keys/block';
import { openKeys } from './keys/key-table';
import { isEnough, isWhole } from './keys/limits';
import { inputAt, INPUT_BYTES, layOut, stagedAt } from './memory';
import { flushKeys, Operation, openOperations, Recorded } from './keys/operations';

export { blockLength, clearBlock, emptiedLength } from './keys/block';
export { keyCount } from './keys/key-table';
export { isEnough, setLimits } from './keys/limits';
export {
  emptiedAt,
  extrasAt,
  namesAt,
  operationsAt,
  recordedAt,
  recordsAt,
  shardsAt,
  timesAt,
} from './memory';
export {
  entries,
  expired,
  firstTimeMs,
  forgetNames,
  hasValueSizes,
  nameCount,
  nowMs,
  operations,
  payloadBytes,
  peakPayloadBytes,
} from './keys/operations';
export { placeColumns } from './lines/read-csv';
export { ending, linesRead, readLines, setFormat, touched } from './lines/read-lines';
export { addWord, foldWords } from './lines/words';
export {
  wholeWindows,
  windowKeys,
  windowsMost,
  windowsSum,
  windowStartMs,
} from './keys/working-set';

/**
 * Prepares an instance for one recording.
 *
 * @param remembered keys that are remembered whether they are in the map or not
 * @param namedFrom operations from which on the name of a key is told; 0: of none
 * @param shards whose load is counted
 */
export function open(remembered: u32, namedFrom: u32, shards: u32): void {
  layOut();
  openBlock();
  openKeys(remembered);
  openOperations(namedFrom, shards);
}

/** Where bytes of a recording go, and how many. */
export function inputAddress(): usize {
  return inputAt;
}
export function inputBytes(): u32 {
  return INPUT_BYTES;
}

/** Takes an operation that TypeScript has read; returns whether that is enough. */
export function take(
  word0: u32,
  word1: u32,
  word2: u32,
  word3: u32,
  space: u32,
  verb: u32,
  timeMs: f64,
  keyBytes: f64,
  valueBytes: f64,
  ttlMs: f64,
): bool {
  if (isWhole()) return true;
  const recorded = changetype<Recorded>(stagedAt);
  recorded.hash0 = ((<u64>word1) << 32) | word0;
  recorded.hash1 = ((<u64>word3) << 32) | word2;
  recorded.verb = <u8>verb;
  recorded.timeMs = timeMs;
  recorded.keyBytes = <i64>keyBytes;
  recorded.valueBytes = <i64>valueBytes;
  recorded.ttlMs = ttlMs;
  recorded.keyFrom = 0;
  recorded.keyTo = 0;
  Operation.take(recorded, space);
  return isEnough();
}

/** Takes one that deletes all keys of a space, or, where it is below 0, of all. */
export function flush(space: i32, timeMs: f64): bool {
  if (isWhole()) return true;
  Operation.begin(timeMs);
  flushKeys(space);
  return isEnough();
}
