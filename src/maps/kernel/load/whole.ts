// Operations on the whole map, and how a workload asks for them.
import { Fault } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { mix64 } from '../hash/random';
import { Walk } from '../core/walk';
import { mapDeleteIf, mapLoopBegin, mapLoopEnd, mapLoopOn, mapVisit } from '../map/iteration';
import { mapClear } from '../map/operations';
import { mapRenew } from '../map/renew';
import { syncDeleteIf, syncRange } from '../sync/sync-map';
import { OpKind, Packed } from '../workload/workload-layout';
import { Guard } from './guard';
import { Pass, Writer } from './pass';

/** The words from which a loop of the operation with this number begins. The program of Go says the same. */
function firstWord(operation: u64): u64 {
  return mix64(2 * operation);
}

function secondWord(operation: u64): u64 {
  return mix64(2 * operation + 1);
}

/** Lets the open loop of a writer visit what it visits after an operation; behind the last entry it ends. */
export function loopOn(writer: Writer): void {
  const walk = changetype<Walk>(writer.loop);
  for (let left = writer.loopStep; left > 0; left--) {
    if (!mapLoopOn(walk)) return endLoop(writer);
    writer.visited++;
  }
}

/** Ends the open loop of a writer, if it has one. */
export function endLoop(writer: Writer): void {
  if (writer.loop != 0) mapLoopEnd(writer.loop);
  writer.loop = 0;
}

/** Counts an operation on the whole map that is about to begin on its first shard. It ends an open loop. */
export function beginWhole(writer: Writer, operation: u64): void {
  endLoop(writer);
  writer.operations++;
  writer.left = 0;
  switch (Packed.kind(operation)) {
    case OpKind.Clear:
      writer.clears++;
      break;
    case OpKind.Iterate:
      writer.iterations++;
      writer.left = Packed.above(operation);
      break;
    case OpKind.Loop:
      writer.iterations++;
      break;
    case OpKind.Copy:
      writer.copies++;
      break;
    default:
      writer.sweeps++;
  }
}

/** A loop that ends after `writer.left` entries of all shards together (0 = none); false behind the last. */
function iterate(pass: Pass, writer: Writer, map: MapHandle): bool {
  const operation = map.operation;
  const visited =
    pass.guard == Guard.SyncMap
      ? syncRange(map, writer.left)
      : mapVisit(map, firstWord(operation), secondWord(operation), writer.left);
  writer.visited += visited;
  if (writer.left == 0) return true;
  writer.left -= visited;
  return writer.left > 0;
}

function deleteIf(pass: Pass, writer: Writer, map: MapHandle, age: u64): void {
  const operation = map.operation;
  const now = writer.operations;
  writer.expired +=
    pass.guard == Guard.SyncMap
      ? syncDeleteIf(map, now, age)
      : mapDeleteIf(changetype<usize>(map), firstWord(operation), secondWord(operation), now, age);
}

/** Performs it on the map of one shard. False when it is over: the map refused or failed, or a loop ended. */
export function operateWhole(pass: Pass, writer: Writer, map: MapHandle, operation: u64): bool {
  const address = changetype<usize>(map);
  const argument = Packed.above(operation);
  switch (Packed.kind(operation)) {
    case OpKind.Clear:
      mapClear(address);
      break;
    case OpKind.Iterate:
      return iterate(pass, writer, map) && map.faults.fault == Fault.None;
    case OpKind.Loop:
      writer.loop = mapLoopBegin(address, firstWord(map.operation), secondWord(map.operation));
      writer.loopStep = argument;
      loopOn(writer);
      break;
    case OpKind.Copy: {
      const number = map.operation;
      if (!mapRenew(address, argument != 0, firstWord(number), secondWord(number))) return false;
      break;
    }
    default:
      deleteIf(pass, writer, map, argument);
  }
  return map.faults.fault == Fault.None;
}
