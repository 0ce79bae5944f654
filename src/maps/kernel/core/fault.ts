import { control } from '../memory/memory-layout';
import { Purpose } from '../memory/purpose';

/** What went wrong in the last operation that returned 0 or false. */
export enum Fault {
  None = 0,
  OutOfMemory = 1,
  /** "concurrent map writes" */
  ConcurrentWrites = 2,
  /** "concurrent map read and map write" */
  ConcurrentReadAndWrite = 3,
}

/** Which check caught a race. */
export enum RaceRule {
  None = 0,
  /** The flag of another one was set on entry, or the own one gone on exit. */
  Entry = 1,
  Exit = 2,
  /** A small Swiss map counts fewer entries than its full group has. */
  NoEmptySlot = 3,
}

/** The last fault of a map; stays until cleared. */
@unmanaged
export class FaultRecord {
  fault: Fault;
  rule: RaceRule;
  operation: u64;
  /** Of a refusal: bytes asked, and what for. */
  refusedBytes: u64;
  refusedPurpose: Purpose;

  /** While writers race, the first fault stays: several may find theirs at the same time. */
  note(fault: Fault, rule: RaceRule, operation: u64): void {
    const word = changetype<usize>(this) + offsetof<FaultRecord>('fault');
    if (control().holdEnd == 0) this.fault = fault;
    else if (atomic.cmpxchg<u32>(word, <u32>Fault.None, <u32>fault) != <u32>Fault.None) return;
    this.rule = rule;
    this.operation = operation;
  }
}
