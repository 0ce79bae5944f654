// The operations of a writer on one map of 8-byte keys and elems, alone or behind the mutex: the commonest
// workloads by far. They do what `step` does; what cannot be in them is not asked for, and what is seldom, an
// operation that is timed or of another kind, is left to it.
import * as classic from '../../classic/family';
import { Coming } from '../../core/coming';
import { Fault } from '../../core/fault';
import { MapHandle } from '../../core/map-handle';
import { KeyKind } from '../../core/map-type';
import { Model } from '../../core/model';
import { GoHash } from '../../hash/go-hash';
import * as swiss from '../../swiss/family';
import { OpKind, Packed } from '../../workload/workload-layout';
import { Pass, Stop, Writer } from '../pass';
import { GrowthClock, recordGrowth, step, stopAll } from './timed-step';

function isSeldom(writer: Writer, coming: Coming, kind: OpKind): bool {
  return coming.isTimed || kind > OpKind.Lookup || writer.loop != 0;
}

/** `isSwiss` and `locks` are constants where these are inlined, each in a function of its own. */
class Words {
  @inline
  static assign(m: MapHandle, isSwiss: bool, hash: u64, word: u64): usize {
    return isSwiss
      ? swiss.Assign.run(m, swiss.SlotKind.Words, hash, word, 0)
      : classic.Assign.run(m, KeyKind.Word64, hash, word, 0);
  }

  @inline
  static lookup(m: MapHandle, isSwiss: bool, hash: u64, word: u64): usize {
    return isSwiss
      ? swiss.Find.read(m, swiss.SlotKind.Words, hash, word, 0)
      : classic.Find.read(m, KeyKind.Word64, hash, word, 0);
  }

  /** Performs operations that were drawn; false when the map refused one. */
  @inline
  static run(pass: Pass, writer: Writer, count: u32, isSwiss: bool, locks: bool): bool {
    const stop = pass.at(offsetof<Pass>('stop'));
    const shard = pass.shard(0);
    const map = changetype<MapHandle>(shard.map);
    const stride = pass.comingBytes;
    const end = writer.coming + <usize>count * stride;
    for (let at = writer.coming; at < end; at += stride) {
      if (atomic.load<i32>(stop) != Stop.Running) return false;
      const coming = changetype<Coming>(at);
      const kind = Packed.kind(coming.operation);
      if (isSeldom(writer, coming, kind)) {
        if (!step(pass, writer, coming)) return false;
        continue;
      }
      if (locks) shard.mutex().lock(shard.waits());
      map.operation++;
      const growths = map.growthsStarted;
      const word = load<u64>(coming.key);
      // A map that was empty meanwhile, or cleared, hashes otherwise.
      const hash =
        coming.seeded == map.seeded ? coming.hash : GoHash.of64(word, map.seeded, map.h1);
      writer.operations++;
      if (kind == OpKind.Lookup) {
        writer.lookups++;
        if (Words.lookup(map, isSwiss, hash, word) != 0) writer.found++;
      } else if (kind == OpKind.Delete) {
        writer.deletes++;
        if (isSwiss) swiss.remove64(map, word, hash);
        else classic.remove64(map, word, hash);
      } else {
        const elem = Words.assign(map, isSwiss, hash, word);
        if (elem != 0) {
          if (kind == OpKind.Insert) {
            writer.inserts++;
            store<u64>(elem, writer.mark);
          } else {
            writer.updates++;
            store<u64>(elem, load<u64>(elem) + 1);
          }
        }
      }
      const isFine = map.faults.fault == Fault.None;
      const growthClock = GrowthClock.since(map, growths);
      if (locks) shard.mutex().unlock();
      if (growthClock >= 0) recordGrowth(writer, growthClock);
      if (!isFine) {
        stopAll(pass, 0);
        return false;
      }
    }
    return true;
  }
}

function swissAlone(pass: Pass, writer: Writer, count: u32): bool {
  return Words.run(pass, writer, count, true, false);
}
function swissLocked(pass: Pass, writer: Writer, count: u32): bool {
  return Words.run(pass, writer, count, true, true);
}
function classicAlone(pass: Pass, writer: Writer, count: u32): bool {
  return Words.run(pass, writer, count, false, false);
}
function classicLocked(pass: Pass, writer: Writer, count: u32): bool {
  return Words.run(pass, writer, count, false, true);
}

/** Performs operations that were drawn, where `pass.runsWords`; false when the map refused one. */
export function runWords(pass: Pass, writer: Writer, count: u32): bool {
  if (changetype<MapHandle>(pass.shard(0).map).model == Model.Swiss)
    return pass.isAlone ? swissAlone(pass, writer, count) : swissLocked(pass, writer, count);
  return pass.isAlone ? classicAlone(pass, writer, count) : classicLocked(pass, writer, count);
}
