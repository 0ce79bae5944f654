// Everything that the module exports. `npm run build` writes what TypeScript knows of it from here and
// from shared.ts: kernel-exports.ts, kernel-enums.ts and kernel-layouts.ts in src/maps/reference/kernel.
// oxlint-disable-next-line import/no-unassigned-import -- compiled for the interface only
import './shared';

export {
  arenaAllocate,
  arenaCounters,
  arenaInit,
  arenaRelease,
  arenaReserve,
  arenaLetBooksTake,
  arenaSetLimits,
  arenaUnreserve,
} from './memory/arena';
export { arenaHold, arenaLetGo } from './memory/arena-hold';
export { chargedBytes, usableBytes } from './memory/size-class';
export { hash32, hash64, hashBytes, hashKeysSet } from './hash/go-hash';
export { shardHashSet, shardOfBytes, shardOfWord } from './hash/shard-hash';
export { mapTypeFree, mapTypeNew, mapTypeSetParts } from './core/map-type';
export {
  mapFree,
  mapNew,
  mapPinSeed,
  mapReseeds,
  mapSeed,
  mapSetHashKeys,
  mapSetSeed,
} from './map/lifecycle';
export {
  mapAssign,
  mapAssign32,
  mapAssign64,
  mapAssignSmall,
  mapClear,
  mapCount,
  mapDelete,
  mapDelete32,
  mapDelete64,
  mapLookup,
  mapLookup32,
  mapLookup64,
  mapStoreString,
} from './map/operations';
export {
  mapChains,
  mapClearFault,
  mapCollisions,
  mapEventCount,
  mapEvents,
  mapEventsDropped,
  mapFaults,
  mapGrowthsStarted,
  mapHeader,
  mapIsGrowing,
  mapOperationAddress,
  mapQuality,
  mapSetClock,
  mapShape,
  mapStats,
} from './map/reports';
export { mapFill } from './map/map-fill';
export {
  mapCopyInto,
  mapDeleteIf,
  mapLoopBegin,
  mapLoopElem,
  mapLoopEnd,
  mapLoopKey,
  mapLoopOn,
} from './map/iteration';
export { mapRenew } from './map/renew';
export { findAdversarialKeys } from './workload/adversarial';
export { fillBlock } from './workload/op-block';
export { openStream, opStreamBytes } from './workload/op-stream';
export { exactBegin, exactRun } from './load/exact-pass';
export { fillRandom64 } from './load/fill-random';
export {
  histogramBytes,
  recordDuration,
  recordLatencies,
  recordLatency,
} from './load/latency-histogram';
export { latencyRecorderBytes, nextGap, openLatencyRecorder } from './load/latency-recorder';
export { runPacedWriter } from './load/timed/paced-pass';
export { passNew } from './load/pass';
export {
  passBytesPeak,
  passFailedShard,
  passHistogram,
  passIsAbandoned,
  passOpenRecorders,
  passPointCount,
  passPoints,
  passSetMap,
  passShard,
  passState,
  passTrappedWriters,
  passWriterCounters,
} from './load/pass-report';
export { raceExpect, raceVerify } from './load/race-check';
export {
  awaitStart,
  passAbandon,
  passBegin,
  passClose,
  passDoneAddress,
  passGeneration,
  passTrap,
  runWriter,
} from './load/timed/timed-pass';
