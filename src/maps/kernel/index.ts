/** Interface version between the kernel and its TypeScript face; both sides refuse another one. */
export function kernelVersion(): i32 {
  return 1;
}
export {
  arenaInit,
  arenaSetLimits,
  arenaAllocate,
  arenaRelease,
  arenaReserve,
  arenaUnreserve,
  arenaCounters,
} from './memory/arena';
export { chargedBytes, usableBytes } from './memory/size-class';
export { hashKeysSet, hash32, hash64, hashBytes } from './hash/go-hash';
export { shardHashSet, shardOfBytes, shardOfWord } from './hash/shard-hash';
export { opStreamBytes, openStream } from './workload/op-stream';
export { fillBlock } from './workload/op-block';
export { mapFill } from './map/map-fill';
export { histogramBytes, recordLatencies, recordLatency } from './load/latency-histogram';
export { latencyRecorderBytes, nextGap, openLatencyRecorder } from './load/latency-recorder';
export { mapTypeNew, mapTypeFree } from './core/map-type';
export {
  mapNew,
  mapFree,
  mapSetHashKeys,
  mapSeed,
  mapSetSeed,
  mapReseeds,
  mapAssign,
  mapAssign32,
  mapAssign64,
  mapAssignSmall,
  mapLookup,
  mapLookup32,
  mapLookup64,
  mapDelete,
  mapDelete32,
  mapDelete64,
  mapClear,
  mapStoreString,
  mapCount,
  mapOperationAddress,
  mapSetClock,
  mapFault,
  mapFaultRule,
  mapFaultOperation,
  mapRefusedBytes,
  mapRefusedPurpose,
  mapClearFault,
  mapIsGrowing,
  mapGrowthsStarted,
  mapCollisions,
  mapHeader,
  mapEvents,
  mapEventCount,
  mapEventsDropped,
} from './map/map';
export { mapStats, mapChains, mapQuality } from './map/map-stats';
export { mapShape } from './map/map-shape';
export { fillRandom64 } from './load/fill-random';
export { findAdversarialKeys } from './workload/adversarial';
export { passNew } from './load/pass';
export {
  awaitStart,
  passAbandon,
  passBegin,
  passClose,
  passDoneAddress,
  passGeneration,
  passTrap,
  runWriter,
} from './load/timed-pass';
export { arenaHold, arenaLetGo } from './memory/arena-hold';
export { raceExpect, raceVerify } from './load/race-check';
export { runPacedWriter } from './load/paced-pass';
export { exactBegin, exactRun } from './load/exact-pass';
export {
  passBytesPeak,
  passFailedShard,
  passHistogram,
  passIsAbandoned,
  passOpenRecorders,
  passPointCount,
  passPoints,
  passSetMap,
  passState,
  passTrappedWriters,
  passWriterCounters,
} from './load/pass-report';
