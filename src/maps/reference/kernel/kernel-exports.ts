// Written by npm run build from the kernel's index.ts and shared.ts, where everything is explained.

/** What kernel.wasm exports. Addresses and 32-bit values are numbers, 64-bit values bigints. */
export interface KernelExports {
  arenaAllocate(size: number, scan: number, purpose: number, end: number, force: number): number;
  arenaCounters(out: number): void;
  arenaHold(): number;
  arenaInit(end: number, smallShare: number, chargedLimit: bigint, totalLimit: bigint): void;
  arenaLetBooksTake(bytes: bigint): void;
  arenaLetGo(): void;
  arenaRelease(address: number, size: number, scan: number): void;
  arenaReserve(bytes: number): number;
  arenaSetLimits(chargedLimit: bigint, totalLimit: bigint): void;
  arenaUnreserve(address: number, bytes: number): void;
  awaitStart(pass: number, seen: number): number;
  chargedBytes(size: number, scan: number): number;
  exactBegin(pass: number, pointStep: bigint): void;
  exactRun(pass: number, budget: number): number;
  fillBlock(
    stream: number,
    operations: number,
    keys: number,
    stride: number,
    capacity: number,
  ): number;
  fillRandom64(m: number, count: number, seed: bigint): number;
  findAdversarialKeys(
    map: number,
    workload: number,
    key: number,
    table: number,
    keys: number,
    sharedBits: number,
    first: bigint,
    end: bigint,
  ): number;
  hash32(key: number, seeded: bigint, h1: bigint): bigint;
  hash64(key: bigint, seeded: bigint, h1: bigint): bigint;
  hashBytes(p: number, length: number, seeded: bigint, keys: number): bigint;
  hashKeysSet(
    keys: number,
    keying: number,
    word0: bigint,
    word1: bigint,
    word2: bigint,
    word3: bigint,
  ): void;
  histogramBytes(): number;
  latencyRecorderBytes(): number;
  mapAssign(m: number, key: number): number;
  mapAssign32(m: number, key: number): number;
  mapAssign64(m: number, key: bigint): number;
  mapAssignSmall(m: number, key: number): number;
  mapChains(m: number, out: number, bins: number): void;
  mapClear(m: number): void;
  mapClearFault(m: number): void;
  mapCollisions(m: number): number;
  mapCopyInto(target: number, source: number, first: bigint, second: bigint): number;
  mapCount(m: number): bigint;
  mapDelete(m: number, key: number): number;
  mapDelete32(m: number, key: number): number;
  mapDelete64(m: number, key: bigint): number;
  mapDeleteIf(m: number, first: bigint, second: bigint, now: bigint, age: bigint): bigint;
  mapEventCount(m: number): number;
  mapEvents(m: number): number;
  mapEventsDropped(m: number): number;
  mapFaults(m: number): number;
  mapFill(m: number, count: number, scratch: number): number;
  mapFree(address: number): void;
  mapGrowthsStarted(m: number): number;
  mapHeader(m: number): number;
  mapIsGrowing(m: number): number;
  mapLookup(m: number, key: number): number;
  mapLookup32(m: number, key: number): number;
  mapLookup64(m: number, key: bigint): number;
  mapLoopBegin(m: number, first: bigint, second: bigint): number;
  mapLoopElem(walk: number): number;
  mapLoopEnd(loop: number): void;
  mapLoopKey(walk: number): number;
  mapLoopOn(walk: number): number;
  mapNew(
    type: number,
    model: number,
    version: number,
    hint: bigint,
    seed: bigint,
    eventCapacity: number,
    shard: number,
  ): number;
  mapOperationAddress(m: number): number;
  mapPinSeed(address: number, seed: bigint): void;
  mapQuality(m: number, out: number, bins: number): void;
  mapRenew(address: number, hasHint: number, first: bigint, second: bigint): number;
  mapReseeds(address: number): number;
  mapSeed(address: number): bigint;
  mapSetClock(m: number, on: number): void;
  mapSetHashKeys(address: number, word0: bigint, word1: bigint, word2: bigint, word3: bigint): void;
  mapSetSeed(address: number, seed: bigint): void;
  mapShape(m: number, out: number): void;
  mapStats(m: number, out: number): void;
  mapStoreString(m: number, elem: number, address: number, length: number): number;
  mapTypeFree(type: number): void;
  mapTypeNew(
    keyKind: number,
    keySize: number,
    keyAlign: number,
    elemSize: number,
    elemAlign: number,
    flags: number,
  ): number;
  mapTypeSetParts(type: number, parts: number, count: number): void;
  nextGap(recorder: number): bigint;
  opStreamBytes(): number;
  openLatencyRecorder(
    recorder: number,
    seed: bigint,
    writer: number,
    mean: bigint,
    clockCostNs: number,
    resolutionNs: number,
  ): void;
  openStream(stream: number, workload: number, writer: number): void;
  passAbandon(pass: number): void;
  passBegin(pass: number, operationLimit: bigint): void;
  passBytesPeak(pass: number): number;
  passClose(pass: number): void;
  passDoneAddress(pass: number): number;
  passFailedShard(pass: number): number;
  passGeneration(pass: number): number;
  passHistogram(pass: number, writer: number, kind: number): number;
  passIsAbandoned(pass: number): number;
  passNew(
    workload: number,
    guard: number,
    shardCount: number,
    keyKind: number,
    elemSize: number,
    points: number,
  ): number;
  passOpenRecorders(
    pass: number,
    seed: bigint,
    mean: bigint,
    clockCostNs: number,
    resolutionNs: number,
  ): void;
  passPointCount(pass: number): number;
  passPoints(pass: number): number;
  passSetMap(pass: number, shard: number, map: number): void;
  passShard(pass: number, number: number, out: number): void;
  passState(pass: number, out: number): void;
  passTrap(pass: number, number: number): void;
  passTrappedWriters(pass: number): number;
  passWriterCounters(pass: number, number: number, out: number): void;
  raceExpect(pass: number, number: number, expected: number): number;
  raceVerify(pass: number, number: number, expected: number, map: number, out: number): void;
  recordDuration(histogram: number, elapsedNs: number, resolutionNs: number, weight: bigint): void;
  recordLatencies(histogram: number, values: number, count: number): void;
  recordLatency(histogram: number, elapsedNs: bigint, weight: bigint): void;
  runPacedWriter(pass: number, number: number, generation: number): void;
  runWriter(pass: number, number: number, generation: number): void;
  shardHashSet(address: number, seed: bigint): void;
  shardOfBytes(keys: number, address: number, bytes: number, shards: number): number;
  shardOfWord(keys: number, key: bigint, shards: number): number;
  usableBytes(size: number, scan: number): number;
}

