import type { LoadExports } from './load-exports.ts';

/** What kernel.wasm exports. Addresses and 32-bit sizes are numbers, 64-bit values bigints. */
export interface KernelExports extends LoadExports {
  kernelVersion(): number;

  arenaInit(end: number, smallShare: number, chargedLimit: bigint, totalLimit: bigint): void;
  arenaSetLimits(chargedLimit: bigint, totalLimit: bigint): void;
  arenaAllocate(size: number, scan: number, purpose: number, end: number, force: number): number;
  arenaRelease(address: number, size: number, scan: number): void;
  arenaReserve(bytes: number): number;
  arenaUnreserve(address: number, bytes: number): void;
  arenaCounters(out: number): void;
  arenaHold(): number;
  arenaLetGo(): void;
  chargedBytes(size: number, scan: number): number;
  usableBytes(size: number, scan: number): number;

  hashKeysSet(
    keys: number,
    keying: number,
    word0: bigint,
    word1: bigint,
    word2: bigint,
    word3: bigint,
  ): void;
  hash64(key: bigint, seeded: bigint, h1: bigint): bigint;
  hash32(key: number, seeded: bigint, h1: bigint): bigint;
  hashBytes(address: number, length: number, seeded: bigint, keys: number): bigint;

  shardHashSet(keys: number, seed: bigint): void;
  shardOfWord(keys: number, key: bigint, shards: number): number;
  shardOfBytes(keys: number, address: number, bytes: number, shards: number): number;

  mapTypeNew(keyKind: number, keySize: number, elemSize: number, flags: number): number;
  mapTypeFree(type: number): void;

  mapNew(
    type: number,
    version: number,
    hint: bigint,
    seed: bigint,
    eventCapacity: number,
    shard: number,
  ): number;
  mapFree(map: number): void;
  mapSetHashKeys(map: number, word0: bigint, word1: bigint, word2: bigint, word3: bigint): void;
  mapSeed(map: number): bigint;
  mapSetSeed(map: number, seed: bigint): void;
  mapReseeds(map: number): number;

  mapAssign(map: number, key: number): number;
  mapAssign32(map: number, key: number): number;
  mapAssign64(map: number, key: bigint): number;
  mapAssignSmall(map: number, key: number): number;
  mapLookup(map: number, key: number): number;
  mapLookup32(map: number, key: number): number;
  mapLookup64(map: number, key: bigint): number;
  mapDelete(map: number, key: number): number;
  mapDelete32(map: number, key: number): number;
  mapDelete64(map: number, key: bigint): number;
  mapClear(map: number): void;
  mapFill(map: number, count: number, scratch: number): number;
  mapCount(map: number): bigint;
  mapStoreString(map: number, elem: number, address: number, length: number): number;

  mapOperationAddress(map: number): number;
  mapSetClock(map: number, on: number): void;
  mapFault(map: number): number;
  mapFaultRule(map: number): number;
  mapFaultOperation(map: number): bigint;
  mapRefusedBytes(map: number): bigint;
  mapRefusedPurpose(map: number): number;
  mapClearFault(map: number): void;
  mapIsGrowing(map: number): number;
  mapGrowthsStarted(map: number): number;
  mapCollisions(map: number): number;
  mapHeader(map: number): number;
  mapStats(map: number, out: number): void;
  mapChains(map: number, out: number, bins: number): void;
  mapQuality(map: number, out: number, bins: number): void;
  mapShape(map: number, out: number): void;
  mapEvents(map: number): number;
  mapEventCount(map: number): number;
  mapEventsDropped(map: number): number;

  fillRandom64(map: number, count: number, seed: bigint): number;
}
