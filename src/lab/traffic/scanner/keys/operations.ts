// Turns what was recorded into operations on a map: knows which keys are there, when they expire and how
// much they carry. An expired key is deleted before the first operation at or after its time.
import { Block, Kind, noteEmptied } from './block';
import {
  clearQueue,
  nextExpiring,
  nextExpiry,
  popExpiry,
  pushExpiry,
  queueLength,
} from './expiry-queue';
import { Extra, Key, keyCount, Keys, sweeps } from './key-table';
import { MOST_NAMES, NAME_BYTES, namesAt, shardsAt } from '../memory';
import { WorkingSet } from './working-set';

/** As `Verb` in src/lab/traffic/recorded-operation.ts, but for `Flush`: see `flushKeys`. */
export enum Verb {
  Insert = 0,
  Update = 1,
  Delete = 2,
  Lookup = 3,
  Fill = 4,
  Add = 5,
  Expire = 6,
}

/** One recorded operation, read and not yet performed. */
@unmanaged
export class Recorded {
  /** 128 bits of hash. */
  hash0: u64;
  hash1: u64;
  /** NaN where the line does not say. */
  timeMs: f64;
  /** To live, 0 for ever; NaN where the line does not say. */
  ttlMs: f64;
  /** Below 0 where the line does not say; of a look-up and a delete of no meaning, as its TTL. */
  keyBytes: i64;
  valueBytes: i64;
  /** Where the key stands, or 0. */
  keyFrom: u32;
  keyTo: u32;
  verb: u8;
  /** Lines from those that were read before to this one. */
  lines: u32;
  /** Where the next line begins, from the beginning of the input. */
  next: u32;
}

/** More keys than that in the queue are mostly those whose TTL was renewed since. */
const LEAST_QUEUE: u32 = 1024;

/** Recorded operations so far. */
export let operations: f64 = 0;
/** Keys that were deleted because their time was over. */
export let expired: f64 = 0;
/** Keys in the map, and the recorded bytes of them and their values now and at most. */
export let entries: u32 = 0;
export let payloadBytes: f64 = 0;
export let peakPayloadBytes: f64 = 0;
export let hasValueSizes: bool = false;
export let firstTimeMs: f64 = NaN;
/** The latest time so far: time does not go back. */
export let nowMs: f64 = NaN;
/** Keys that have just been asked for so often that their names are kept. */
export let nameCount: u32 = 0;
let namedFrom: u32 = 0;
let shards: u32 = 0;

/**
 * @param from operations from which on the name of a key is told; 0: of none
 * @param loads shards whose load is counted
 */
export function openOperations(from: u32, loads: u32): void {
  namedFrom = from;
  shards = loads;
}

export function forgetNames(): void {
  nameCount = 0;
}

function nameOf(key: Key, recorded: Recorded): void {
  if (nameCount == MOST_NAMES) return;
  const at = namesAt + nameCount * NAME_BYTES;
  store<u32>(at, key.word0);
  store<u32>(at, key.word1, 4);
  store<u32>(at, recorded.keyFrom, 8);
  store<u32>(at, recorded.keyTo, 12);
  nameCount++;
}

/** By bits of the hash that nothing else goes by: as even as those of a guard. */
function countShard(recorded: Recorded): void {
  const at = shardsAt + ((<usize>(<u32>(recorded.hash1 >> 32) % shards)) << 3);
  store<f64>(at, load<f64>(at) + 1);
}

/** Deletes the key that expires first. */
function expireNext(timeMs: f64): void {
  const slot = nextExpiring();
  const at = nextExpiry;
  popExpiry();
  // A key that was renewed or deleted since stands in the queue once more, or no longer counts.
  if (!Keys.isLive(slot) || Keys.extra(slot).expiry != at) return;
  expired += 1;
  Block.add(Kind.Delete, Keys.at(slot).number, timeMs, operations);
  drop(slot);
}

