import { arenaAllocate, arenaCanCharge, arenaRelease } from '../memory/arena';
import { HashKeys } from '../hash/go-hash';
import { MapType } from './map-type';
import { control } from '../memory/memory-layout';
import { chargedBytes, usableBytes } from '../memory/size-class';

/** What went wrong in the last operation that returned 0 or false; stays until cleared. */
export const FAULT_NONE: u32 = 0;
export const FAULT_OUT_OF_MEMORY: u32 = 1;
/** "concurrent map writes" */
export const FAULT_CONCURRENT_WRITES: u32 = 2;
/** "concurrent map read and map write" */
export const FAULT_CONCURRENT_READ_AND_WRITE: u32 = 3;

/** Which check caught a race: the flag was set on entry, or gone on exit. */
export const RULE_ENTRY: u32 = 1;
export const RULE_EXIT: u32 = 2;
/** A small Swiss map that counts fewer entries than its full group has. */
export const RULE_NO_EMPTY_SLOT: u32 = 3;

export const MODEL_CLASSIC: u32 = 0;
export const MODEL_SWISS: u32 = 1;
/** `sync.Map` before Go 1.24, and from there on. */
export const MODEL_SYNC_OLD: u32 = 2;
export const MODEL_SYNC_TRIE: u32 = 3;

/** Kinds of growth, as numbered in the event log and in `growthsByKind`. */
export const GROWTH_DOUBLE: u32 = 0;
export const GROWTH_SAME_SIZE: u32 = 1;
export const GROWTH_TABLE: u32 = 2;
export const GROWTH_SPLIT: u32 = 3;
export const GROWTH_DIRECTORY: u32 = 4;
export const GROWTH_PRUNE: u32 = 5;
export const GROWTH_KINDS: usize = 8;

/**
 * One map: everything that Go keeps elsewhere (type, hash key, random source) or not at all
 * (accounts, faults, growth events). `header` points to what Go itself would hold.
 */
@unmanaged
export class MapHandle {
  model: u32;
  /** Minor version of Go: 19 to 27. */
  version: u32;
  type: MapType;
  /** hmap (classic) or Map (Swiss). */
  header: usize;
  /** 1-based number of the current operation; the workload stores it, the event log copies it. */
  operation: u64;
  /** Whether growth events read the clock. */
  clockOn: u32;
  shard: u32;

  fault: u32;
  faultRule: u32;
  faultOperation: u64;
  refusedBytes: u64;
  refusedPurpose: u32;
  /** Growths ever started: compare before and after an operation to see that it started one. */
  growthsStarted: u32;
  /** 1 while old and new table live side by side. */
  growing: u32;
  /** Times the hash seed was drawn anew (map empty again, clear). */
  reseeds: u32;

  /** Effective hash keys (h0 to h3) and seed ^ h0. */
  h0: u64;
  h1: u64;
  h2: u64;
  h3: u64;
  seeded: u64;
  random: u64;

  /** Charged bytes by account; the sum is what the map holds. */
  bytesCurrent: u64;
  bytesOld: u64;
  bytesHeaders: u64;
  bytesEntries: u64;
  bytesPeak: u64;
  bytesTotal: u64;
  bytesAbandoned: u64;
  allocations: u64;

  /** Growth in progress: highest bytes held since it started, and writes that moved buckets. */
  growthPeak: u64;
  growthWrites: u64;

  /** Exact number of overflow buckets in use, of the current and of the old generation. */
  overflowBuckets: u32;
  oldOverflowBuckets: u32;
  /** Buckets in the arrays, spare ones included. */
  arrayBuckets: u32;
  oldArrayBuckets: u32;
  /** Old main buckets moved by the growth in progress. */
  movedBuckets: u32;
  /** End of the large region that holds the current array. */
  arrayEnd: i32;
  /** Numerator of the load factor over 2: 13, or 12 for Go 1.21. */
  loadNumerator: u32;
  /** Whether objects with pointers above 512 bytes carry a header: since Go 1.22. */
  hasMallocHeaders: bool;

  /** Entries, and overflow buckets as counted in the header, at which a new key starts a growth. */
  fullAt: u64;
  untidyAt: u32;

  /** Swiss: slots and tables now (a small map has 8 and 0), and deleted slots that count as used. */
  slots: u64;
  tables: u32;
  tombstones: u32;

