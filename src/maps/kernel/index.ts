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
} from './arena';
export { chargedBytes, usableBytes } from './size-class';
export { hashKeysSet, hash32, hash64, hashBytes } from './go-hash';
export { shardHashSet, shardOfBytes, shardOfWord } from './shard-hash';
export { opStreamBytes, openStream } from './op-stream';
export { fillBlock } from './op-block';
export { mapFill } from './map-fill';
export { histogramBytes, recordLatencies, recordLatency } from './latency-histogram';
export { latencyRecorderBytes, nextGap, openLatencyRecorder } from './latency-recorder';
export { mapTypeNew, mapTypeFree } from './map-type';
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
} from './map';
export { mapStats, mapChains, mapQuality } from './map-stats';
export { mapShape } from './map-shape';
export { fillRandom64 } from './fill-random';
export { findAdversarialKeys } from './adversarial';
export { passNew } from './pass';
export {
  awaitStart,
  passAbandon,
  passBegin,
  passClose,
  passDoneAddress,
  passGeneration,
  passTrap,
  runWriter,
} from './timed-pass';
export { arenaHold, arenaLetGo } from './arena-hold';
export { raceExpect, raceVerify } from './race-check';
export { runPacedWriter } from './paced-pass';
export { exactBegin, exactRun } from './exact-pass';
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
} from './pass-report';
