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
  /** 1: strings of `keyBytes` characters; 0: arrays of `keyBytes` bytes. */
  isString: u32;
  keyBytes: u32;
  /** Seed of the bijection. */
  salt: u64;
}

@unmanaged
export class Phase {
  operationsPerWriter: u64;
  /** A draw of 32 bits below `insertBelow` is an insert, else below `updateBelow` an update, ... */
  insertBelow: u64;
  updateBelow: u64;
  deleteBelow: u64;
  /** Keys of all writers together; the window of a sliding window. */
  keys: u64;
  startAt: u64;
  hotKeys: u64;
  hotBelow: u64;
  exponent: f64;
  distribution: Distribution;
  /**
   * Adversarial: address of `keys` indices of 8 bytes, filled by `findAdversarialKeys`. Trace: address of
   * `keys` packed operations of 8 bytes.
   */
  table: u32;
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

/** What an operation does, in the low 3 bits of its packed form. */
export enum OpKind {
  Insert = 0,
  Update = 1,
  Delete = 2,
  Lookup = 3,
  /** Behind the last operation. */
  End = 7,
}

export function phaseAt(workload: Workload, phase: u32): Phase {
  return changetype<Phase>(
    changetype<usize>(workload) + offsetof<Workload>() + phase * offsetof<Phase>(),
  );
}
