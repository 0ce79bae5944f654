import { Account, mapAllocate, mapCanCharge, mapRelease } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { MapType } from '../core/map-type';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import {
  arrayBuckets,
  askedArrayBytes,
  fitsAddressSpace,
  linkSpares,
  newArray,
} from './growth/bucket-array';
import { releaseContents } from './clear';
import { ClassicCounters } from './counters';
import { Classic, EXTRA_BYTES, HMap, hmapBytes, overLoad, setThresholds } from './hmap';
import { releaseArray } from './release';
import { setSeed } from './reseed';

/** Twice the entries per bucket at which a map grows: 6.5, but for the one version that had 6. */
const LOAD: u32 = 13;
const LOAD_OF_SIX: u32 = 12;
const VERSION_WITH_SIX: u32 = 21;
/** Largest allocation of a 64-bit Linux process: 2^48 bytes. */
const LARGEST_ALLOCATION: u64 = 1 << 48;

/** A hint that is negative or too large for any address space counts as none. */
function usableHint(type: MapType, hint: i64): u64 {
  if (hint < 0) return 0;
  const count = <u64>hint;
  return count > LARGEST_ALLOCATION / type.bucketSize ? 0 : count;
}

/** log2 of the buckets that a hint asks for. */
function hintedB(m: MapHandle, hint: i64): u8 {
  const count = usableHint(m.type, hint);
  let B: u8 = 0;
  while (overLoad(m, count, B)) B++;
  return B;
}

function creationCost(m: MapHandle, B: u8): u64 {
  const type = m.type;
  const header: u64 = m.charged(hmapBytes(m), true);
  if (B == 0) return header;
  const hasSpares = arrayBuckets(m, B) > (<u32>1) << (<u32>B);
  const array: u64 = m.charged(<usize>askedArrayBytes(type, B), type.scan);
  return header + array + (hasSpares ? EXTRA_BYTES : 0);
}

/** Makes the header of a classic map and, for a hint above 8, its array. False when refused. */
export function classicCreate(m: MapHandle, hint: i64): bool {
  const isFirst = m.version == VERSION_WITH_SIX;
  ClassicCounters.of(m).loadNumerator = isFirst ? LOAD_OF_SIX : LOAD;
  const B = hintedB(m, hint);
  const fits = fitsAddressSpace(m.type, B);
  if (!fits) m.refuse(askedArrayBytes(m.type, B), Purpose.NewMap);
  if (!fits || !mapCanCharge(m, creationCost(m, B), Purpose.NewMap)) return false;
  m.header = mapAllocate(m, hmapBytes(m), true, Account.Headers, Purpose.NewMap, End.Low);
  if (m.header == 0) return false;
  const h = Classic.header(m);
  h.B = B;
  setThresholds(m, B);
  setSeed(m, <u32>m.nextSeed());
  return B == 0 || firstArray(m, h, B);
}

function firstArray(m: MapHandle, h: HMap, B: u8): bool {
  h.buckets = newArray(m, B, ClassicCounters.of(m).arrayEnd);
  if (h.buckets == 0) {
    mapRelease(m, m.header, hmapBytes(m), true, Account.Headers);
    return false;
  }
  ClassicCounters.of(m).arrayBuckets = arrayBuckets(m, B);
  linkSpares(m, h.buckets, B, ClassicCounters.of(m).arrayBuckets);
  return true;
}

/** Gives everything that a classic map holds back to the arena. */
export function classicFree(m: MapHandle): void {
  const h = Classic.header(m);
  releaseContents(m, h);
  if (h.buckets != 0) releaseArray(m, h.buckets, h.B, Account.Current);
  if (h.extra !== null)
    mapRelease(m, changetype<usize>(h.extra), EXTRA_BYTES, true, Account.Headers);
  mapRelease(m, m.header, hmapBytes(m), true, Account.Headers);
}
