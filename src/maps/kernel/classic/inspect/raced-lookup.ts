import { hashKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { isReadable, readableElem, slotHolds } from '../../core/readable';
import { Bucket, Classic } from '../hmap';

/** Buckets of one chain that are looked at. A race makes rings; honest chains are much shorter. */
const LONGEST_CHAIN: u32 = 65536;

function inChain(m: MapHandle, head: usize, hash: u64, key: usize): usize {
  const type = m.type;
  const top = <u8>Bucket.tophash(hash);
  let bucket = head;
  for (let step: u32 = 0; step < LONGEST_CHAIN && bucket != 0; step++) {
    if (!isReadable(bucket, type.bucketSize)) return 0;
    for (let slot: usize = 0; slot < SLOTS; slot++)
      if (load<u8>(bucket + slot) == top && slotHolds(m, type.key(bucket, slot), key))
        return readableElem(m, type.elem(bucket, slot));
    if (Bucket.endsChain(bucket)) return 0;
    bucket = Bucket.next(type, bucket);
  }
  return 0;
}

/** What the map's own lookup would find, where that one would come back; 0 = nothing. */
export function classicRacedLookup(m: MapHandle, key: usize): usize {
  const h = Classic.header(m);
  const hash = hashKey(m, key);
  const size = <usize>m.type.bucketSize;
  if (h.buckets == 0) return 0;
  let head = h.buckets + <usize>(hash & h.mask()) * size;
  if (h.oldbuckets != 0) {
    const old = h.oldbuckets + <usize>(hash & (h.oldCount() - 1)) * size;
    if (isReadable(old, size) && !Bucket.isEvacuated(old)) head = old;
  }
  return inChain(m, head, hash, key);
}
