// The exact pass: one thread, no clock, the writers in fixed turn. What it counts is the same on
// every machine.
import { Coming } from '../core/coming';
import { Fault } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { mapCount, mapSlots } from '../map/operations';
import { openStream, OpStream } from '../workload/op-stream';
import { OpKind, Packed, Workload } from '../workload/workload-layout';
import { drawAhead } from './draw-ahead';
import { Keyed, Operate } from './operate';
import { Pass, Writer } from './pass';
import { Point } from './pass-records';
import { Shard } from './shard';
import { beginWhole, endLoop, loopOn, operateWhole } from './whole';

export enum PassStatus {
  /** More operations are left. */
  Running = 0,
  Done = 1,
  /** A map refused or failed; `failedShard` says which. */
  Stopped = 2,
}

/** The points at even steps, which must always find room. */
const EVEN_POINTS: u32 = 512;

function addPoint(pass: Pass, operation: u64, isEven: bool): void {
  const reserved = isEven ? 0 : EVEN_POINTS;
  if (pass.pointCount + reserved >= pass.pointCapacity) return;
  const last = changetype<Point>(pass.points + <usize>(pass.pointCount - 1) * offsetof<Point>());
  if (pass.pointCount > 0 && last.operation == <f64>operation) return;
  const point = changetype<Point>(pass.points + <usize>pass.pointCount * offsetof<Point>());
  point.operation = <f64>operation;
  point.entries = <f64>pass.entries;
  point.bytesHeld = <f64>pass.bytesHeld;
  point.slots = <f64>pass.slots;
  pass.pointCount++;
}

/** Brings the totals up to date with one shard. */
function account(pass: Pass, shard: Shard, map: MapHandle): void {
  const bytesHeld = map.held();
  // A record of this shard came in the middle of the operation, on top of what the others hold.
  if (map.bytesPeak > shard.bytesPeak) {
    pass.bytesPeak = max(pass.bytesPeak, pass.bytesHeld - shard.bytesHeld + map.bytesPeak);
    shard.bytesPeak = map.bytesPeak;
  }
  const entries = mapCount(shard.map);
  const slots = mapSlots(map);
  pass.bytesHeld += bytesHeld - shard.bytesHeld;
  pass.entries += entries - shard.entries;
  pass.slots += slots - shard.slots;
  pass.bytesPeak = max(pass.bytesPeak, pass.bytesHeld);
  shard.bytesHeld = bytesHeld;
  shard.entries = entries;
  shard.slots = slots;
}

/**
 * Prepares an exact pass over the fresh maps of the shards; `pointStep` operations lie between two
 * even points of the staircase.
 */
export function exactBegin(pass: Pass, pointStep: u64): void {
  pass.operations = 0;
  pass.pointStep = pointStep;
  pass.pointCount = 0;
  pass.failedShard = 0;
  for (let number: u32 = 0; number < pass.writerCount; number++)
    openStream(
      changetype<OpStream>(pass.writer(number).stream),
      changetype<Workload>(pass.workload),
      number,
    );
  for (let number: u32 = 0; number < pass.shardCount; number++) {
    const shard = pass.shard(number);
    shard.operations = 0;
    account(pass, shard, changetype<MapHandle>(shard.map));
  }
  addPoint(pass, 0, true);
}

/** Performs an operation on the whole map, on one shard after the other. */
function exactWhole(pass: Pass, writer: Writer, operation: u64): PassStatus {
  const kind = Packed.kind(operation);
  const jumps = kind == OpKind.Copy || kind == OpKind.Clear;
  if (jumps) addPoint(pass, pass.operations, false);
  pass.operations++;
  beginWhole(writer, operation);
  let goesOn = true;
  for (let number: u32 = 0; goesOn && number < pass.shardCount; number++) {
    const shard = pass.shard(number);
    const map = changetype<MapHandle>(shard.map);
    map.operation = pass.operations;
    goesOn = operateWhole(pass, writer, map, operation);
    account(pass, shard, map);
    if (map.faults.fault != Fault.None) pass.failedShard = <i32>number + 1;
  }
  const isEven = pass.operations % pass.pointStep == 0;
  if (isEven || pass.failedShard != 0) addPoint(pass, pass.operations, true);
  else if (jumps) addPoint(pass, pass.operations, false);
  return pass.failedShard == 0 ? PassStatus.Running : PassStatus.Stopped;
}

/** Performs an operation that was drawn and keeps the staircase. */
function exactStep(pass: Pass, writer: Writer, coming: Coming): PassStatus {
  const kind = Packed.kind(coming.operation);
  if (Packed.isWhole(kind)) return exactWhole(pass, writer, coming.operation);
  const number = coming.shard;
  const shard = pass.shard(number);
  const map = changetype<MapHandle>(shard.map);
  map.operation = ++pass.operations;
  shard.operations++;
  const growths = map.growthsStarted;
  const wasGrowing = map.growing;
  // A map that was empty meanwhile, or cleared, hashes otherwise.
  const hash = coming.seeded == map.seeded ? coming.hash : Keyed.hash(pass, map, coming.key);
  const isFine = Operate.run(pass, writer, map, kind, coming.key, hash);
  if (writer.loop != 0) loopOn(writer);
  const hasJumped = map.growthsStarted != growths || map.growing != wasGrowing;
  if (hasJumped) addPoint(pass, pass.operations - 1, false);
  account(pass, shard, map);
  if (hasJumped) addPoint(pass, pass.operations, false);
  else if (pass.operations % pass.pointStep == 0) addPoint(pass, pass.operations, true);
  if (isFine) return PassStatus.Running;
  addPoint(pass, pass.operations, true);
  pass.failedShard = <i32>number + 1;
  return PassStatus.Stopped;
}

/** Performs at most `budget` operations; one writer draws some at once, several take turns. */
export function exactRun(pass: Pass, budget: u32): PassStatus {
  const isAlone = pass.writerCount == 1;
  let left = budget;
  while (left > 0) {
    const writer = pass.writer(isAlone ? 0 : <u32>(pass.operations % pass.writerCount));
    const count = drawAhead(pass, writer, isAlone ? left : 1);
    if (count == 0) {
      endLoop(writer);
      addPoint(pass, pass.operations, true);
      return PassStatus.Done;
    }
    left -= count;
    for (let at: u32 = 0; at < count; at++) {
      const status = exactStep(pass, writer, pass.coming(writer, at));
      if (status != PassStatus.Running) return status;
    }
  }
  return PassStatus.Running;
}
