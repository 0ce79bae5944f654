// One pass over a workload: what all its writers share, in linear memory. The TypeScript side lays
// it out once (`passNew`), then runs it exactly (exact-pass.ts) or by threads (timed-pass.ts).
import { Coming, COMING_BYTES } from '../core/coming';
import { KeyKind } from '../core/map-type';
import { shardHashSet } from '../hash/shard-hash';
import { UNLOCKS_OF_ONE } from '../locks/mutex';
import { arenaReserve } from '../memory/arena';
import { opStreamBytes } from '../workload/op-stream';
import { openPartsKey } from '../workload/parts-key';
import { KeyForm, phaseAt, Workload } from '../workload/workload-layout';
import { Guard } from './guard';
import { latencyRecorderBytes } from './latency-recorder';
import { Point } from './pass-records';
import { LINE_BYTES, Shard, SHARD_BYTES } from './shard';

/** The way that keys take into a map. */
export enum KeyPath {
  /** By value, with their hash. */
  Word64 = 0,
  Word32 = 1,
  /** By address, with their hash: strings and plain memory. */
  Bytes = 2,
  /** By address; the map hashes them, in the order in which they come. */
  Address = 3,
}

/** As many as fit into `AHEAD_BYTES`, at most `MOST_AHEAD` and at least one. */
const MOST_AHEAD: usize = 32;
const AHEAD_BYTES: usize = 1 << 14;

/** One writer: its counters, then its stream, its recorder, and what it has drawn ahead. */
@unmanaged
export class Writer {
  number: u32;
  stream: usize;
  recorder: usize;
  /** The first of `Pass.ahead` operations. */
  coming: usize;
  /** Operations up to and including the next timed one, of those that are drawn. */
  gap: u64;
  /** Sum of what was read ahead, so that it cannot be left out. */
  touched: u64;
  /** Operations begun; all of them done but for the one that failed. */
  operations: u64;
  inserts: u64;
  updates: u64;
  deletes: u64;
  lookups: u64;
  modifies: u64;
  clears: u64;
  iterations: u64;
  copies: u64;
  sweeps: u64;
  /** Entries that loops visited, and that were deleted because they were too old. */
  visited: u64;
  expired: u64;
  /** Entries that a loop over several shards still visits; 0 = all. */
  left: u64;
  /** The loop that is open (0 = none), and entries that it visits after each operation. */
  loop: usize;
  loopStep: u64;
  startNs: f64;
  endNs: f64;
  /** What lookups found, so that they cannot be left out. */
  found: u64;
  /** Without a guard: operations that met another one inside, by whether both were writes. */
  writeOverlaps: u64;
  readOverlaps: u64;
  /** At an arrival rate: operations that started late through the writer's own fault. */
  lateStarts: u64;
  /** When the last operation was done, and when it would have been on a target that takes no time. */
  freeNs: f64;
  ownFreeNs: f64;

  /** What an insert writes: who did, and the number of the operation. */
  @inline
  get mark(): u64 {
    return ((<u64>this.number) << 48) | this.operations;
  }
}

/** Values of `stop`. */
export enum Stop {
  Running = 0,
  /** A map refused or failed. */
  Stopped = 1,
  /** The thread of a writer has died. */
  Abandoned = 2,
}

@unmanaged
export class Pass {
  h0: u64;
  h1: u64;
  h2: u64;
  h3: u64;
  workload: usize;
  writerCount: u32;
  shardCount: u32;
  guard: Guard;
  keyPath: KeyPath;
  elemSize: u32;
  /** Of a key, before its bytes: the header of a string, or what a key of several parts is made of. */
  headBytes: u32;
  hasParts: bool;
  /** One writer without a guard: nobody else is ever inside. */
  isAlone: bool;
  /** Whether what they will read is read ahead. */
  touches: bool;
  /** Operations that a writer draws at once, and what each of them takes. */
  ahead: u32;
  comingBytes: usize;
  /** Whether a phase asks for the age of entries. */
  hasAges: bool;
  /** Keys of 8 bytes in one map: see `drawWords`. */
  drawsWords: bool;
  /** Elems of 8 bytes as well, and nobody else inside: see `runWords`. */
  runsWords: bool;
  shards: usize;
  writers: usize;
  writerBytes: usize;
  /** Operations of each writer, at most; all of them when 0. */
  operationLimit: u64;
  /** Counts the starts of the threads; they wait for the next one. */
  generation: i32;
  /** Writers that stand at the gate, the generation it opened for, and writers that are done. */
  arrived: i32;
  gate: i32;
  finished: i32;
  /** The generation that all writers have finished. */
  done: i32;
  /** Not 0: every writer stops at its next operation. */
  stop: Stop;
  /** Writers that a corrupted map threw out of the kernel. */
  trapped: i32;
  /** 1: the threads end instead of starting. */
  closing: i32;
  /** The shard whose map refused or failed, plus 1; 0 = none. */
  failedShard: i32;
  /** Of an exact pass: operations done, totals over the shards, and its staircase. */
  operations: u64;
  entries: u64;
  bytesHeld: u64;
  slots: u64;
  /** Highest sum of the bytes held at one time. */
  bytesPeak: u64;
  pointStep: u64;
  points: usize;
  pointCount: u32;
  pointCapacity: u32;

  /** Address of a field that threads share. */
  @inline
  at(offset: usize): usize {
    return changetype<usize>(this) + offset;
  }

