// The loop of a writer whose operations arrive at a rate. Its clock is read before and behind every
// operation, so nothing is sampled and nothing interpolated.
import { MapHandle } from '../../core/map-handle';
import { nextArrivalNs, nowNs, waitUntilNs } from '../../env';
import { nextOperation, OpStream } from '../../workload/op-stream';
import { OpKind, Packed } from '../../workload/workload-layout';
import { LatencyKind, LatencyRecorder, recordOperation } from '../latency-recorder';
import { Keyed, operate } from '../operate';
import { Pass, Stop, Writer } from '../pass';
import { loopOn } from '../whole';
import { beginRun, endRun } from './timed-pass';
import { Gate, performWhole, stopAll } from './timed-step';

/** What starts late by more than this is counted. */
const LATE_NS: f64 = 1e6;

/**
 * Records an operation that was due at `dueNs`. What the writer itself took, from when it could start
 * to when it did, adds up from operation to operation until an arrival lets it rest: its LatencyKind.Lateness is
 * how late the operation would have started on a target that takes no time.
 */
function recordPaced(writer: Writer, phase: u32, dueNs: f64, startNs: f64, endNs: f64): void {
  const recorder = changetype<LatencyRecorder>(writer.recorder);
  recordOperation(recorder, phase, dueNs, endNs, 1);
  recordOperation(recorder, LatencyKind.ServiceTime, startNs, endNs, 1);
  const ownNs = startNs - Math.max(dueNs, writer.freeNs);
  writer.ownFreeNs = Math.max(dueNs, writer.ownFreeNs) + ownNs;
  writer.freeNs = endNs;
  recordOperation(recorder, LatencyKind.Lateness, dueNs, writer.ownFreeNs, 1);
  if (writer.ownFreeNs - dueNs > LATE_NS) writer.lateStarts++;
}

/** Performs one operation when it is due; false when the map refused. */
function pacedStep(pass: Pass, writer: Writer, operation: u64, dueNs: f64): bool {
  const kind = Packed.kind(operation);
  if (Packed.isWhole(kind)) return pacedWhole(pass, writer, operation, dueNs);
  const key = pass.coming(writer, 0).key;
  Keyed.make(pass, key, Packed.above(operation));
  const number = Keyed.shard(pass, key);
  const shard = pass.shard(number);
  const map = changetype<MapHandle>(shard.map);
  if (dueNs > writer.freeNs) waitUntilNs(dueNs);
  const startNs = nowNs();
  const isReader = Gate.enter(pass, writer, shard, map, kind == OpKind.Lookup);
  const growths = map.growthsStarted;
  const wasGrowing = map.growing != 0;
  const isFine = operate(pass, writer, map, kind, key, Keyed.hash(pass, map, key));
  if (writer.loop != 0) loopOn(writer);
  const phase =
    map.growthsStarted != growths
      ? LatencyKind.Growing
      : wasGrowing
        ? LatencyKind.Evacuating
        : LatencyKind.Normal;
  Gate.leave(pass, shard, isReader);
  const endNs = nowNs();
  if (isFine) recordPaced(writer, phase, dueNs, startNs, endNs);
  else stopAll(pass, number);
  return isFine;
}

function pacedWhole(pass: Pass, writer: Writer, operation: u64, dueNs: f64): bool {
  if (dueNs > writer.freeNs) waitUntilNs(dueNs);
  const startNs = nowNs();
  const failed = performWhole(pass, writer, operation);
  if (failed < 0) recordPaced(writer, LatencyKind.Normal, dueNs, startNs, nowNs());
  else stopAll(pass, <u32>failed);
  return failed < 0;
}

/** Performs operations until the stream, the arrivals, the limit or the pass ends. */
function performPaced(pass: Pass, writer: Writer): void {
  const stop = pass.at(offsetof<Pass>('stop'));
  const stream = changetype<OpStream>(writer.stream);
  let left = pass.operationLimit == 0 ? u64.MAX_VALUE : pass.operationLimit;
  writer.freeNs = writer.startNs;
  writer.ownFreeNs = writer.startNs;
  while (left-- > 0 && atomic.load<i32>(stop) == Stop.Running) {
    const operation = nextOperation(stream);
    if (operation == OpKind.End) return;
    const arrivalNs = nextArrivalNs();
    if (arrivalNs == Infinity) return;
    if (!pacedStep(pass, writer, operation, writer.startNs + arrivalNs)) return;
  }
}

/** One run of a writer whose operations arrive at a rate, from the gate to the end. */
export function runPacedWriter(pass: Pass, number: u32, generation: i32): void {
  const writer = beginRun(pass, number, generation);
  performPaced(pass, writer);
  endRun(pass, writer, generation);
}
