// Making and freeing maps. Where families differ, the model of a map chooses the code.
import * as classic from '../classic/family';
import { freeHandle, MapHandle, newHandle } from '../core/map-handle';
import { MapType } from '../core/map-type';
import { Model } from '../core/model';
import { Keying } from '../hash/go-hash';
import * as swiss from '../swiss/family';
import * as sync from '../sync/family';

const FIRST_KEYED_VERSION: u32 = 23;

/** The handle at an address. */
export function mapAt(m: usize): MapHandle {
  return changetype<MapHandle>(m);
}

function create(m: MapHandle, hint: i64): bool {
  switch (m.model) {
    case Model.Classic:
      return classic.create(m, hint);
    case Model.Swiss:
      return swiss.create(m, hint);
    default:
      return sync.create(m);
  }
}

/**
 * A map of a model and a type (see `mapTypeNew`) as Go 1.`version` makes it for a hint. `seed` feeds
 * the map's own random source: hash seed, hash key, overflow estimate. `eventCapacity` growth events
 * are kept, later ones counted as dropped; 0 records none. Returns 0 when memory is refused.
 */
export function mapNew(
  type: usize,
  model: Model,
  version: u32,
  hint: i64,
  seed: u64,
  eventCapacity: u32,
  shard: u32,
): usize {
  const m = newHandle(model, version, changetype<MapType>(type), seed);
  if (m === null) return 0;
  const address = changetype<usize>(m);
  m.shard = shard;
  mapSetHashKeys(address, m.nextRandom(), m.nextRandom(), m.nextRandom(), m.nextRandom());
  m.log.openFor(eventCapacity);
  if (create(m, hint)) return address;
  freeHandle(m);
  return 0;
}

/** Gives back everything that the map holds, and the map itself. Not while others use it. */
export function mapFree(address: usize): void {
  const m = mapAt(address);
  switch (m.model) {
    case Model.Classic:
      classic.free(m);
      break;
    case Model.Swiss:
      swiss.free(m);
      break;
    default:
      sync.free(m);
  }
  freeHandle(m);
}

/** The runtime's raw hash key; only before the first entry. Go 1.22 makes the words odd, not this. */
export function mapSetHashKeys(
  address: usize,
  word0: u64,
  word1: u64,
  word2: u64,
  word3: u64,
): void {
  const m = mapAt(address);
  const keying = m.version < FIRST_KEYED_VERSION ? Keying.Go122 : Keying.Go123;
  const isMade = m.header != 0;
  const seed = isMade ? mapSeed(address) : 0;
  m.hashKeys().set(keying, word0, word1, word2, word3);
  if (isMade) mapSetSeed(address, seed);
}

/** The hash seed of the map; setting it is for an empty map only. */
export function mapSeed(address: usize): u64 {
  const m = mapAt(address);
  switch (m.model) {
    case Model.Classic:
      return classic.seed(m);
    case Model.Swiss:
      return swiss.seed(m);
    default:
      return sync.seed(m);
  }
}

export function mapSetSeed(address: usize, seed: u64): void {
  const m = mapAt(address);
  switch (m.model) {
    case Model.Classic:
      classic.setSeed(m, seed);
      break;
    case Model.Swiss:
      swiss.setSeed(m, seed);
      break;
    default:
      sync.setSeed(m, seed);
  }
}

/** The map takes this seed now, which is for an empty map only, and whenever it would draw one. */
export function mapPinSeed(address: usize, seed: u64): void {
  const m = mapAt(address);
  m.isPinned = true;
  m.pinnedSeed = seed;
  mapSetSeed(address, seed);
}

/** Times the map drew a new hash seed. */
export function mapReseeds(address: usize): u32 {
  return mapAt(address).reseeds;
}