  /** Where the words of the hash that chooses the shard stand. */
  @inline
  shardHash(): usize {
    return changetype<usize>(this);
  }

  @inline
  shard(number: u32): Shard {
    return changetype<Shard>(this.shards + <usize>number * SHARD_BYTES);
  }

  @inline
  writer(number: u32): Writer {
    return changetype<Writer>(this.writers + <usize>number * this.writerBytes);
  }

  @inline
  coming(writer: Writer, at: u32): Coming {
    return changetype<Coming>(writer.coming + <usize>at * this.comingBytes);
  }

  /** Where the bytes of a key lie. */
  @inline
  bytesOf(key: usize): usize {
    return key + this.headBytes;
  }
}

function roundToLine(bytes: usize): usize {
  return (bytes + LINE_BYTES - 1) & ~(LINE_BYTES - 1);
}

function placeWriter(pass: Pass, number: u32): void {
  const writer = pass.writer(number);
  writer.number = number;
  writer.stream = changetype<usize>(writer) + roundToLine(offsetof<Writer>());
  writer.recorder = writer.stream + roundToLine(opStreamBytes());
  writer.coming = writer.recorder + roundToLine(latencyRecorderBytes());
  const workload = changetype<Workload>(pass.workload);
  for (let at: u32 = 0; at < pass.ahead; at++) {
    const key = pass.coming(writer, at).key;
    if (pass.hasParts) openPartsKey(workload, key, pass.bytesOf(key));
    if (workload.form != KeyForm.String) continue;
    store<u64>(key, <u64>pass.bytesOf(key));
    store<u64>(key, workload.keyBytes, 8);
  }
}

/**
 * A `sync.Map` takes every key by its address, and so do floats and keys of several parts, of which some
 * hash by chance.
 */
function keyPathOf(guard: Guard, keyKind: KeyKind): KeyPath {
  if (guard == Guard.SyncMap) return KeyPath.Address;
  switch (keyKind) {
    case KeyKind.Word64:
      return KeyPath.Word64;
    case KeyKind.Word32:
      return KeyPath.Word32;
    case KeyKind.String:
    case KeyKind.Bytes:
      return KeyPath.Bytes;
    default:
      return KeyPath.Address;
  }
}

function hasAges(workload: Workload): bool {
  for (let number: u32 = 0; number < workload.phaseCount; number++) {
    const phase = phaseAt(workload, number);
    if (phase.deleteIfEvery != 0 || phase.expireAge != 0) return true;
  }
  return false;
}

/**
 * Lays out a pass for the writers of a workload over `shardCount` maps; 0 when there is no room.
 * `points` is the most the staircase of an exact pass can have.
 */
export function passNew(
  workload: Workload,
  guard: Guard,
  shardCount: u32,
  keyKind: KeyKind,
  elemSize: u32,
  points: u32,
): usize {
  const writers = workload.writers;
  const comingBytes = COMING_BYTES + ((<usize>workload.headBytes + workload.keyBytes + 15) & ~7);
  const ahead = max<usize>(1, min(MOST_AHEAD, AHEAD_BYTES / comingBytes));
  const writerBytes =
    roundToLine(offsetof<Writer>()) +
    roundToLine(opStreamBytes()) +
    roundToLine(latencyRecorderBytes()) +
    roundToLine(ahead * comingBytes);
  const head = roundToLine(offsetof<Pass>());
  const pointBytes = <usize>points * offsetof<Point>();
  const bytes =
    head + <usize>shardCount * SHARD_BYTES + <usize>writers * writerBytes + pointBytes + LINE_BYTES;
  const address = arenaReserve(bytes);
  if (address == 0) return 0;
  const start = roundToLine(address);
  const pass = changetype<Pass>(start);
  pass.workload = changetype<usize>(workload);
  pass.writerCount = writers;
  pass.shardCount = shardCount;
  pass.guard = guard;
  pass.keyPath = keyPathOf(guard, keyKind);
  pass.headBytes = workload.headBytes;
  pass.hasParts = workload.form == KeyForm.Parts;
  pass.isAlone = guard == Guard.None && writers == 1;
  // Writers that race are watched, not hurried.
  pass.touches = pass.keyPath != KeyPath.Address && (guard != Guard.None || pass.isAlone);
  pass.ahead = <u32>ahead;
  pass.comingBytes = comingBytes;
  pass.elemSize = elemSize;
  pass.hasAges = hasAges(workload);
  pass.drawsWords =
    shardCount == 1 &&
    pass.keyPath == KeyPath.Word64 &&
    workload.form == KeyForm.Bytes &&
    workload.keyBytes == 8;
  pass.runsWords =
    pass.drawsWords && elemSize == 8 && !pass.hasAges && (pass.isAlone || guard == Guard.Mutex);
  pass.shards = start + head;
  pass.writers = pass.shards + <usize>shardCount * SHARD_BYTES;
  pass.writerBytes = writerBytes;
  pass.points = pass.writers + <usize>writers * writerBytes;
  pass.pointCapacity = points;
  for (let writer: u32 = 0; writer < writers; writer++) placeWriter(pass, writer);
  for (let shard: u32 = 0; shard < shardCount; shard++)
    pass.shard(shard).unlocksPerWake = shardCount == 1 ? UNLOCKS_OF_ONE : 1;
  shardHashSet(pass.shardHash(), workload.seed);
  return start;
}
