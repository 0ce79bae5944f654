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
export { opStreamBytes, openStream } from './op-stream';
export { fillBlock } from './op-block';
export { histogramBytes, recordLatency } from './latency-histogram';
export { latencyRecorderBytes, nextGap, openLatencyRecorder } from './latency-recorder';
