import { latencyQuantile } from '../../record/figures/latency-quantile.ts';
import type { HttpGrowth, HttpSlice } from '../../record/http-result.ts';
import type { LatencyHistogram, LatencyPhase } from '../../record/latency-histogram.ts';
import { DurationRecorder } from '../duration-recorder.ts';
import type { GeneratorPart } from './generator-part.ts';

const firstSliceMs = 100;
/** When there are more, they are merged two by two. */
const mostSlices = 512;

/** An answered request that waits to be told what the map did meanwhile. */
interface Answered {
  /** Milliseconds from the first request. */
  readonly endedAtMs: number;
  readonly responseNs: number;
}

/** Response times over stretches of time of one length. */
export type WholeSlices = Pick<GeneratorPart, 'sliceMs' | 'slices'>;

/** A stretch of time with what was answered in it. */
type SliceRecorder = DurationRecorder;

/**
 * Lays the response times of requests over the growths of the map: those that a growth began in are
 * `growing`, those that old and new table lived side by side in `evacuating`. Memory is constant but
 * for the requests since the map was last asked.
 */
export class HttpRecorder {
  readonly #phases: Record<LatencyPhase, DurationRecorder> = {
    normal: new DurationRecorder(),
    evacuating: new DurationRecorder(),
    growing: new DurationRecorder(),
  };
  #slices: SliceRecorder[] = [];
  #sliceMs = firstSliceMs;
  #waiting: Answered[] = [];
  #answered = 0;

  /** Requests answered so far. */
  get requests(): number {
    return this.#answered;
  }

  add(endedAtMs: number, responseNs: number): void {
    this.#answered++;
    this.#waiting.push({ endedAtMs, responseNs });
    this.#sliceAt(endedAtMs).record(responseNs);
  }

  /** Decides on the requests that ended by `untilMs`, of which all growths are known, oldest first. */
  settle(growths: readonly HttpGrowth[], untilMs: number): void {
    const waiting: Answered[] = [];
    const ends = latestEnds(growths);
    for (const request of this.#waiting) {
      if (request.endedAtMs > untilMs) waiting.push(request);
      else this.#phases[phaseOf(request, growths, ends)].record(request.responseNs);
    }
    this.#waiting = waiting;
  }

  latency(): Readonly<Record<LatencyPhase, LatencyHistogram>> {
    const { normal, evacuating, growing } = this.#phases;
    return {
      normal: normal.toHistogram(),
      evacuating: evacuating.toHistogram(),
      growing: growing.toHistogram(),
    };
  }

  /** Every slice whole, to be added to those of other recorders. */
  wholeSlices(): WholeSlices {
    const slices = this.#slices.map((slice) => slice.toHistogram());
    return { sliceMs: this.#sliceMs, slices };
  }

  slices(): readonly HttpSlice[] {
    return summarizeSlices(this.wholeSlices());
  }

  #sliceAt(ms: number): SliceRecorder {
    while (Math.floor(ms / this.#sliceMs) >= mostSlices) this.#widen();
    const wanted = Math.max(0, Math.floor(ms / this.#sliceMs));
    while (this.#slices.length <= wanted) this.#slices.push(new DurationRecorder());
    return this.#slices[wanted] ?? new DurationRecorder();
  }

  #widen(): void {
    this.#sliceMs *= 2;
    const merged: SliceRecorder[] = [];
    for (const [index, slice] of this.#slices.entries()) {
      if (index % 2 === 0) merged.push(slice);
      else merged.at(-1)?.add(slice);
    }
    this.#slices = merged;
  }
}

/** What charts draw of slices. */
export function summarizeSlices({ sliceMs, slices }: WholeSlices): readonly HttpSlice[] {
  return slices.map((histogram, index) => {
    const quantile = (p: number): number =>
      histogram.samples === 0 ? 0 : latencyQuantile(histogram, p);
    return {
      atMs: index * sliceMs,
      requests: histogram.samples,
      p50Ns: quantile(0.5),
      p99Ns: quantile(0.99),
      maxNs: histogram.maxNs,
    };
  });
}

/**
 * For each growth the moment at which it and all before it were over: the shards of a map, and the
 * tables of one, grow side by side.
 */
function latestEnds(growths: readonly HttpGrowth[]): readonly number[] {
  let latest = Number.NEGATIVE_INFINITY;
  return growths.map(({ atMs, durationMs }) => {
    latest = Math.max(latest, atMs + (durationMs ?? Number.POSITIVE_INFINITY));
    return latest;
  });
}

function phaseOf(
  { endedAtMs, responseNs }: Answered,
  growths: readonly HttpGrowth[],
  ends: readonly number[],
): LatencyPhase {
  const startedAtMs = endedAtMs - responseNs / 1e6;
  const last = countUpTo(growths, endedAtMs) - 1;
  const beganAtMs = growths[last]?.atMs ?? Number.NEGATIVE_INFINITY;
  if (beganAtMs >= startedAtMs) return 'growing';
  return (ends[last] ?? Number.NEGATIVE_INFINITY) >= startedAtMs ? 'evacuating' : 'normal';
}

/** Growths that began by then. */
function countUpTo(growths: readonly HttpGrowth[], ms: number): number {
  let low = 0;
  let high = growths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((growths[middle]?.atMs ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
