// What the TypeScript side sets and reads of a pass.
import { control } from '../memory/memory-layout';
import { LatencyRecorder, histogramAt, openLatencyRecorder } from './latency-recorder';
import { mapCount } from '../map/map';
import { MapHandle } from '../core/map-handle';
import { Pass, abandoned } from './pass';

/** Puts a map behind a shard of a pass that is not running. */
export function passSetMap(pass: Pass, shard: u32, map: usize): void {
  pass.shard(shard).map = map;
}

/** Gives every writer an empty recorder; see `openLatencyRecorder`. */
export function passOpenRecorders(pass: Pass, seed: u64, mean: u64, clockCostNs: f64): void {
  for (let number: u32 = 0; number < pass.writerCount; number++)
    openLatencyRecorder(
      changetype<LatencyRecorder>(pass.writer(number).recorder),
      seed,
      number,
      mean,
      clockCostNs,
    );
}

/** The histogram of one writer and one phase of the map. */
export function passHistogram(pass: Pass, writer: u32, phase: u32): usize {
  const recorder = changetype<LatencyRecorder>(pass.writer(writer).recorder);
  return changetype<usize>(histogramAt(recorder, phase));
}

/**
 * Counters of one writer as f64: inserts, updates, deletes, lookups, start and end in ns, overlaps of
 * two writes, overlaps of a write and a read.
 */
export function passWriterCounters(pass: Pass, number: u32, out: usize): void {
  const writer = pass.writer(number);
  store<f64>(out, <f64>writer.inserts);
  store<f64>(out, <f64>writer.updates, 8);
  store<f64>(out, <f64>writer.deletes, 16);
  store<f64>(out, <f64>writer.lookups, 24);
  store<f64>(out, writer.startNs, 32);
  store<f64>(out, writer.endNs, 40);
  store<f64>(out, <f64>writer.writeOverlaps, 48);
  store<f64>(out, <f64>writer.readOverlaps, 56);
  store<f64>(out, <f64>writer.lateStarts, 64);
}

/**
 * How far a pass is, as f64: operations, entries, bytes held. May be read while it runs. Races make
 * the counts of a map wrong; they stay below what they cannot exceed.
 */
export function passState(pass: Pass, out: usize): void {
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
  store<f64>(out, <f64>operations);
  store<f64>(out, <f64>min(entries, operations), 8);
  store<f64>(out, <f64>min(bytesHeld, control().liveBytes), 16);
}

/** The shard whose map refused or failed first, or -1. */
export function passFailedShard(pass: Pass): i32 {
  return pass.failedShard - 1;
}

/** The staircase of an exact pass: points of four f64 (operation, entries, bytes held, slots). */
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
  return pass.stop == abandoned ? 1 : 0;
}
