/** An interface value. */
@unmanaged
export class Box {
  /** Where the bytes are. */
  data: usize;
  /** `Owned`; 0 when the bytes are in the box itself. */
  owned: usize;
  inline: u64;
}

/** Memory that one or more boxes point into; outside every account. */
@unmanaged
export class Owned {
  address: usize;
  /** Boxes that point into it. */
  users: u32;
  /** Bytes asked for; 0: of a key that Go keeps in no object. */
  bytes: u32;
  hasPointers: bool;
  isString: bool;
}
