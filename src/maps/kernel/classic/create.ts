import { PURPOSE_NEW_MAP } from '../memory/arena';
import {
  ACCOUNT_HEADERS,
  MapHandle,
  mapAllocate,
  mapCanCharge,
  mapRelease,
} from '../core/map-handle';
import { ACCOUNT_CURRENT } from '../core/map-handle';
import { MapType } from '../core/map-type';
import {
  arrayBuckets,
  askedArrayBytes,
  fitsAddressSpace,
  linkSpares,
  newArray,
} from './bucket-array';
import { releaseContents } from './clear';
import { Classic, EXTRA_BYTES, HMAP_BYTES, HMap, overLoad, setThresholds } from './hmap';
import { releaseArray } from './release';
import { setSeed } from './reseed';

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
  if (B == 0) return HMAP_BYTES;
  const hasSpares = arrayBuckets(m, B) > (<u32>1) << (<u32>B);
  const array: u64 = m.charged(<usize>askedArrayBytes(type, B), type.scan);
  return HMAP_BYTES + array + (hasSpares ? EXTRA_BYTES : 0);
}

/** Makes the header of a classic map and, for a hint above 8, its array. False when refused. */
export function classicCreate(m: MapHandle, hint: i64): bool {
  const B = hintedB(m, hint);
  const fits = fitsAddressSpace(m.type, B);
  if (!fits) m.refuse(askedArrayBytes(m.type, B), PURPOSE_NEW_MAP);
  if (!fits || !mapCanCharge(m, creationCost(m, B), PURPOSE_NEW_MAP)) return false;
  m.header = mapAllocate(m, HMAP_BYTES, true, ACCOUNT_HEADERS, PURPOSE_NEW_MAP, 0);
  if (m.header == 0) return false;
  const h = Classic.header(m);
  h.B = B;
  setThresholds(m, B);
  setSeed(m, <u32>m.nextRandom());
  return B == 0 || firstArray(m, h, B);
}

function firstArray(m: MapHandle, h: HMap, B: u8): bool {
  h.buckets = newArray(m, B, m.arrayEnd);
  if (h.buckets == 0) {
    mapRelease(m, m.header, HMAP_BYTES, true, ACCOUNT_HEADERS);
    return false;
  }
  m.arrayBuckets = arrayBuckets(m, B);
  linkSpares(m, h.buckets, B, m.arrayBuckets);
  return true;
}

/** Gives everything that a classic map holds back to the arena. */
export function classicFree(m: MapHandle): void {
  const h = Classic.header(m);
  releaseContents(m, h);
  if (h.buckets != 0) releaseArray(m, h.buckets, h.B, ACCOUNT_CURRENT);
  if (h.extra !== null)
    mapRelease(m, changetype<usize>(h.extra), EXTRA_BYTES, true, ACCOUNT_HEADERS);
  mapRelease(m, m.header, HMAP_BYTES, true, ACCOUNT_HEADERS);
}
