// Operations on a map as the kernel reads them, and where in the recording each comes from.
import { Area, emptiedAt, enlarge, operationsAt, recordedAt, timesAt } from '../memory';

/** The numbers of `recordedKinds` in src/lab/workload/operation-kinds.ts. */
export enum Kind {
  Insert = 0,
  Update = 1,
  Delete = 2,
  Lookup = 3,
}

/** As in src/lab/workload/packed-operation.ts. */
const KIND_BITS: u64 = 4;
const FIRST_CAPACITY: u32 = 1024;

/** Operations in the block. */
export let blockLength: u32 = 0;
/** How many times the map became empty in it. */
export let emptiedLength: u32 = 0;

let capacity: u32 = 0;

function reserve(room: u32): void {
  capacity = room;
  const bytes = (<u64>room) << 3;
  enlarge(Area.Operations, bytes);
  enlarge(Area.Times, bytes);
  enlarge(Area.Recorded, bytes);
  enlarge(Area.Emptied, bytes >> 1);
}

export function openBlock(): void {
  reserve(FIRST_CAPACITY);
}

/** Takes everything out. */
export function clearBlock(): void {
  blockLength = 0;
  emptiedLength = 0;
}

export class Block {
  @inline
  static add(kind: Kind, key: u32, timeMs: f64, recorded: f64): void {
    const length = blockLength;
    if (length == capacity) reserve(2 * capacity);
    const at = (<usize>length) << 3;
    store<u64>(operationsAt + at, ((<u64>key) << KIND_BITS) | kind);
    store<f64>(timesAt + at, timeMs);
    store<f64>(recordedAt + at, recorded);
    blockLength = length + 1;
  }
}

/** The map is empty behind the last operation. */
export function noteEmptied(): void {
  store<u32>(emptiedAt + ((<usize>emptiedLength) << 2), blockLength);
  emptiedLength++;
}
