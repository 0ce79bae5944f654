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
import { Stores } from '../sync/box';
import { syncLookup, syncStore } from '../sync/sync-map';
import { writeKeyBytes } from '../workload/key-bytes';
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

/** A `sync.Map` has no update: a load, then a store of one more. */
function loadAndStore(m: MapHandle, key: usize): usize {
  syncLookup(m, key);
  return syncStore(m, key, Stores.Count);
}

/** An insert writes the whole elem: the number of the operation and the writer, then zeros. */
function writeElem(elem: usize, size: u32, value: u64): void {
  if (size >= 8) {
    store<u64>(elem, value);
    if (size > 8) memory.fill(elem + 8, 0, size - 8);
  } else if (size >= 4) store<u32>(elem, <u32>value);
  else if (size > 0) store<u8>(elem, <u8>value);
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
  if (kind == OpKind.Lookup) {
    writer.lookups++;
    if (Keyed.lookup(pass, map, writer.key) != 0) writer.found++;
  } else if (kind == OpKind.Delete) {
    writer.deletes++;
    Keyed.remove(pass, map, writer.key);
  } else {
    const elem =
      kind == OpKind.Update && pass.guard == Guard.SyncMap
        ? loadAndStore(handle, writer.key)
        : Keyed.assign(pass, map, writer.key);
    if (elem == 0) return false;
    if (kind == OpKind.Insert) {
      writer.inserts++;
      writeElem(elem, pass.elemSize, ((<u64>writer.number) << 48) | writer.operations);
    } else {
      writer.updates++;
      addOne(elem, pass.elemSize);
    }
  }
  return handle.faults.fault == Fault.None;
}
