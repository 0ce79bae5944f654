// One operation of a timed pass: through the guard, timed if its turn has come.
import { Coming } from '../../core/coming';
import { Fault } from '../../core/fault';
import { MapHandle } from '../../core/map-handle';
import { nowNs } from '../../env';
import { syncLookupWrites } from '../../sync/sync-map';
import { OpKind, Packed } from '../../workload/workload-layout';
import { Guard } from '../guard';
import { Inside } from './inside';
import { LatencyKind, LatencyRecorder, recordOperation } from '../latency-recorder';
import { Keyed, Operate } from '../operate';
import { Pass, Stop, Writer } from '../pass';
import { Shard } from '../shard';
import { beginWhole, loopOn, operateWhole } from '../whole';

/** Remembers the first failure and stops every writer. */
export function stopAll(pass: Pass, shard: u32): void {
  atomic.cmpxchg<i32>(pass.at(offsetof<Pass>('failedShard')), 0, <i32>shard + 1);
  atomic.store<i32>(pass.at(offsetof<Pass>('stop')), Stop.Stopped);
}

/**
 * Records the operation just done. One that started a growth is recorded always, for itself alone,
 * from the start of the growth; another one only if its turn has come, for all that it stands for.
 */
function recordLatency(
  writer: Writer,
  isTimed: bool,
  startNs: f64,
  growthClock: f64,
  wasGrowing: bool,
): void {
  const recorder = changetype<LatencyRecorder>(writer.recorder);
  if (growthClock >= 0) recordGrowth(writer, growthClock);
  else if (isTimed)
    recordOperation(
      recorder,
      wasGrowing ? LatencyKind.Evacuating : LatencyKind.Normal,
      startNs,
      nowNs(),
      recorder.mean,
    );
}

/** Records, for itself alone, an operation that started a growth at `growthClock`. */
export function recordGrowth(writer: Writer, growthClock: f64): void {
  const recorder = changetype<LatencyRecorder>(writer.recorder);
  recordOperation(recorder, LatencyKind.Growing, growthClock, nowNs(), 1);
}

/** When the growth that an operation started began. */
export class GrowthClock {
  /** @param growths that had started before it; -1 where none came, or nobody reads the clock */
  @inline
  static since(map: MapHandle, growths: u32): f64 {
    return map.growthsStarted != growths && map.log.clockOn != 0 ? map.log.clock : -1.0;
  }
}

/** The way into a map and out again. No guard for one writer, and the mutex, cost no call of a function. */
export class Gate {
  /**
   * Lets a writer to the map, and tells the map the number of the operation. True if it came in as a
   * reader, as which it must leave.
   */
  @inline
  static enter(pass: Pass, writer: Writer, shard: Shard, map: MapHandle, isRead: bool): bool {
    if (pass.isAlone) {
      map.operation++;
      return isRead;
    }
    if (pass.guard != Guard.Mutex) return enterOther(pass, writer, shard, map, isRead);
    shard.mutex().lock(shard.waits());
    map.operation++;
    return false;
  }

  @inline
  static leave(pass: Pass, shard: Shard, isReader: bool): void {
    if (pass.isAlone) return;
    if (pass.guard == Guard.Mutex) shard.mutex().unlock();
    else leaveOther(pass, shard, isReader);
  }
}

function enterOther(pass: Pass, writer: Writer, shard: Shard, map: MapHandle, isRead: bool): bool {
  if (pass.guard == Guard.None) {
    map.operation = Inside.enter(shard, writer, isRead, map.faults.fault == Fault.None);
    return isRead;
  }
  // The number is for growths and refusals, of which a reader has none.
  if (isRead && enterReading(pass, shard, map)) return true;
  shard.rwMutex().lock(shard.mutex(), shard.waits());
  map.operation++;
  return false;
}

/** False where the look-ups of a `sync.Map` write. */
function enterReading(pass: Pass, shard: Shard, map: MapHandle): bool {
  shard.rwMutex().lockRead(shard.waits());
  if (pass.guard == Guard.RwMutex || !syncLookupWrites(map)) return true;
  shard.rwMutex().unlockRead();
  return false;
}

function leaveOther(pass: Pass, shard: Shard, isReader: bool): void {
  if (pass.guard == Guard.None) Inside.leave(shard, isReader);
  else if (isReader) shard.rwMutex().unlockRead();
  else shard.rwMutex().unlock(shard.mutex());
}

/** Performs one operation behind the guard; false when the map refused or failed. */
export function step(pass: Pass, writer: Writer, coming: Coming): bool {
  const kind = Packed.kind(coming.operation);
  const isTimed = coming.isTimed;
  if (Packed.isWhole(kind)) return wholeStep(pass, writer, coming.operation, isTimed);
  const number = coming.shard;
  const shard = pass.shard(number);
  const map = changetype<MapHandle>(shard.map);
  const startNs: f64 = isTimed ? nowNs() : 0.0;
  const isReader = Gate.enter(pass, writer, shard, map, kind == OpKind.Lookup);
  const growths = map.growthsStarted;
  const wasGrowing = map.growing != 0;
  // A map that was empty meanwhile, or cleared, hashes otherwise.
  const hash = coming.seeded == map.seeded ? coming.hash : Keyed.hash(pass, map, coming.key);
  const isFine = Operate.run(pass, writer, map, kind, coming.key, hash);
  if (writer.loop != 0) loopOn(writer);
  const growthClock = GrowthClock.since(map, growths);
  Gate.leave(pass, shard, isReader);
  if (isTimed || growthClock >= 0) recordLatency(writer, isTimed, startNs, growthClock, wasGrowing);
  if (!isFine) stopAll(pass, number);
  return isFine;
}

/**
 * Performs an operation on the whole map: on one shard after the other, each behind its own guard, as
 * guarded maps do. Returns the shard that refused or failed, or -1.
 */
export function performWhole(pass: Pass, writer: Writer, operation: u64): i32 {
  beginWhole(writer, operation);
  for (let number: u32 = 0; number < pass.shardCount; number++) {
    const shard = pass.shard(number);
    const map = changetype<MapHandle>(shard.map);
    // A loop marks the map too, and may allocate: it comes in as a writer.
    const isReader = Gate.enter(pass, writer, shard, map, false);
    const goesOn = operateWhole(pass, writer, map, operation);
    Gate.leave(pass, shard, isReader);
    if (map.faults.fault != Fault.None) return <i32>number;
    if (!goesOn) break;
  }
  return -1;
}

function wholeStep(pass: Pass, writer: Writer, operation: u64, isTimed: bool): bool {
  const startNs: f64 = isTimed ? nowNs() : 0.0;
  const failed = performWhole(pass, writer, operation);
  if (isTimed) recordLatency(writer, true, startNs, -1.0, false);
  if (failed >= 0) stopAll(pass, <u32>failed);
  return failed < 0;
}
