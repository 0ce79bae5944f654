import { Mutex } from '../locks/mutex';
import { RwMutex } from '../locks/rw-mutex';
import { Waits } from '../locks/waits';

export const LINE_BYTES: usize = 64;
export const SHARD_BYTES: usize = 2 * LINE_BYTES;

/** One map behind its mutex, which comes first. Shards lie on cache lines of their own. */
@unmanaged
export class Shard {
  word: i32;
  sleepers: i32;
  unlocks: u32;
  unlocksPerWake: u32;
  /** `MapHandle` */
  map: usize;
  /** Of an exact pass: state of the map after its last operation. */
  slots: u64;
  bytesHeld: u64;
  bytesPeak: u64;
  /** The rest of a reader/writer lock. */
  readers: i32;
  leaving: i32;
  readerTurns: i32;
  writerTurns: i32;
  /** Who is inside a map that nothing protects: see `Inside`. On another cache line than the locks. */
  inside: u64;
  entries: u64;
  /** Of an exact pass: operations that fell on it. */
  operations: u64;
  /** Of a timed pass: a `Waits`, since the threads were started. */
  waitNs: u64;
  waitCount: u64;

  @inline
  mutex(): Mutex {
    return changetype<Mutex>(changetype<usize>(this));
  }

  @inline
  waits(): Waits {
    return changetype<Waits>(changetype<usize>(this) + offsetof<Shard>('waitNs'));
  }

  @inline
  rwMutex(): RwMutex {
    return changetype<RwMutex>(changetype<usize>(this) + offsetof<Shard>('readers'));
  }
}
