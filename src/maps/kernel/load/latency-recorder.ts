// One recorder per writer: a histogram for every state of the map (normal, evacuating, growing), two
// for what an arrival rate tells beside them (service time, LatencyKind.Lateness), and the draw that says
// which operation is timed next. Gaps are geometric, so every operation has the same chance 1/mean
// whatever came before it, and a timed operation stands for `mean` operations.
import { Random } from '../hash/random';
import { histogramBytes, LatencyHistogram, recordDuration } from './latency-histogram';

@unmanaged
export class LatencyRecorder {
  s0: u64;
  s1: u64;
  s2: u64;
  s3: u64;
  /** Mean operations between two timed ones; 0 = none is timed. */
  mean: u64;
  /** 1 / ln(1 - 1/mean) */
  scale: f64;
  /** What reading the clock costs, taken off every duration. */
  clockCostNs: f64;
  /** What is shorter is not recorded as a value. */
  resolutionNs: f64;
}

/** What a histogram is of: response times by the state of the map, and two more for an arrival rate. */
export enum LatencyKind {
  Normal = 0,
  Evacuating = 1,
  Growing = 2,
  ServiceTime = 3,
  Lateness = 4,
}

const HISTOGRAMS: usize = 5;

/** Bytes of a recorder with its histograms. */
export function latencyRecorderBytes(): usize {
  return offsetof<LatencyRecorder>() + HISTOGRAMS * histogramBytes();
}

export function histogramAt(recorder: LatencyRecorder, kind: LatencyKind): LatencyHistogram {
  return changetype<LatencyHistogram>(
    changetype<usize>(recorder) + offsetof<LatencyRecorder>() + <usize>kind * histogramBytes(),
  );
}

/** Empties a recorder and starts its draws. */
export function openLatencyRecorder(
  recorder: LatencyRecorder,
  seed: u64,
  writer: u32,
  mean: u64,
  clockCostNs: f64,
  resolutionNs: f64,
): void {
  memory.fill(changetype<usize>(recorder), 0, latencyRecorderBytes());
  // Writers draw from streams 0, 1, ...; recorders from the other end of the same numbers.
  changetype<Random>(changetype<usize>(recorder)).seed(seed, ~(<u64>writer));
  recorder.mean = mean;
  recorder.scale = mean > 1 ? 1.0 / Math.log1p(-1.0 / <f64>mean) : 0.0;
  recorder.clockCostNs = clockCostNs;
  recorder.resolutionNs = resolutionNs;
}

/** Operations up to and including the next timed one. */
export function nextGap(recorder: LatencyRecorder): u64 {
  if (recorder.mean == 0) return u64.MAX_VALUE;
  if (recorder.mean == 1) return 1;
  const unit = 1.0 - changetype<Random>(changetype<usize>(recorder)).unit();
  return 1 + <u64>(Math.log(unit) * recorder.scale);
}

/** Records an operation that ran from `startNs` to `endNs`. */
export function recordOperation(
  recorder: LatencyRecorder,
  kind: LatencyKind,
  startNs: f64,
  endNs: f64,
  weight: u64,
): void {
  const elapsedNs = endNs - startNs - recorder.clockCostNs;
  recordDuration(histogramAt(recorder, kind), elapsedNs, recorder.resolutionNs, weight);
}
