/** The part of the kernel that draws operations and records latencies. */
export interface LoadExports {
  opStreamBytes(): number;
  openStream(stream: number, workload: number, writer: number): void;
  /** The next operation as (index << 3) | kind; 7 behind the last one. */
  nextOperation(stream: number): bigint;
  fillBlock(
    stream: number,
    operations: number,
    keys: number,
    stride: number,
    capacity: number,
  ): number;
  writeKeyBytes(workload: number, index: bigint, target: number): void;

  histogramBytes(): number;
  recordLatency(histogram: number, elapsedNs: bigint, weight: bigint): void;
  histogramAt(recorder: number, phase: number): number;
  latencyRecorderBytes(): number;
  openLatencyRecorder(
    recorder: number,
    seed: bigint,
    writer: number,
    mean: bigint,
    clockCostNs: number,
  ): void;
  nextGap(recorder: number): bigint;
}
