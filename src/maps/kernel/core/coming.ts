/** An operation that is drawn ahead of its turn. Room for its key lies behind. */
@unmanaged
export class Coming {
  /** Packed, see `Packed`. */
  operation: u64;
  /** Hash of the key in a map that hashes with `seeded`. */
  hash: u64;
  seeded: u64;
  shard: u32;
  isTimed: bool;
  /** Whether what it will read may be read ahead, and whether it will write. */
  mayTouch: bool;
  writes: bool;

  /** What a map takes as a key: the bytes, or a string header. */
  @inline
  get key(): usize {
    return changetype<usize>(this) + COMING_BYTES;
  }
}

/** Bytes without the key. */
export const COMING_BYTES: usize = (offsetof<Coming>() + 7) & ~7;
