// A workload as the TypeScript side writes it into linear memory (src/lab/workload/workload-image.ts
// writes the same offsets). Read-only for the kernel, shared by all writers.

@unmanaged
export class Workload {
  seed: u64;
  writers: u32;
  phaseCount: u32;
  /** 1: each writer has keys of its own. */
  isDisjoint: u32;
  /** 1: an index goes through the bijection. */
  isScrambled: u32;
  /** What `keyBytes` bytes of a key are. */
  form: KeyForm;
  keyBytes: u32;
  /** Seed of the bijection. */
  salt: u64;
  /** Of floating-point keys: every how many indices one is NaN; 0 = never. */
  nanEvery: u64;
  /** Of arrays: bytes that the index makes; those behind them, which would be pointers, are zero. */
  ownBytes: u32;
  /** Bytes of what a map takes as a key where that is not the bytes themselves: a string header, a struct. */
  headBytes: u32;
  /** Of keys in parts: where the `KeyPart`s lie and how many they are, and what interfaces hold. */
  parts: u32;
  partCount: u32;
  holds: Holds;
  /** Bytes of every text in such keys. */
  textBytes: u32;
}

/** What the interfaces in keys hold. */
export enum Holds {
  Integers = 0,
  Texts = 1,
  /** Integers for even indices, texts for odd ones. */
  Both = 2,
}

@unmanaged
export class Phase {
  operationsPerWriter: u64;
  /** A draw of 32 bits below `insertBelow` is an insert, else below `updateBelow` an update, ... */
  insertBelow: u64;
  updateBelow: u64;
  deleteBelow: u64;
  lookupBelow: u64;
  modifyBelow: u64;
  /** Keys of all writers together; the window of a sliding window. */
  keys: u64;
  startAt: u64;
  hotKeys: u64;
  hotBelow: u64;
  exponent: f64;
  /** Every how many operations of a writer one on the whole map takes the place of another; 0 = never. */
  clearEvery: u64;
  iterateEvery: u64;
  copyEvery: u64;
  deleteIfEvery: u64;
  /** Entries after which a loop ends (0 = none), whether a copy has a hint, and the age that is too old. */
  iterateFirst: u64;
  /** Entries that a loop visits between two operations of its writer; 0 = it does nothing else meanwhile. */
  iterateStep: u64;
  copyHint: u64;
  deleteIfAge: u64;
  /** Age from which a look-up that meets an entry deletes it. */
  expireAge: u64;
  distribution: Distribution;
  /** 1: a walk or window goes on where the last one of the writer ended. */
  continues: u32;
  /**
   * Adversarial: address of `keys` indices of 8 bytes, filled by `findAdversarialKeys`. Trace: address of
   * `keys` packed operations of 8 bytes.
   */
  table: u32;
}

/** How the bytes of a key are made. */
export enum KeyForm {
  Bytes = 0,
  String = 1,
  Float = 2,
  /** Parts one behind the other: see workload/parts-key.ts. */
  Parts = 3,
}

/** Which keys the operations of a phase touch. */
export enum Distribution {
  Sequential = 0,
  Uniform = 1,
  Zipfian = 2,
  HotSet = 3,
  SlidingWindow = 4,
  Adversarial = 5,
  /** Recorded operations, kind and index of each. */
  Trace = 6,
}

/** Bits of the kind in a packed operation; the index of the key, or the argument, stands above them. */
export const KIND_BITS: u64 = 4;
const KIND_MASK: u32 = 15;

/** What an operation does, in the low bits of its packed form. */
export enum OpKind {
  Insert = 0,
  Update = 1,
  Delete = 2,
  Lookup = 3,
  /** A look-up, then a write of what it gave. */
  ReadModifyWrite = 4,
  /** A look-up that deletes what is too old. */
  LookupOrExpire = 5,
  /** From here on operations on the whole map, which have an argument instead of a key. */
  Clear = 6,
  Iterate = 7,
  Copy = 8,
  DeleteIf = 9,
  /** A loop that stays open while its writer goes on. */
  Loop = 10,
  /** Behind the last operation. */
  End = 15,
}

/** An operation in 8 bytes. */
export class Packed {
  @inline
  static of(kind: OpKind, above: u64): u64 {
    return (above << KIND_BITS) | (<u64>kind);
  }

  @inline
  static kind(operation: u64): OpKind {
    return (<u32>operation) & KIND_MASK;
  }

  /** The index of the key, or the argument. */
  @inline
  static above(operation: u64): u64 {
    return operation >> KIND_BITS;
  }

  /** Whether a kind is one of the whole map. */
  @inline
  static isWhole(kind: OpKind): bool {
    return kind >= OpKind.Clear;
  }
}

export function phaseAt(workload: Workload, phase: u32): Phase {
  return changetype<Phase>(
    changetype<usize>(workload) + offsetof<Workload>() + phase * offsetof<Phase>(),
  );
}
