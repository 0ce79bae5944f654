// A lookup in a map that a race may have corrupted: every address is checked before it is read, and
// every walk ends. It finds what the map's own lookup would find, where that one would come back.
import { Bucket, Classic } from '../classic/hmap';
import { hashKey, keysEqual } from '../core/hash-key';
import { MODEL_SWISS, MapHandle } from '../core/map-handle';
import { KEY_STRING, SLOTS } from '../core/map-type';
import { control } from '../memory/memory-layout';
import { Group, Swiss, Table, TABLE_BYTES } from '../swiss/swiss-map';

/** Buckets of one chain that are looked at. A race makes rings; honest chains are much shorter. */
const longestChain: u32 = 65536;

function isReadable(address: usize, bytes: usize): bool {
  const state = control();
  return address >= state.spans && address < state.end && bytes <= state.end - address;
}

/** Whether the key of a slot is the one looked for; what it points to may be anything. */
function holds(m: MapHandle, slot: usize, key: usize): bool {
  const type = m.type;
  let stored = slot;
  if (type.keyIsIndirect) {
    stored = load<usize>(slot);
    if (!isReadable(stored, type.keySize)) return false;
  }
  if (type.keyKind == KEY_STRING) {
    const length = load<u64>(key, 8);
    if (load<u64>(stored, 8) != length) return false;
    if (!isReadable(load<usize>(stored), <usize>length)) return false;
  }
  return keysEqual(type, stored, key);
}

/** The elem, if what an indirect one points to can be read; 0 if not. */
function readable(address: usize, isIndirect: bool, bytes: usize): usize {
  const elem = isIndirect ? load<usize>(address) : address;
  return isReadable(elem, bytes) ? elem : 0;
}

function inChain(m: MapHandle, head: usize, hash: u64, key: usize): usize {
  const type = m.type;
  const top = <u8>Bucket.tophash(hash);
  let bucket = head;
  for (let step: u32 = 0; step < longestChain && bucket != 0; step++) {
    if (!isReadable(bucket, type.bucketSize)) return 0;
    for (let slot: usize = 0; slot < SLOTS; slot++)
      if (load<u8>(bucket + slot) == top && holds(m, type.key(bucket, slot), key))
        return readable(type.elem(bucket, slot), type.elemIsIndirect, type.elemSize);
    if (Bucket.endsChain(bucket)) return 0;
    bucket = Bucket.next(type, bucket);
  }
  return 0;
}

function inClassic(m: MapHandle, key: usize): usize {
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

function inGroup(m: MapHandle, group: usize, hash: u64, key: usize): usize {
  const type = m.type;
  const tag = <u8>(hash & 0x7f);
  for (let at: usize = 0; at < SLOTS; at++) {
    const slot = Group.slot(type, group, at);
    if (load<u8>(group + at) == tag && holds(m, slot, key))
      return readable(slot + type.swissElem, type.elemIsIndirect, type.elemSize);
  }
  return 0;
}

function tableFor(m: MapHandle, hash: u64): Table | null {
  const map = Swiss.header(m);
  const index = (hash >> 1) >> (<u64>map.globalShift - 1);
  const entry = map.dirPtr + ((<usize>index) << 3);
  if (index >= map.dirLen || !isReadable(entry, 8)) return null;
  const table = load<usize>(entry);
  return isReadable(table, TABLE_BYTES) ? changetype<Table>(table) : null;
}

function inSwiss(m: MapHandle, key: usize): usize {
  const map = Swiss.header(m);
  const type = m.type;
  const hash = hashKey(m, key);
  if (map.dirLen == 0)
    return isReadable(map.dirPtr, type.groupSize) ? inGroup(m, map.dirPtr, hash, key) : 0;
  const table = tableFor(m, hash);
  if (table === null) return 0;
  const mask = <u32>table.lengthMask;
  let offset = (<u32>(hash >> 7)) & mask;
  for (let step: u32 = 1; step <= mask + 1; step++) {
    const group = table.groups + <usize>offset * type.groupSize;
    if (!isReadable(group, type.groupSize)) return 0;
    const elem = inGroup(m, group, hash, key);
    if (elem != 0) return elem;
    if (Group.empty(Group.controls(group)) != 0) return 0;
    offset = (offset + step) & mask;
  }
  return 0;
}

/** Address of the elem of a key in a map that was raced; 0 when the map no longer finds it. */
export function racedLookup(m: MapHandle, key: usize): usize {
  return m.model == MODEL_SWISS ? inSwiss(m, key) : inClassic(m, key);
}
