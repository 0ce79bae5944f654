// Keys that all fall into one bucket, found by trial with the map's own hash.
import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { writeKeyBytes } from './key-bytes';
import { KeyForm, Workload } from './workload-layout';

/**
 * Looks for keys whose hash in `map` ends in `sharedBits` zero bits, by trying the indices from
 * `first` to `end`, and stores the indices found at `table` until there are `keys`. `key` is room
 * for a key: the header and, behind it, the bytes of a string, else the bytes. Returns how many were
 * found.
 */
export function findAdversarialKeys(
  map: MapHandle,
  workload: Workload,
  key: usize,
  table: usize,
  keys: u32,
  sharedBits: u32,
  first: u64,
  end: u64,
): u32 {
  const mask: u64 = ((<u64>1) << (<u64>sharedBits)) - 1;
  let bytes = key;
  if (workload.form == KeyForm.String) {
    bytes = key + 16;
    store<u64>(key, <u64>bytes);
    store<u64>(key, workload.keyBytes, 8);
  }
  let found: u32 = 0;
  for (let index = first; index < end && found < keys; index++) {
    writeKeyBytes(workload, index, bytes);
    if ((hashKey(map, key) & mask) != 0) continue;
    store<u64>(table + ((<usize>found) << 3), index);
    found++;
  }
  return found;
}