function reachTime(timeMs: f64): void {
  if (firstTimeMs != firstTimeMs) firstTimeMs = timeMs;
  nowMs = timeMs;
  for (let isLeft = nextExpiry <= timeMs; isLeft; isLeft = nextExpiry <= timeMs) expireNext(timeMs);
}

function drop(slot: u32): void {
  const key = Keys.at(slot);
  if (key.live == 0) return;
  entries--;
  payloadBytes -= Keys.payload(slot);
  if (entries == 0) noteEmptied();
  key.live = 0;
  Keys.extra(slot).expiry = 0;
}

function expireIn(slot: u32, ttlMs: f64): void {
  const at = ttlMs > 0 && nowMs == nowMs ? nowMs + ttlMs : 0;
  Keys.extra(slot).expiry = at;
  if (at == 0) return;
  if (queueLength > 2 * entries + LEAST_QUEUE) refillQueue();
  else pushExpiry(at, slot);
}

/** The keys that are in the map and expire, each once. */
function refillQueue(): void {
  clearQueue();
  for (let slot: u32 = 0; slot < keyCount; slot++)
    if (Keys.isLive(slot) && Keys.extra(slot).expiry > 0) pushExpiry(Keys.extra(slot).expiry, slot);
}

/** Deletes the keys of a space, or all, one by one. */
export function flushKeys(space: i32): void {
  for (let slot: u32 = 0; slot < keyCount; slot++) {
    const live = Keys.at(slot).live;
    if (live == 0 || (space >= 0 && live != <u32>space + 1)) continue;
    Block.add(Kind.Delete, Keys.at(slot).number, nowMs, operations);
    drop(slot);
  }
}

export class Operation {
  /** Counts a recorded operation of a time, which may be NaN. */
  @inline
  static begin(timeMs: f64): void {
    operations += 1;
    if (timeMs == nowMs ? nextExpiry <= timeMs : timeMs == timeMs && !(timeMs < nowMs))
      reachTime(timeMs);
  }

  /** Adds what an operation asks for to the block. */
  @inline
  static take(recorded: Recorded, space: u32): void {
    Operation.begin(recorded.timeMs);
    const before = sweeps;
    const slot = Keys.slotOf(changetype<usize>(recorded));
    if (sweeps != before) refillQueue();
    if (shards != 0) countShard(recorded);
    const key = Keys.at(slot);
    const count = key.count + 1;
    key.count = count;
    WorkingSet.see(key, operations, nowMs);
    if (count == namedFrom) nameOf(key, recorded);
    const verb = <Verb>recorded.verb;
    const isThere = key.live != 0;
    const kind = Operation.kind(verb, isThere);
    Block.add(kind, key.number, nowMs, operations);
    if (kind == Kind.Delete) drop(slot);
    else if (kind != Kind.Lookup) storeEntry(slot, recorded, space);
    if (verb == Verb.Expire && isThere) expireIn(slot, recorded.ttlMs);
  }

  @inline
  static kind(verb: Verb, isThere: bool): Kind {
    if (verb == Verb.Lookup) return Kind.Lookup;
    if (verb == Verb.Insert || verb == Verb.Update || verb == Verb.Delete) return <Kind>verb;
    return verb <= Verb.Add && !isThere ? Kind.Insert : Kind.Lookup;
  }
}

function storeEntry(slot: u32, recorded: Recorded, space: u32): void {
  const key = Keys.at(slot);
  const extra: Extra = Keys.extra(slot);
  if (key.live != 0) payloadBytes -= Keys.payload(slot);
  else {
    entries++;
    key.live = space + 1;
  }
  if (recorded.valueBytes >= 0) {
    hasValueSizes = true;
    extra.valueBytes = <u32>recorded.valueBytes;
  }
  if (recorded.keyBytes >= 0) extra.keyBytes = <u32>recorded.keyBytes;
  payloadBytes += Keys.payload(slot);
  if (payloadBytes > peakPayloadBytes) peakPayloadBytes = payloadBytes;
  // What says nothing of a time to live leaves it as it was.
  if (recorded.ttlMs == recorded.ttlMs) expireIn(slot, recorded.ttlMs);
}
