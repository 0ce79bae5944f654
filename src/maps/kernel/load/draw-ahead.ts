// The next operations of a writer, drawn at once: their keys are made and hashed one behind the other,
// and what they will read of the maps is read together.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import {
  hasFarKeys,
  isFar,
  placeHeads,
  placeKeys,
  placeSlots,
  readPlaces,
  touchMoves,
} from '../map/touch';
import { Operations, OpStream } from '../workload/op-stream';
import { OpKind, Packed } from '../workload/workload-layout';
import { drawWords } from './draw-words';
import { LatencyRecorder, nextGap } from './latency-recorder';
import { Keyed } from './operate';
import { Pass, Writer } from './pass';

function mapOf(pass: Pass, coming: Coming): MapHandle {
  return changetype<MapHandle>(pass.shard(coming.shard).map);
}

function touchOne(pass: Pass, writer: Writer, count: u32): void {
  const map = changetype<MapHandle>(pass.shard(0).map);
  if (!isFar(map)) return;
  const first = writer.coming;
  const stride = pass.comingBytes;
  placeHeads(map, first, stride, count);
  writer.touched += readPlaces(first, stride, count);
  placeSlots(map, first, stride, count);
  writer.touched += readPlaces(first, stride, count);
  writer.touched += touchMoves(map, first, stride, count);
  if (!hasFarKeys(map)) return;
  placeKeys(first, stride, count);
  writer.touched += readPlaces(first, stride, count);
}

function touchShards(pass: Pass, writer: Writer, count: u32): void {
  const first = writer.coming;
  const stride = pass.comingBytes;
  let far: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const coming = pass.coming(writer, at);
    const address = changetype<usize>(coming);
    const map = mapOf(pass, coming);
    if (coming.mayTouch && isFar(map)) {
      placeHeads(map, address, stride, 1);
      far++;
    } else coming.place(address, address);
  }
  if (far == 0) return;
  writer.touched += readPlaces(first, stride, count);
  for (let at: u32 = 0; at < count; at++) {
    const coming = pass.coming(writer, at);
    if (coming.isPlaced) placeSlots(mapOf(pass, coming), changetype<usize>(coming), stride, 1);
  }
  writer.touched += readPlaces(first, stride, count);
  if (!hasFarKeys(changetype<MapHandle>(pass.shard(0).map))) return;
  placeKeys(first, stride, count);
  writer.touched += readPlaces(first, stride, count);
}

/** Draws up to `wanted` operations of one phase, one by one; returns how many there were. */
function drawEach(pass: Pass, writer: Writer, wanted: u32): u32 {
  const stream = changetype<OpStream>(writer.stream);
  let count: u32 = 0;
  for (; count < wanted; count++) {
    if (count != 0 && Operations.isBetweenPhases(stream)) break;
    const operation = Operations.next(stream);
    if (operation == OpKind.End) break;
    const coming = pass.coming(writer, count);
    const kind = Packed.kind(operation);
    const isTimed = --writer.gap == 0;
    if (isTimed) writer.gap = nextGap(changetype<LatencyRecorder>(writer.recorder));
    coming.operation = operation;
    coming.isTimed = isTimed;
    coming.writes = kind != OpKind.Lookup;
    coming.mayTouch = false;
    coming.shard = 0;
    if (Packed.isWhole(kind)) continue;
    // A timed one waits for memory itself.
    coming.mayTouch = !isTimed;
    const key = coming.key;
    Keyed.make(pass, key, Packed.above(operation));
    coming.shard = Keyed.shard(pass, key);
    const map = mapOf(pass, coming);
    coming.seeded = map.seeded;
    coming.hash = Keyed.hash(pass, map, key);
  }
  return count;
}

/**
 * Draws up to `most` operations of one phase, at most `pass.ahead`; returns how many there were. Entries are too old by
 * the age of the phase that the stream is in when they are met.
 */
export function drawAhead(pass: Pass, writer: Writer, most: u64): u32 {
  const wanted = <u32>min<u64>(most, pass.ahead);
  const stream = changetype<OpStream>(writer.stream);
  let count = pass.drawsWords ? Operations.alike(stream, wanted) : 0;
  // What a stretch shares would be read for one operation alone.
  if (count > 1) drawWords(pass, writer, count);
  else count = drawEach(pass, writer, wanted);
  // One operation would only wait here instead of there.
  if (pass.touches && count > 1) {
    if (pass.shardCount == 1) touchOne(pass, writer, count);
    else touchShards(pass, writer, count);
  }
  return count;
}
