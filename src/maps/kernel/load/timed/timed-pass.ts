// The loop of a writer thread. Threads are started together and counted in by atomics in the pass.
import { nowNs } from '../../env';
import { sleepWhile } from '../../locks/futex-lock';
import { openStream, OpStream } from '../../workload/op-stream';
import { Workload } from '../../workload/workload-layout';
import { drawAhead } from '../draw-ahead';
import { LatencyRecorder, nextGap } from '../latency-recorder';
import { Pass, Stop, Writer } from '../pass';
import { step } from './timed-step';
import { endLoop } from '../whole';
import { runWords } from './word-steps';

/** The gate opens when the last writer has arrived, so that all start together. */
function passGate(pass: Pass, generation: i32): void {
  const gate = pass.at(offsetof<Pass>('gate'));
  if (atomic.add<i32>(pass.at(offsetof<Pass>('arrived')), 1) + 1 == <i32>pass.writerCount) {
    atomic.store<i32>(gate, generation);
    atomic.notify(gate, -1);
  } else sleepWhile(gate, generation - 1);
}

function finish(pass: Pass, generation: i32): void {
  if (atomic.add<i32>(pass.at(offsetof<Pass>('finished')), 1) + 1 < <i32>pass.writerCount) return;
  const done = pass.at(offsetof<Pass>('done'));
  atomic.store<i32>(done, generation);
  atomic.notify(done, -1);
}

/** Waits for the next start after generation `seen`; returns its generation, or 0 when the pass closes. */
export function awaitStart(pass: Pass, seen: i32): i32 {
  const generation = pass.at(offsetof<Pass>('generation'));
  sleepWhile(generation, seen);
  return atomic.load<i32>(pass.at(offsetof<Pass>('closing'))) != 0
    ? 0
    : atomic.load<i32>(generation);
}

/** Performs operations until the stream, the limit or the pass ends. */
function performOperations(pass: Pass, writer: Writer): void {
  const stop = pass.at(offsetof<Pass>('stop'));
  let left = pass.operationLimit == 0 ? u64.MAX_VALUE : pass.operationLimit;
  writer.gap = nextGap(changetype<LatencyRecorder>(writer.recorder));
  while (left > 0) {
    const count = drawAhead(pass, writer, left);
    if (count == 0) return;
    left -= count;
    if (pass.runsWords) {
      if (!runWords(pass, writer, count)) return;
      continue;
    }
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
  const generation = pass.at(offsetof<Pass>('generation'));
  atomic.add<i32>(generation, 1);
  atomic.notify(generation, -1);
}

/** The word that becomes `passGeneration` when all threads have finished, for `Atomics.wait`. */
export function passDoneAddress(pass: Pass): usize {
  return pass.at(offsetof<Pass>('done'));
}
export function passGeneration(pass: Pass): i32 {
  return pass.generation;
}

/** Ends the threads of a pass that is not running. */
export function passClose(pass: Pass): void {
  pass.closing = 1;
  const generation = pass.at(offsetof<Pass>('generation'));
  atomic.add<i32>(generation, 1);
  atomic.notify(generation, -1);
}

/**
 * Stops the writers of a pass without a guard: a map that a race corrupted has thrown one of them
 * out. Its thread lives on.
 */
export function passTrap(pass: Pass, number: u32): void {
  atomic.add<i32>(pass.at(offsetof<Pass>('trapped')), 1);
  atomic.store<i32>(pass.at(offsetof<Pass>('stop')), Stop.Stopped);
  pass.writer(number).endNs = nowNs();
  finish(pass, pass.generation);
}

/** Stops the writers and counts one of them as finished: its thread has died. */
export function passAbandon(pass: Pass): void {
  atomic.store<i32>(pass.at(offsetof<Pass>('stop')), Stop.Abandoned);
  const done = pass.at(offsetof<Pass>('done'));
  atomic.store<i32>(done, atomic.load<i32>(pass.at(offsetof<Pass>('generation'))));
  atomic.notify(done, -1);
}