/** Exports that return an address or a size, which may be 2 GiB and more. */
export type AddressExport =
  | 'arenaAllocate'
  | 'arenaReserve'
  | 'chargedBytes'
  | 'histogramBytes'
  | 'latencyRecorderBytes'
  | 'mapAssign'
  | 'mapAssign32'
  | 'mapAssign64'
  | 'mapAssignSmall'
  | 'mapEvents'
  | 'mapFaults'
  | 'mapHeader'
  | 'mapLookup'
  | 'mapLookup32'
  | 'mapLookup64'
  | 'mapLoopBegin'
  | 'mapLoopElem'
  | 'mapLoopKey'
  | 'mapNew'
  | 'mapOperationAddress'
  | 'mapTypeNew'
  | 'opStreamBytes'
  | 'passDoneAddress'
  | 'passHistogram'
  | 'passNew'
  | 'passPoints'
  | 'usableBytes';

export const addressExports: readonly AddressExport[] = [
  'arenaAllocate',
  'arenaReserve',
  'chargedBytes',
  'histogramBytes',
  'latencyRecorderBytes',
  'mapAssign',
  'mapAssign32',
  'mapAssign64',
  'mapAssignSmall',
  'mapEvents',
  'mapFaults',
  'mapHeader',
  'mapLookup',
  'mapLookup32',
  'mapLookup64',
  'mapLoopBegin',
  'mapLoopElem',
  'mapLoopKey',
  'mapNew',
  'mapOperationAddress',
  'mapTypeNew',
  'opStreamBytes',
  'passDoneAddress',
  'passHistogram',
  'passNew',
  'passPoints',
  'usableBytes',
];
