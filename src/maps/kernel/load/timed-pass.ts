// The loop of a writer thread. Threads are started together and counted in by atomics in the pass.
import { Coming } from '../core/coming';
import { Fault } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { nowNs } from '../env';
import { sleepWhile } from '../locks/futex-lock';
import { syncLookupWrites } from '../sync/sync-map';
import { openStream, OpStream } from '../workload/op-stream';
import { OpKind, Packed, Workload } from '../workload/workload-layout';
import { Guard } from './guard';
import { Inside } from './inside';
import { drawAhead } from './draw-ahead';
import { LatencyKind, LatencyRecorder, nextGap, recordOperation } from './latency-recorder';
import { Keyed, Operate } from './operate';
import { Pass, Shard, Stop, Writer } from './pass';
import { beginWhole, endLoop, loopOn, operateWhole } from './whole';

function field(pass: Pass, offset: usize): usize {
  return changetype<usize>(pass) + offset;
}

/** The gate opens when the last writer has arrived, so that all start together. */
function passGate(pass: Pass, generation: i32): void {
  const gate = field(pass, offsetof<Pass>('gate'));
  if (atomic.add<i32>(field(pass, offsetof<Pass>('arrived')), 1) + 1 == <i32>pass.writerCount) {
    atomic.store<i32>(gate, generation);
    atomic.notify(gate, -1);
  } else sleepWhile(gate, generation - 1);
}

/** Remembers the first failure and stops every writer. */
export function stopAll(pass: Pass, shard: u32): void {
  atomic.cmpxchg<i32>(field(pass, offsetof<Pass>('failedShard')), 0, <i32>shard + 1);
  atomic.store<i32>(field(pass, offsetof<Pass>('stop')), Stop.Stopped);
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
  if (growthClock >= 0) recordOperation(recorder, LatencyKind.Growing, growthClock, nowNs(), 1);
  else if (isTimed)
    recordOperation(
      recorder,
      wasGrowing ? LatencyKind.Evacuating : LatencyKind.Normal,
      startNs,
      nowNs(),
      recorder.mean,
    );
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
function step(pass: Pass, writer: Writer, coming: Coming): bool {
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
  const growthClock: f64 =
    map.growthsStarted != growths && map.log.clockOn != 0 ? map.log.clock : -1.0;
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

function finish(pass: Pass, generation: i32): void {
  if (atomic.add<i32>(field(pass, offsetof<Pass>('finished')), 1) + 1 < <i32>pass.writerCount)
    return;
  const done = field(pass, offsetof<Pass>('done'));
  atomic.store<i32>(done, generation);
  atomic.notify(done, -1);
}

/** Waits for the next start after generation `seen`; returns its generation, or 0 when the pass closes. */
export function awaitStart(pass: Pass, seen: i32): i32 {
  const generation = field(pass, offsetof<Pass>('generation'));
  sleepWhile(generation, seen);
  return atomic.load<i32>(field(pass, offsetof<Pass>('closing'))) != 0
    ? 0
    : atomic.load<i32>(generation);
}

/** Performs operations until the stream, the limit or the pass ends. */
function performOperations(pass: Pass, writer: Writer): void {
  const stop = field(pass, offsetof<Pass>('stop'));
  let left = pass.operationLimit == 0 ? u64.MAX_VALUE : pass.operationLimit;
  writer.gap = nextGap(changetype<LatencyRecorder>(writer.recorder));
  while (left > 0) {
    const count = drawAhead(pass, writer, left);
    if (count == 0) return;
    left -= count;
    for (let at: u32 = 0; at < count; at++) {
      if (atomic.load<i32>(stop) != Stop.Running) return;
      if (!step(pass, writer, pass.coming(writer, at))) return;
    }
  }
}

/** Takes a writer to the gate and, with the others, through it. */
export function beginRun(pass: Pass, number: u32, generation: i32): Writer {
  const writer = pass.writer(number);
  openStream(changetype<OpStream>(writer.stream), changetype<Workload>(pass.workload), number);
  passGate(pass, generation);
  writer.startNs = nowNs();
  return writer;
}

/** Counts a writer as finished, and wakes those that slept behind it. */
export function endRun(pass: Pass, writer: Writer, generation: i32): void {
  writer.endNs = nowNs();
  endLoop(writer);
  for (let shard: u32 = 0; shard < pass.shardCount; shard++) pass.shard(shard).mutex().wake();
  finish(pass, generation);
}

/**
 * One run of a writer, from the gate to the end. A call of its own for every run: the engine
 * replaces slow code by fast code only where a function is entered anew.
 */
export function runWriter(pass: Pass, number: u32, generation: i32): void {
  const writer = beginRun(pass, number, generation);
  performOperations(pass, writer);
  endRun(pass, writer, generation);
}

function resetWriters(pass: Pass): void {
  for (let number: u32 = 0; number < pass.writerCount; number++) {
    const writer = pass.writer(number);
    writer.operations = 0;
    writer.inserts = 0;
    writer.updates = 0;
    writer.deletes = 0;
    writer.lookups = 0;
    writer.modifies = 0;
    writer.clears = 0;
    writer.iterations = 0;
    writer.copies = 0;
    writer.sweeps = 0;
    writer.visited = 0;
    // A run that a race threw out leaves one of a map that is gone.
    writer.loop = 0;
    writer.expired = 0;
    writer.found = 0;
    writer.lateStarts = 0;
    writer.writeOverlaps = 0;
    writer.readOverlaps = 0;
  }
}

/**
 * Starts the threads of a pass once more on the maps that its shards name. `operationLimit` is the
 * most that each writer does; 0 = all.
 */
export function passBegin(pass: Pass, operationLimit: u64): void {
  resetWriters(pass);
  pass.operationLimit = operationLimit;
  pass.arrived = 0;
  pass.finished = 0;
  pass.stop = Stop.Running;
  pass.trapped = 0;
  pass.failedShard = 0;
  for (let shard: u32 = 0; shard < pass.shardCount; shard++) pass.shard(shard).inside = 0;
  const generation = field(pass, offsetof<Pass>('generation'));
  atomic.add<i32>(generation, 1);
  atomic.notify(generation, -1);
}

/** The word that becomes `passGeneration` when all threads have finished, for `Atomics.wait`. */
export function passDoneAddress(pass: Pass): usize {
  return field(pass, offsetof<Pass>('done'));
}
export function passGeneration(pass: Pass): i32 {
  return pass.generation;
}

/** Ends the threads of a pass that is not running. */
export function passClose(pass: Pass): void {
  pass.closing = 1;
  const generation = field(pass, offsetof<Pass>('generation'));
  atomic.add<i32>(generation, 1);
  atomic.notify(generation, -1);
}

/**
 * Stops the writers of a pass without a guard: a map that a race corrupted has thrown one of them
 * out. Its thread lives on.
 */
export function passTrap(pass: Pass, number: u32): void {
  atomic.add<i32>(field(pass, offsetof<Pass>('trapped')), 1);
  atomic.store<i32>(field(pass, offsetof<Pass>('stop')), Stop.Stopped);
  pass.writer(number).endNs = nowNs();
  finish(pass, pass.generation);
}

/** Stops the writers and counts one of them as finished: its thread has died. */
export function passAbandon(pass: Pass): void {
  atomic.store<i32>(field(pass, offsetof<Pass>('stop')), Stop.Abandoned);
  const done = field(pass, offsetof<Pass>('done'));
  atomic.store<i32>(done, atomic.load<i32>(field(pass, offsetof<Pass>('generation'))));
  atomic.notify(done, -1);
}
