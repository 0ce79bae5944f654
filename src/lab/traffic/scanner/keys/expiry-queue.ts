// Slots of keys by the moment at which they expire, the earliest first: a binary heap.
import { Area, enlarge, queueAt } from '../memory';

/** A moment, a double, and a slot. */
const ENTRY_BYTES: usize = 12;
const SLOT_AT: usize = 8;
const FIRST_CAPACITY: u32 = 1024;

export let queueLength: u32 = 0;
/** The earliest moment; infinite where there is none. */
export let nextExpiry: f64 = Infinity;
let capacity: u32 = 0;

class Entry {
  @inline
  static time(at: u32): f64 {
    return load<f64>(queueAt + <usize>at * ENTRY_BYTES);
  }

  @inline
  static slot(at: u32): u32 {
    return load<u32>(queueAt + <usize>at * ENTRY_BYTES, SLOT_AT);
  }

  @inline
  static put(at: u32, time: f64, slot: u32): void {
    store<f64>(queueAt + <usize>at * ENTRY_BYTES, time);
    store<u32>(queueAt + <usize>at * ENTRY_BYTES, slot, SLOT_AT);
  }
}

/** The slot that expires first. */
export function nextExpiring(): u32 {
  return Entry.slot(0);
}

export function clearQueue(): void {
  queueLength = 0;
  nextExpiry = Infinity;
}

export function pushExpiry(time: f64, slot: u32): void {
  if (queueLength == capacity) {
    capacity = max(FIRST_CAPACITY, 2 * capacity);
    enlarge(Area.Queue, <u64>capacity * ENTRY_BYTES);
  }
  let at = queueLength++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const parentTime = Entry.time(parent);
    if (parentTime <= time) break;
    Entry.put(at, parentTime, Entry.slot(parent));
    at = parent;
  }
  Entry.put(at, time, slot);
  nextExpiry = Entry.time(0);
}

/** Takes the earliest one out. */
export function popExpiry(): void {
  const length = --queueLength;
  const time = Entry.time(length);
  const slot = Entry.slot(length);
  let at: u32 = 0;
  for (;;) {
    let child: u32 = 2 * at + 1;
    if (child >= length) break;
    if (child + 1 < length && Entry.time(child + 1) < Entry.time(child)) child++;
    const childTime = Entry.time(child);
    if (childTime >= time) break;
    Entry.put(at, childTime, Entry.slot(child));
    at = child;
  }
  Entry.put(at, time, slot);
  nextExpiry = length == 0 ? Infinity : Entry.time(0);
}
