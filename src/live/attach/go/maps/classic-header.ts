import { numberAt } from '../../../../base/primitives/number-at.ts';
import { readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';

/** The header of a classic map (`hmap`). */
export interface ClassicHeader {
  readonly address: number;
  readonly entries: number;
  readonly flags: number;
  readonly log2: number;
  /** Overflow buckets in use; from 2^16 buckets on one in 2^(log2 - 15) is counted. */
  readonly overflow: number;
  readonly seed: number;
  readonly buckets: number;
  readonly oldBuckets: number;
  readonly evacuated: number;
  readonly extra: number;
}

const sameSizeFlag = 8;
const allFlags = 15;
const mostLog2 = 40;

/** Parses a header; `null` for bytes that no classic map can have. */
export function parseClassicHeader(
  { hmap }: NonNullable<GoLayout['classic']>,
  bytes: Buffer,
  from: number,
  address: number,
): ClassicHeader | null {
  const flags = numberAt(bytes, from + hmap.flags);
  const log2 = numberAt(bytes, from + hmap.B);
  const seed = bytes.readUInt32LE(from + hmap.hash0);
  if (flags > allFlags || log2 > mostLog2 || seed === 0) return null;
  return {
    address,
    entries: readWord(bytes, from + hmap.count),
    flags,
    log2,
    overflow: bytes.readUInt16LE(from + hmap.noverflow),
    seed,
    buckets: readWord(bytes, from + hmap.buckets),
    oldBuckets: readWord(bytes, from + hmap.oldbuckets),
    evacuated: readWord(bytes, from + hmap.nevacuate),
    extra: readWord(bytes, from + hmap.extra),
  };
}

/** log2 of the buckets that a growth leaves. */
export function oldLog2Of({ flags, log2 }: ClassicHeader): number {
  return isSameSizeGrowth(flags) ? log2 : log2 - 1;
}

/** Whether a growth moves to as many buckets, to get rid of overflow buckets. */
export function isSameSizeGrowth(flags: number): boolean {
  return (flags & sameSizeFlag) !== 0;
}
