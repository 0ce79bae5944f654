// What the TypeScript side sets and reads of a pass.
import { MapHandle } from '../core/map-handle';
import { mapCount } from '../map/operations';
import { control } from '../memory/memory-layout';
import { histogramAt, LatencyKind, LatencyRecorder, openLatencyRecorder } from './latency-recorder';
import { Pass, Stop } from './pass';
import { PassState, ShardRecord, WriterRecord } from './pass-records';

/** Puts a map behind a shard of a pass that is not running. */
export function passSetMap(pass: Pass, shard: u32, map: usize): void {
  pass.shard(shard).map = map;
}

/** Gives every writer an empty recorder; see `openLatencyRecorder`. */
export function passOpenRecorders(
  pass: Pass,
  seed: u64,
  mean: u64,
  clockCostNs: f64,
  resolutionNs: f64,
): void {
  for (let number: u32 = 0; number < pass.writerCount; number++)
    openLatencyRecorder(
      changetype<LatencyRecorder>(pass.writer(number).recorder),
      seed,
      number,
      mean,
      clockCostNs,
      resolutionNs,
    );
}

/** A histogram of one writer. */
export function passHistogram(pass: Pass, writer: u32, kind: LatencyKind): usize {
  const recorder = changetype<LatencyRecorder>(pass.writer(writer).recorder);
  return changetype<usize>(histogramAt(recorder, kind));
}

/** Counters of one writer. */
export function passWriterCounters(pass: Pass, number: u32, out: WriterRecord): void {
  const writer = pass.writer(number);
  out.inserts = <f64>writer.inserts;
  out.updates = <f64>writer.updates;
  out.deletes = <f64>writer.deletes;
  out.lookups = <f64>writer.lookups;
  out.modifies = <f64>writer.modifies;
  out.clears = <f64>writer.clears;
  out.iterations = <f64>writer.iterations;
  out.copies = <f64>writer.copies;
  out.sweeps = <f64>writer.sweeps;
  out.visited = <f64>writer.visited;
  out.expired = <f64>writer.expired;
  out.startNs = writer.startNs;
  out.endNs = writer.endNs;
  out.writeOverlaps = <f64>writer.writeOverlaps;
  out.readOverlaps = <f64>writer.readOverlaps;
  out.lateStarts = <f64>writer.lateStarts;
}

/** What fell on one shard. */
export function passShard(pass: Pass, number: u32, out: ShardRecord): void {
  const shard = pass.shard(number);
  out.operations = <f64>shard.operations;
  out.waits = <f64>shard.waitCount;
  out.waitNs = <f64>shard.waitNs;
}

/**
 * How far a pass is. May be read while it runs. Races make the counts of a map wrong; they stay below
 * what they cannot exceed.
 */
export function passState(pass: Pass, out: PassState): void {
  let operations: u64 = 0;
  for (let number: u32 = 0; number < pass.writerCount; number++)
    operations += pass.writer(number).operations;
  let entries: u64 = 0;
  let bytesHeld: u64 = 0;
  for (let number: u32 = 0; number < pass.shardCount; number++) {
    const map = pass.shard(number).map;
    entries += mapCount(map);
    bytesHeld += changetype<MapHandle>(map).held();
  }
  out.operations = <f64>operations;
  out.entries = <f64>min(entries, operations);
  out.bytesHeld = <f64>min(bytesHeld, control().liveBytes);
}

/** The shard whose map refused or failed first, or -1. */
export function passFailedShard(pass: Pass): i32 {
  return pass.failedShard - 1;
}

/** The staircase of an exact pass: `Point`s. */
export function passPoints(pass: Pass): usize {
  return pass.points;
}
export function passPointCount(pass: Pass): u32 {
  return pass.pointCount;
}
/** The highest sum of bytes held at one time of an exact pass. */
export function passBytesPeak(pass: Pass): f64 {
  return <f64>pass.bytesPeak;
}

/** Writers that a corrupted map threw out. */
export function passTrappedWriters(pass: Pass): i32 {
  return pass.trapped;
}

/** 1 when a writer's thread has died. */
export function passIsAbandoned(pass: Pass): u32 {
  return pass.stop == Stop.Abandoned ? 1 : 0;
}
