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
  /** What will be read of the map next; the address of this where it is nothing. */
  one: usize;
  two: usize;

  /** What a map takes as a key: the bytes, or a string header. */
  @inline
  get key(): usize {
    return changetype<usize>(this) + COMING_BYTES;
  }

  /** Whether something of the map is named. */
  @inline
  get isPlaced(): bool {
    return this.one != changetype<usize>(this);
  }

  @inline
  place(one: usize, two: usize): void {
    this.one = one;
    this.two = two;
  }
}

/** Bytes without the key. */
export const COMING_BYTES: usize = (offsetof<Coming>() + 7) & ~7;
