import { HashKeys } from '../hash/go-hash';
import { mix64 } from '../hash/random';
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { Purpose } from '../memory/purpose';
import { chargedBytes, usableBytes } from '../memory/size-class';
import { EVENT_LOG_BYTES, EventLog } from './event-log';
import { Fault, FaultRecord, RaceRule } from './fault';
import { MapType } from './map-type';
import { Model } from './model';

/** Room for the counters that only one family has. */
export const FAMILY_BYTES: usize = 64;
const GOLDEN: u64 = 0x9e3779b97f4a7c15;
/** First version whose objects with pointers above 512 bytes carry a header. */
const FIRST_VERSION_WITH_HEADERS: u32 = 22;

/**
 * One map: everything that Go keeps elsewhere (type, hash key, random source) or not at all
 * (accounts, faults, growth events). `header` points to what Go itself would hold. Behind the fields
 * lie the counters of the map's family, its faults and its event log.
 */
@unmanaged
export class MapHandle {
  model: Model;
  /** Minor version of Go: 19 to 27. */
  version: u32;
  type: MapType;
  /** hmap (classic) or Map (Swiss). */
  header: usize;
  /** 1-based number of the current operation; the workload stores it, the event log copies it. */
  operation: u64;
  shard: u32;
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

  /** Inserts that found no room in the first bucket (classic) or group (Swiss) for their key. */
  collisions: u64;
  /** What the last look at the shape saw: growths started, and writes of the last one. */
  seenGrowths: u32;
  hasMallocHeaders: bool;
  seenWrites: u64;
  /** The map around this one, which is charged for what it holds and has its log; 0 = none. */
  owner: usize;
  /** The boxed key that the next insert takes. */
  pendingKey: usize;
  /** What a loop that goes on still sees, and the map has given back: see core/kept.ts. */
  kept: usize;
  isLooping: bool;
  /** The map takes this seed whenever it would draw one. */
  isPinned: bool;
  pinnedSeed: u64;

  /** Where a family has its own counters, `FAMILY_BYTES` of them, zeroed. */
  @inline
  get family(): usize {
    return changetype<usize>(this) + FAMILY_AT;
  }

  @inline
  get faults(): FaultRecord {
    return changetype<FaultRecord>(changetype<usize>(this) + FAULTS_AT);
  }

  @inline
  get log(): EventLog {
    return changetype<EventLog>(changetype<usize>(this) + LOG_AT);
  }

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
    this.random += GOLDEN;
    return mix64(this.random);
  }

  /** The hash seed of a map that is new or empty again. */
  nextSeed(): u64 {
    return this.isPinned ? this.pinnedSeed : this.nextRandom();
  }

  /** Counts an allocation that its account has already. */
  @inline
  grew(bytes: u64): void {
    this.bytesTotal += bytes;
    this.allocations++;
    const held = this.held();
    if (held > this.bytesPeak) this.bytesPeak = held;
    if (held > this.log.peak) this.log.peak = held;
  }

  fail(fault: Fault, rule: RaceRule): void {
    this.faults.note(fault, rule, this.operation);
  }

  refuse(bytes: u64, purpose: Purpose): void {
    this.fail(Fault.OutOfMemory, RaceRule.None);
    this.faults.refusedBytes = bytes;
    this.faults.refusedPurpose = purpose;
  }
}

const FAMILY_AT: usize = (offsetof<MapHandle>() + 7) & ~7;
const FAULTS_AT: usize = FAMILY_AT + FAMILY_BYTES;
const LOG_AT: usize = FAULTS_AT + ((offsetof<FaultRecord>() + 7) & ~7);
const HANDLE_BYTES: usize = LOG_AT + EVENT_LOG_BYTES;

/** A zeroed handle for a map of Go 1.`version`; null when refused. */
export function newHandle(model: Model, version: u32, type: MapType, seed: u64): MapHandle | null {
  const address = arenaReserve(HANDLE_BYTES);
  if (address == 0) return null;
  const m = changetype<MapHandle>(address);
  m.model = model;
  m.version = version;
  m.hasMallocHeaders = version >= FIRST_VERSION_WITH_HEADERS;
  m.type = type;
  m.random = seed;
  return m;
}

/** Gives a handle back, with its event log. */
export function freeHandle(m: MapHandle): void {
  m.log.close();
  arenaUnreserve(changetype<usize>(m), HANDLE_BYTES);
}
