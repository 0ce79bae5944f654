import { PURPOSE_ENTRY } from '../memory/arena';
import { fillEntry } from '../core/entry-objects';
import { ACCOUNT_CURRENT, MapHandle, mapAllocate, mapCanCharge } from '../core/map-handle';
import { HMap } from './hmap';
import { addOverflow, canOverflow } from './overflow';

/** The single bucket of a map without an array, at its first write. */
export function firstBucket(m: MapHandle, h: HMap): bool {
  const type = m.type;
  const bytes: u64 = m.charged(type.bucketSize, type.scan);
  if (!mapCanCharge(m, bytes, PURPOSE_ENTRY)) return false;
  h.buckets = mapAllocate(m, type.bucketSize, type.scan, ACCOUNT_CURRENT, PURPOSE_ENTRY, 0);
  m.arrayBuckets = 1;
  return h.buckets != 0;
}

/** A bucket with a free slot 0 behind `last`; 0 when refused. */
export function overflowFor(m: MapHandle, last: usize): usize {
  return canOverflow(m) ? addOverflow(m, last) : 0;
}

/**
 * Fills a free slot's key and makes its elem's object, if those live outside the table. False when
 * that memory is refused: the slot then stays free.
 */
export function fillSlot(m: MapHandle, bucket: usize, slot: usize, key: usize): bool {
  return fillEntry(m, m.type.key(bucket, slot), m.type.elem(bucket, slot), key);
}
