import { PURPOSE_ENTRY } from '../arena';
import { storeString } from '../string-data';
import { copySmall } from '../copy-small';
import {
  ACCOUNT_CURRENT,
  ACCOUNT_ENTRIES,
  MapHandle,
  mapAllocate,
  mapCanCharge,
} from '../map-handle';
import { KEY_STRING } from '../map-type';
import { chargedBytes } from '../size-class';
import { HMap } from './hmap';
import { addOverflow, canOverflow } from './overflow';
import { releaseKey } from './release';

/** The single bucket of a map without an array, at its first write. */
export function firstBucket(m: MapHandle, h: HMap): bool {
  const type = m.type;
  const bytes: u64 = chargedBytes(type.bucketSize, type.scan);
  if (!mapCanCharge(m, bytes, PURPOSE_ENTRY)) return false;
  h.buckets = mapAllocate(m, type.bucketSize, type.scan, ACCOUNT_CURRENT, PURPOSE_ENTRY, 0);
  m.arrayBuckets = 1;
  return h.buckets != 0;
}

/** A bucket with a free slot 0 behind `last`; 0 when refused. */
export function overflowFor(m: MapHandle, last: usize): usize {
  return canOverflow(m) ? addOverflow(m, last) : 0;
}

function newObject(m: MapHandle, slot: usize, size: u32, scan: bool): usize {
  const object = mapAllocate(m, size, scan, ACCOUNT_ENTRIES, PURPOSE_ENTRY, 0);
  store<u64>(slot, object);
  return object;
}

function fillKey(m: MapHandle, keySlot: usize, key: usize): bool {
  const type = m.type;
  if (type.keyKind == KEY_STRING) {
    // The slot is free: what it says belongs to nobody.
    memory.fill(keySlot, 0, 16);
    return storeString(m, keySlot, load<usize>(key), <usize>load<u64>(key, 8));
  }
  if (!type.keyIsIndirect) {
    copySmall(keySlot, key, type.keySize);
    return true;
  }
  const object = newObject(m, keySlot, type.keySize, type.keyHasPointers);
  if (object == 0) return false;
  memory.copy(object, key, type.keySize);
  return true;
}

/**
 * Fills a free slot's key and makes its elem's object, if those live outside the table. False when
 * that memory is refused: the slot then stays free.
 */
export function fillSlot(m: MapHandle, bucket: usize, slot: usize, key: usize): bool {
  const type = m.type;
  let bytes: u64 = 0;
  if (type.keyIsIndirect) bytes += chargedBytes(type.keySize, type.keyHasPointers);
  if (type.elemIsIndirect) bytes += chargedBytes(type.elemSize, type.elemHasPointers);
  if (bytes > 0 && !mapCanCharge(m, bytes, PURPOSE_ENTRY)) return false;
  if (!fillKey(m, type.key(bucket, slot), key)) return false;
  if (!type.elemIsIndirect) return true;
  const elem = type.elem(bucket, slot);
  if (newObject(m, elem, type.elemSize, type.elemHasPointers) != 0) return true;
  releaseKey(m, bucket, slot);
  return false;
}
