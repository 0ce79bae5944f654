// One operation of a workload on a map.
import { Fault } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { ShardHash } from '../hash/shard-hash';
import { GoHash } from '../hash/go-hash';
import { hashKey } from '../core/keys/hash-key';
import { Hashed, mapAssign, mapDelete, mapLookup } from '../map/operations';
import { FIRST_ALLOCATED, Stores } from '../sync/box';
import { isOlder } from '../core/walk';
import { syncLookup, syncModify, syncStore } from '../sync/sync-map';
import { KeyBytes } from '../workload/key-bytes';
import { OpStream } from '../workload/op-stream';
import { makePartsKey } from '../workload/parts-key';
import { OpKind, Workload } from '../workload/workload-layout';
import { Guard } from './guard';
import { KeyPath, Pass, Writer } from './pass';

/** The shard of a key where there are several. */
function shardOf(pass: Pass, key: usize): u32 {
  const keys = pass.shardHash();
  let hash: u64;
  if (pass.keyPath == KeyPath.Word64) hash = ShardHash.ofWord(keys, load<u64>(key));
  else if (pass.keyPath == KeyPath.Word32) hash = ShardHash.ofWord(keys, load<u32>(key));
  else {
    const bytes = changetype<Workload>(pass.workload).keyBytes;
    hash = ShardHash.ofBytes(keys, pass.bytesOf(key), bytes);
  }
  return ShardHash.shard(hash, pass.shardCount);
}

/**
 * A key: how it is made, its shard, its hash, and the three calls of a map by the way its keys take. They
 * have several callers, and would cost a call of a function more if they were not inlined.
 */
export class Keyed {
  /** Writes the key of an index into the room for a key. */
  @inline
  static make(pass: Pass, key: usize, index: u64): void {
    const workload = changetype<Workload>(pass.workload);
    KeyBytes.write(workload, index, pass.bytesOf(key));
    if (pass.hasParts) makePartsKey(workload, key, pass.bytesOf(key));
  }

  /** The shard of a key. */
  @inline
  static shard(pass: Pass, key: usize): u32 {
    return pass.shardCount == 1 ? 0 : shardOf(pass, key);
  }

  /** The hash of a key in a map as it is now: it holds until the map draws another seed. */
  @inline
  static hash(pass: Pass, m: MapHandle, key: usize): u64 {
    if (pass.keyPath == KeyPath.Word64) return GoHash.of64(load<u64>(key), m.seeded, m.h1);
    if (pass.keyPath == KeyPath.Word32) return GoHash.of32(load<u32>(key), m.seeded, m.h1);
    return pass.keyPath == KeyPath.Bytes ? hashKey(m, key) : 0;
  }

  @inline
  static assign(pass: Pass, m: MapHandle, key: usize, hash: u64): usize {
    if (pass.keyPath == KeyPath.Word64) return Hashed.assign64(m, load<u64>(key), hash);
    if (pass.keyPath == KeyPath.Word32) return Hashed.assign32(m, load<u32>(key), hash);
    if (pass.keyPath == KeyPath.Bytes) return Hashed.assignBytes(m, key, hash);
    return mapAssign(changetype<usize>(m), key);
  }

  @inline
  static lookup(pass: Pass, m: MapHandle, key: usize, hash: u64): usize {
    if (pass.keyPath == KeyPath.Word64) return Hashed.lookup64(m, load<u64>(key), hash);
    if (pass.keyPath == KeyPath.Word32) return Hashed.lookup32(m, load<u32>(key), hash);
    if (pass.keyPath == KeyPath.Bytes) return Hashed.lookupBytes(m, key, hash);
    return mapLookup(changetype<usize>(m), key);
  }

  @inline
  static remove(pass: Pass, m: MapHandle, key: usize, hash: u64): void {
    if (pass.keyPath == KeyPath.Word64) Hashed.remove64(m, load<u64>(key), hash);
    else if (pass.keyPath == KeyPath.Word32) Hashed.remove32(m, load<u32>(key), hash);
    else if (pass.keyPath == KeyPath.Bytes) Hashed.removeBytes(m, key, hash);
    else mapDelete(changetype<usize>(m), key);
  }
}

