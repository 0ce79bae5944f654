// Every key of a recording, told apart by 128 bits of hash: its number in the order of first appearance,
// how often it was asked for, and what is known of it while it is in the map. Beyond a bound, keys that are
// not in the map are forgotten, but for those that were asked for often, and get a new number when they come
// back: memory follows the larger of the bound and the entries of the map.
import { tellForgotten, tellSwept } from '../env';
import { Area, enlarge, extrasAt, histogramAt, indexAt, recordsAt } from '../memory';

/** What every operation reads of a key, half a cache line. */
@unmanaged
export class Key {
  word0: u32;
  word1: u32;
  word2: u32;
  word3: u32;
  number: u32;
  /** Operations since it was entered. */
  count: u32;
  /** The window in which it was asked for last. */
  window: u32;
  /** 0 while it is not in the map, else the number of its space from 1. */
  live: u32;
}

/** What stores read beside it. */
@unmanaged
export class Extra {
  keyBytes: u32;
  valueBytes: u32;
  /** When it expires; 0 never. */
  expiry: f64;
}

const KEY_BITS: usize = 5;
const EXTRA_BITS: usize = 4;
const FIRST_CAPACITY: u32 = 1 << 12;
/** A sweep that frees less than this part is not worth it: the table grows instead. */
const LEAST_FREED_BITS: u32 = 2;
/** Keys that were asked for often are kept, at most this part of all. */
const MOST_KEPT_BITS: u32 = 4;
/** Bits of a count that is often, at least: 16. */
const OFTEN_BITS: u32 = 5;
const COUNT_BITS: u32 = 32;

/** Keys in the table. */
export let keyCount: u32 = 0;
/** How often a key that the table does not know may have been asked for, at most. */
export let missed: f64 = 0;
let capacity: u32 = 0;
let mask: u32 = 0;
let bound: u32 = 0;
let nextNumber: u32 = 0;
/** Bits of hashes of which forgotten keys are told where they are 0. */
let toldMask: u32 = 0;
/** Told that slots have moved. */
export let sweeps: u32 = 0;

export class Keys {
  @inline
  static at(slot: u32): Key {
    return changetype<Key>(recordsAt + ((<usize>slot) << KEY_BITS));
  }

  @inline
  static extra(slot: u32): Extra {
    return changetype<Extra>(extrasAt + ((<usize>slot) << EXTRA_BITS));
  }

  /** Reads what stands at the first place of a hash in the index: a slot and one more, or 0. */
  @inline
  static touchIndex(word0: u32): u32 {
    return load<u32>(indexAt + ((<usize>(word0 & mask)) << 2));
  }

  /** Reads the record of a slot, or what stores read beside it too. */
  @inline
  static touch(slot: u32, stores: bool): u32 {
    const record = changetype<usize>(Keys.at(slot));
    const extra = changetype<usize>(Keys.extra(slot));
    return load<u32>(record) + load<u32>(select(extra, record, stores));
  }

  @inline
  static isLive(slot: u32): bool {
    return Keys.at(slot).live != 0;
  }

  @inline
  static payload(slot: u32): f64 {
    const extra = Keys.extra(slot);
    return <f64>extra.keyBytes + <f64>extra.valueBytes;
  }

  /** The slot of the key with the hash at an address; a new one where it is not known. */
  @inline
  static slotOf(hash: usize): u32 {
    const wanted = v128.load(hash);
    let at = load<u32>(hash) & mask;
    let slot = load<u32>(indexAt + ((<usize>at) << 2));
    while (
      slot != 0 &&
      v128.any_true(v128.xor(v128.load(changetype<usize>(Keys.at(slot - 1))), wanted))
    ) {
      at = (at + 1) & mask;
      slot = load<u32>(indexAt + ((<usize>at) << 2));
    }
    return slot == 0 ? addKey(hash) : slot - 1;
  }
}

function reserve(room: u32): void {
  capacity = room;
  mask = 2 * room - 1;
  enlarge(Area.Index, (<u64>room) << 3);
  enlarge(Area.Extras, (<u64>room) << EXTRA_BITS);
  enlarge(Area.Records, (<u64>room) << KEY_BITS);
}

/** @param mostAbsent keys that are remembered whether they are in the map or not */
export function openKeys(mostAbsent: u32): void {
  bound = mostAbsent;
  reserve(FIRST_CAPACITY);
}

function addKey(hash: usize): u32 {
  if (keyCount == capacity) makeRoom();
  const slot = keyCount++;
  memory.copy(changetype<usize>(Keys.at(slot)), hash, 16);
  Keys.at(slot).number = nextNumber++;
  place(slot);
  return slot;
}

function place(slot: u32): void {
  let at = Keys.at(slot).word0 & mask;
  while (load<u32>(indexAt + ((<usize>at) << 2)) != 0) at = (at + 1) & mask;
  store<u32>(indexAt + ((<usize>at) << 2), slot + 1);
}

function makeRoom(): void {
  if (capacity < bound || !sweep()) reserve(2 * capacity);
  memory.fill(indexAt, 0, (<usize>capacity) << 3);
  for (let slot: u32 = 0; slot < keyCount; slot++) place(slot);
}

/** Bits of the count of a key. */
function bitsOf(count: u32): u32 {
  return COUNT_BITS - clz(count);
}

/** Keys that the next sweep forgets. */
let dead: u32 = 0;

/** From how many bits of their count on keys that are not in the map are kept. */
function keptFrom(): u32 {
  memory.fill(histogramAt, 0, (COUNT_BITS + 1) << 2);
  dead = 0;
  for (let slot: u32 = 0; slot < keyCount; slot++) {
    const key = Keys.at(slot);
    if (key.live != 0) continue;
    const counter = histogramAt + (bitsOf(key.count) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    dead++;
  }
  let from = COUNT_BITS + 1;
  let kept: u32 = 0;
  while (from > OFTEN_BITS) {
    const more = load<u32>(histogramAt + ((from - 1) << 2));
    if (kept + more > keyCount >> MOST_KEPT_BITS) break;
    kept += more;
    from--;
  }
  dead -= kept;
  return from;
}

/** Forgets keys that are not in the map; false where that would free too little. */
function sweep(): bool {
  const from = keptFrom();
  if (dead < keyCount >> LEAST_FREED_BITS) return false;
  let most: u32 = 0;
  let kept: u32 = 0;
  for (let slot: u32 = 0; slot < keyCount; slot++) {
    const key = Keys.at(slot);
    if (key.live == 0 && bitsOf(key.count) < from) {
      most = max(most, key.count);
      if ((key.word0 & toldMask) == 0) toldMask = tellForgotten(key.word0, key.word1, key.count);
      continue;
    }
    if (kept != slot) {
      memory.copy(changetype<usize>(Keys.at(kept)), changetype<usize>(key), offsetof<Key>());
      memory.copy(
        changetype<usize>(Keys.extra(kept)),
        changetype<usize>(Keys.extra(slot)),
        offsetof<Extra>(),
      );
    }
    kept++;
  }
  const freed = <usize>(keyCount - kept);
  memory.fill(changetype<usize>(Keys.at(kept)), 0, freed << KEY_BITS);
  memory.fill(changetype<usize>(Keys.extra(kept)), 0, freed << EXTRA_BITS);
  keyCount = kept;
  // Whoever is forgotten was asked for so often since it was entered, and before that at most as often
  // as was possible then.
  missed += <f64>most;
  tellSwept(nextNumber, missed);
  sweeps++;
  return true;
}
