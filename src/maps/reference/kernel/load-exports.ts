/**
 * The part of the kernel that draws operations, performs them on maps, and records latencies.
 * What the addresses point to, and the meaning of each call, stands in the kernel's files.
 */
export interface LoadExports {
  opStreamBytes(): number;
  openStream(stream: number, workload: number, writer: number): void;
  fillBlock(
    stream: number,
    operations: number,
    keys: number,
    stride: number,
    capacity: number,
  ): number;
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

  histogramBytes(): number;
  recordLatency(histogram: number, elapsedNs: bigint, weight: bigint): void;
  recordLatencies(histogram: number, values: number, count: number): void;
  latencyRecorderBytes(): number;
  openLatencyRecorder(
    recorder: number,
    seed: bigint,
    writer: number,
    mean: bigint,
    clockCostNs: number,
  ): void;
  nextGap(recorder: number): bigint;

  passNew(
    workload: number,
    guard: number,
    shardCount: number,
    keyKind: number,
    elemSize: number,
    points: number,
  ): number;
  passSetMap(pass: number, shard: number, map: number): void;
  passOpenRecorders(pass: number, seed: bigint, mean: bigint, clockCostNs: number): void;
  passHistogram(pass: number, writer: number, phase: number): number;
  passWriterCounters(pass: number, writer: number, out: number): void;
  passState(pass: number, out: number): void;
  passFailedShard(pass: number): number;
  passIsAbandoned(pass: number): number;
  passTrappedWriters(pass: number): number;
  passPoints(pass: number): number;
  passPointCount(pass: number): number;
  passBytesPeak(pass: number): number;

  exactBegin(pass: number, pointStep: bigint): void;
  exactRun(pass: number, budget: number): number;

  awaitStart(pass: number, seen: number): number;
  runWriter(pass: number, writer: number, generation: number): void;
  runPacedWriter(pass: number, writer: number, generation: number): void;
  passBegin(pass: number, operationLimit: bigint): void;
  passDoneAddress(pass: number): number;
  passGeneration(pass: number): number;
  passClose(pass: number): void;
  passAbandon(pass: number): void;
  passTrap(pass: number, writer: number): void;

  raceExpect(pass: number, writer: number, expected: number): number;
  raceVerify(pass: number, writer: number, expected: number, map: number, out: number): void;
}
