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
export { opStreamBytes, openStream, nextOperation } from './op-stream';
export { fillBlock } from './op-block';
export { writeKeyBytes } from './key-bytes';
export { histogramBytes, recordLatency } from './latency-histogram';
export {
  histogramAt,
  latencyRecorderBytes,
  nextGap,
  openLatencyRecorder,
} from './latency-recorder';
