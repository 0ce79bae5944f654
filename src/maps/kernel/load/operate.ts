// One operation of a workload on a map.
import { Fault } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';
import { ShardHash } from '../hash/shard-hash';
import {
  mapAssign,
  mapAssign32,
  mapAssign64,
  mapDelete,
  mapDelete32,
  mapDelete64,
  mapLookup,
  mapLookup32,
  mapLookup64,
} from '../map/operations';
import { FIRST_ALLOCATED, Stores } from '../sync/box';
import { isOlder } from '../core/walk';
import { syncLookup, syncModify, syncStore } from '../sync/sync-map';
import { writeKeyBytes } from '../workload/key-bytes';
import { OpStream } from '../workload/op-stream';
import { OpKind, Workload } from '../workload/workload-layout';
import { Guard } from './guard';
import { Pass, Writer } from './pass';

/** Writes the key of an index where `operate` and `shardOf` find it. */
export function makeKey(pass: Pass, writer: Writer, index: u64): void {
  writeKeyBytes(changetype<Workload>(pass.workload), index, writer.keyBytes);
}

/** The shard of the key that was made last. */
export function shardOf(pass: Pass, writer: Writer): u32 {
  if (pass.shardCount == 1) return 0;
  const keys = pass.shardHash();
  const key = writer.keyBytes;
  let hash: u64;
  if (pass.keyKind == KeyKind.Word64) hash = ShardHash.ofWord(keys, load<u64>(key));
  else if (pass.keyKind == KeyKind.Word32) hash = ShardHash.ofWord(keys, load<u32>(key));
  else hash = ShardHash.ofBytes(keys, key, changetype<Workload>(pass.workload).keyBytes);
  return ShardHash.shard(hash, pass.shardCount);
}

/**
 * The three calls of a map, by the kind of its keys. They have several callers, and would cost a call
 * of a function more if they were not inlined.
 */
export class Keyed {
  @inline
  static assign(pass: Pass, map: usize, key: usize): usize {
    if (pass.keyKind == KeyKind.Word64) return mapAssign64(map, load<u64>(key));
    if (pass.keyKind == KeyKind.Word32) return mapAssign32(map, load<u32>(key));
    return mapAssign(map, key);
  }

  @inline
  static lookup(pass: Pass, map: usize, key: usize): usize {
    if (pass.keyKind == KeyKind.Word64) return mapLookup64(map, load<u64>(key));
    if (pass.keyKind == KeyKind.Word32) return mapLookup32(map, load<u32>(key));
    return mapLookup(map, key);
  }

  @inline
  static remove(pass: Pass, map: usize, key: usize): void {
    if (pass.keyKind == KeyKind.Word64) mapDelete64(map, load<u64>(key));
    else if (pass.keyKind == KeyKind.Word32) mapDelete32(map, load<u32>(key));
    else mapDelete(map, key);
  }
}

/** What is known of the value that a `sync.Map` is about to store. */
function storesOf(pass: Pass, writer: Writer, kind: OpKind): Stores {
  if (pass.hasAges) return writer.operations < FIRST_ALLOCATED ? Stores.Small : Stores.Any;
  return kind == OpKind.Insert ? Stores.Any : Stores.Count;
}

/** A `sync.Map` has no update: a load, then a store of one more. */
function storeSynced(pass: Pass, writer: Writer, m: MapHandle, kind: OpKind): usize {
  const stores = storesOf(pass, writer, kind);
  if (kind == OpKind.ReadModifyWrite) return syncModify(m, writer.key, stores);
  if (kind == OpKind.Update) syncLookup(m, writer.key);
  return syncStore(m, writer.key, stores);
}

/** Where the value of a write stands; 0 when refused. */
function target(pass: Pass, writer: Writer, handle: MapHandle, kind: OpKind): usize {
  if (pass.guard == Guard.SyncMap) return storeSynced(pass, writer, handle, kind);
  const map = changetype<usize>(handle);
  if (kind == OpKind.ReadModifyWrite) Keyed.lookup(pass, map, writer.key);
  return Keyed.assign(pass, map, writer.key);
}

/** A look-up; where the phase says so, it deletes an entry that is too old and finds nothing. */
function find(pass: Pass, writer: Writer, map: usize, kind: OpKind): void {
  const elem = Keyed.lookup(pass, map, writer.key);
  if (elem == 0) return;
  writer.found++;
  if (kind == OpKind.Lookup) return;
  const age = changetype<OpStream>(writer.stream).expireAge;
  if (!isOlder(elem, writer.operations, age)) return;
  Keyed.remove(pass, map, writer.key);
  writer.expired++;
}

/** An insert writes the whole elem: the number of the operation and the writer, then zeros. */
function writeElem(elem: usize, size: u32, value: u64): void {
  if (size >= 8) {
    store<u64>(elem, value);
    if (size > 8) memory.fill(elem + 8, 0, size - 8);
  } else if (size >= 4) store<u32>(elem, <u32>value);
  else if (size > 0) store<u8>(elem, <u8>value);
}

/** In a `sync.Map` no integer that the table of the runtime has: it was taken for a large one. */
const LARGE: u64 = 0x0101010101010101;

/** What a write puts into an elem: the writer and the number of its operation. */
function valueOf(pass: Pass, writer: Writer): u64 {
  const value = ((<u64>writer.number) << 48) | writer.operations;
  const isSmall = pass.guard == Guard.SyncMap && !pass.hasAges && value < FIRST_ALLOCATED;
  return isSmall ? value | LARGE : value;
}

/** An update adds one to the first word of the elem. */
function addOne(elem: usize, size: u32): void {
  if (size >= 8) store<u64>(elem, load<u64>(elem) + 1);
  else if (size >= 4) store<u32>(elem, load<u32>(elem) + 1);
  else if (size > 0) store<u8>(elem, load<u8>(elem) + 1);
}

/**
 * Performs an operation of `kind` with the key that was made last. False when the map refused or
 * failed; its handle says why.
 */
export function operate(pass: Pass, writer: Writer, handle: MapHandle, kind: OpKind): bool {
  const map = changetype<usize>(handle);
  writer.operations++;
  if (kind == OpKind.Lookup || kind == OpKind.LookupOrExpire) {
    writer.lookups++;
    find(pass, writer, map, kind);
  } else if (kind == OpKind.Delete) {
    writer.deletes++;
    Keyed.remove(pass, map, writer.key);
  } else {
    const isInsert = kind == OpKind.Insert;
    const elem =
      isInsert && !pass.hasAges
        ? Keyed.assign(pass, map, writer.key)
        : target(pass, writer, handle, kind);
    if (elem == 0) return false;
    if (isInsert) writer.inserts++;
    else if (kind == OpKind.Update) writer.updates++;
    else writer.modifies++;
    // Where entries have an age, every write says when it was.
    if (isInsert || pass.hasAges) writeElem(elem, pass.elemSize, valueOf(pass, writer));
    else addOne(elem, pass.elemSize);
  }
  return handle.faults.fault == Fault.None;
}