/** What is known of the value that a `sync.Map` is about to store. */
function storesOf(pass: Pass, writer: Writer, kind: OpKind): Stores {
  if (pass.hasAges) return writer.operations < FIRST_ALLOCATED ? Stores.Small : Stores.Any;
  return kind == OpKind.Insert ? Stores.Any : Stores.Count;
}

/** A `sync.Map` has no update: a load, then a store of one more. */
function storeSynced(pass: Pass, writer: Writer, m: MapHandle, kind: OpKind, key: usize): usize {
  const stores = storesOf(pass, writer, kind);
  if (kind == OpKind.ReadModifyWrite) return syncModify(m, key, stores);
  if (kind == OpKind.Update) syncLookup(m, key);
  return syncStore(m, key, stores);
}

/** Where the value of a write stands; 0 when refused. */
function target(
  pass: Pass,
  writer: Writer,
  map: MapHandle,
  kind: OpKind,
  key: usize,
  hash: u64,
): usize {
  if (pass.guard == Guard.SyncMap) return storeSynced(pass, writer, map, kind, key);
  if (kind == OpKind.ReadModifyWrite) Keyed.lookup(pass, map, key, hash);
  return Keyed.assign(pass, map, key, hash);
}

/** Deletes an entry that a look-up found, if it is too old. */
function expire(
  pass: Pass,
  writer: Writer,
  map: MapHandle,
  elem: usize,
  key: usize,
  hash: u64,
): void {
  const age = changetype<OpStream>(writer.stream).expireAge;
  if (!isOlder(elem, writer.operations, age)) return;
  Keyed.remove(pass, map, key, hash);
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

/** What a write puts into an elem. */
function valueOf(pass: Pass, writer: Writer): u64 {
  const value = writer.mark;
  const isSmall = pass.guard == Guard.SyncMap && !pass.hasAges && value < FIRST_ALLOCATED;
  return isSmall ? value | LARGE : value;
}

/** An update adds one to the first word of the elem. */
function addOne(elem: usize, size: u32): void {
  if (size >= 8) store<u64>(elem, load<u64>(elem) + 1);
  else if (size >= 4) store<u32>(elem, load<u32>(elem) + 1);
  else if (size > 0) store<u8>(elem, load<u8>(elem) + 1);
}

/** The operation, for loops that do nothing but these. */
export class Operate {
  /**
   * Performs an operation of `kind` on a key with its hash, see `Keyed.hash`. False when the map refused
   * or failed; its handle says why.
   */
  @inline
  static run(
    pass: Pass,
    writer: Writer,
    map: MapHandle,
    kind: OpKind,
    key: usize,
    hash: u64,
  ): bool {
    writer.operations++;
    if (kind == OpKind.Lookup || kind == OpKind.LookupOrExpire) {
      writer.lookups++;
      const elem = Keyed.lookup(pass, map, key, hash);
      if (elem != 0) {
        writer.found++;
        if (kind == OpKind.LookupOrExpire) expire(pass, writer, map, elem, key, hash);
      }
    } else if (kind == OpKind.Delete) {
      writer.deletes++;
      Keyed.remove(pass, map, key, hash);
    } else {
      const isInsert = kind == OpKind.Insert;
      const elem =
        isInsert && !pass.hasAges
          ? Keyed.assign(pass, map, key, hash)
          : target(pass, writer, map, kind, key, hash);
      if (elem == 0) return false;
      if (isInsert) writer.inserts++;
      else if (kind == OpKind.Update) writer.updates++;
      else writer.modifies++;
      // Where entries have an age, every write says when it was.
      if (isInsert || pass.hasAges) writeElem(elem, pass.elemSize, valueOf(pass, writer));
      else addOne(elem, pass.elemSize);
    }
    return map.faults.fault == Fault.None;
  }
}

/** The same as a function. */
export function operate(
  pass: Pass,
  writer: Writer,
  map: MapHandle,
  kind: OpKind,
  key: usize,
  hash: u64,
): bool {
  return Operate.run(pass, writer, map, kind, key, hash);
}
