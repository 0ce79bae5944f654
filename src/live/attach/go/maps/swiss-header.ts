import { numberAt } from '../../../../base/primitives/number-at.ts';
import { readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';

/** Slots of a group. */
export const groupSlots = 8;
const mostDepth = 40;
const shiftOfDepth0 = 64;
const mostClears = 2 ** 48;

/** The header of a Swiss map (`maps.Map`). */
export interface SwissHeader {
  readonly address: number;
  readonly entries: number;
  readonly seed: number;
  readonly directory: number;
  /** Tables in the directory; 0 for a map with one group. */
  readonly directoryLength: number;
  readonly depth: number;
}

type SwissLayout = NonNullable<GoLayout['swiss']>;

/** Parses a header; `null` for bytes that no Swiss map can have. */
export function parseSwissHeader(
  { Map: at }: SwissLayout,
  bytes: Buffer,
  from: number,
  address: number,
): SwissHeader | null {
  const directoryLength = readWord(bytes, from + at.dirLen);
  const depth = numberAt(bytes, from + at.globalDepth);
  const shift = numberAt(bytes, from + at.globalShift);
  const seed = readWord(bytes, from + at.seed);
  const entries = readWord(bytes, from + at.used);
  const directory = readWord(bytes, from + at.dirPtr);
  const flags = numberAt(bytes, from + at.writing) | numberAt(bytes, from + at.writing + 1);
  const padding = bytes.readUInt32LE(from + at.writing + 2);
  const isPlain = flags <= 1 && padding === 0 && readWord(bytes, from + at.clearSeq) < mostClears;
  if (!isPlain || seed === 0 || depth > mostDepth) return null;
  if (directoryLength === 0) {
    if (depth !== 0 || shift !== 0 || entries > groupSlots) return null;
  } else if (directoryLength !== 2 ** depth || shift !== shiftOfDepth0 - depth) return null;
  return { address, entries, seed, directory, directoryLength, depth };
}
