// What the other side reads of a pass; every field an f64.

/** One writer. */
@unmanaged
export class WriterRecord {
  inserts: f64;
  updates: f64;
  deletes: f64;
  lookups: f64;
  modifies: f64;
  clears: f64;
  iterations: f64;
  copies: f64;
  sweeps: f64;
  /** Entries that loops visited, and that were deleted because they were too old. */
  visited: f64;
  expired: f64;
  startNs: f64;
  endNs: f64;
  /** Without a guard: operations that met another one inside, by whether both were writes. */
  writeOverlaps: f64;
  readOverlaps: f64;
  /** At an arrival rate: operations that started late through the writer's own fault. */
  lateStarts: f64;
}

/** What fell on one shard, and what was waited for its guard. */
@unmanaged
export class ShardRecord {
  /** Of an exact pass. */
  operations: f64;
  /** Of timed passes, since the threads were started: operations that slept, and nanoseconds. */
  waits: f64;
  waitNs: f64;
}

/** How far a pass is. */
@unmanaged
export class PassState {
  operations: f64;
  entries: f64;
  bytesHeld: f64;
}

/** One point of the staircase, over all shards. */
@unmanaged
export class Point {
  operation: f64;
  entries: f64;
  bytesHeld: f64;
  slots: f64;
}

/** Keys that a raced map must have: looked for, not found, and found with another value. */
@unmanaged
export class RaceLosses {
  keys: f64;
  lost: f64;
  otherValues: f64;
}