  /** Event log: first event, room, events in it, events lost, and the one still unfinished (or 0). */
  events: usize;
  eventCapacity: u32;
  eventCount: u32;
  eventsDropped: u32;
  openEvent: usize;
  /** Clock at the start of the growth in progress. */
  growthClock: f64;
  /** Inserts that found no room in the first bucket (classic) or group (Swiss) for their key. */
  collisions: u64;
  /** What the last look at the shape saw: growths started, and writes of the last one. */
  seenGrowths: u32;
  seenWrites: u64;
  /** The map around this one, which is charged for what it holds and has its log; 0 = none. */
  owner: usize;
  /** The boxed key that the next insert takes. */
  pendingKey: usize;
  /** u32 per kind. */
  growthsByKind: usize;

  @inline
  hashKeys(): HashKeys {
    return changetype<HashKeys>(changetype<usize>(this) + offsetof<MapHandle>('h0'));
  }

  held(): u64 {
    return this.bytesCurrent + this.bytesOld + this.bytesHeaders + this.bytesEntries;
  }

  /** Bytes that this version of Go charges for an object, and what the map may use of them. */
  charged(size: usize, scan: bool): usize {
    return chargedBytes(size, scan && this.hasMallocHeaders);
  }

  usable(size: usize, scan: bool): usize {
    return usableBytes(size, scan && this.hasMallocHeaders);
  }

  /** The next number of the map's own generator (splitmix64). */
  nextRandom(): u64 {
    this.random += 0x9e3779b97f4a7c15;
    let z = this.random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /** Counts an allocation that its account has already. */
  @inline
  grew(bytes: u64): void {
    this.bytesTotal += bytes;
    this.allocations++;
    const held = this.held();
    if (held > this.bytesPeak) this.bytesPeak = held;
    if (held > this.growthPeak) this.growthPeak = held;
  }

  /** While writers race, the first fault stays: several may find theirs at the same time. */
  fail(fault: u32, rule: u32): void {
    const word = changetype<usize>(this) + offsetof<MapHandle>('fault');
    if (control().holdEnd == 0) this.fault = fault;
    else if (atomic.cmpxchg<u32>(word, FAULT_NONE, fault) != FAULT_NONE) return;
    this.faultRule = rule;
    this.faultOperation = this.operation;
  }

  refuse(bytes: u64, purpose: u32): void {
    this.fail(FAULT_OUT_OF_MEMORY, 0);
    this.refusedBytes = bytes;
    this.refusedPurpose = purpose;
  }
}

/** Accounts of a map, as offsets of their counters. */
export const ACCOUNT_CURRENT: usize = offsetof<MapHandle>('bytesCurrent');
export const ACCOUNT_OLD: usize = offsetof<MapHandle>('bytesOld');
export const ACCOUNT_HEADERS: usize = offsetof<MapHandle>('bytesHeaders');
export const ACCOUNT_ENTRIES: usize = offsetof<MapHandle>('bytesEntries');

/** Whether the map may charge `bytes` more; records the refusal in the handle if not. */
export function mapCanCharge(m: MapHandle, bytes: u64, purpose: u32): bool {
  if (arenaCanCharge(bytes, purpose)) return true;
  m.refuse(bytes, purpose);
  return false;
}

/**
 * Allocates for a map into one of its accounts, passing the limits: callers have asked
 * `mapCanCharge` for the whole step, or must not stop half-way. 0 only when the space itself is
 * used up.
 */
export function mapAllocate(
  m: MapHandle,
  size: usize,
  scan: bool,
  account: usize,
  purpose: u32,
  end: i32,
): usize {
  const address = arenaAllocate(size, scan && m.hasMallocHeaders, purpose, end, true);
  const bytes: u64 = m.charged(size, scan);
  if (address == 0) {
    m.refuse(bytes, purpose);
    return 0;
  }
  const counter = changetype<usize>(m) + account;
  store<u64>(counter, load<u64>(counter) + bytes);
  m.grew(bytes);
  if (m.owner != 0) {
    const owner = changetype<MapHandle>(m.owner);
    owner.bytesCurrent += bytes;
    owner.grew(bytes);
  }
  return address;
}

/** Gives an object of a map back: it became garbage. */
export function mapRelease(
  m: MapHandle,
  address: usize,
  size: usize,
  scan: bool,
  account: usize,
): void {
  arenaRelease(address, size, scan && m.hasMallocHeaders);
  const bytes: u64 = m.charged(size, scan);
  const counter = changetype<usize>(m) + account;
  store<u64>(counter, load<u64>(counter) - bytes);
  m.bytesAbandoned += bytes;
  if (m.owner == 0) return;
  const owner = changetype<MapHandle>(m.owner);
  owner.bytesCurrent -= bytes;
  owner.bytesAbandoned += bytes;
}
