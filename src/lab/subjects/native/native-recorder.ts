import { performance } from 'node:perf_hooks';
import type { Kernel } from '../../../maps/reference/kernel/kernel.ts';
import { readLatencyHistogram } from '../../record/figures/read-latency-histogram.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';
import { type ClockResolution, clockResolution } from '../shared-clock.ts';

/** ns by the clock that all native durations are measured with. */
export const nativeClock = (): number => performance.now() * 1e6;

/** The latencies of a native `Map`, kept in the kernel's histograms. It is never evacuating. */
export class NativeRecorder {
  readonly #kernel: Kernel;
  readonly #gaps: number;
  readonly #normal: number;
  readonly #growing: number;
  readonly #evacuating: number;
  readonly #mean: number;
  readonly #clock: ClockResolution = clockResolution(nativeClock);

  constructor(kernel: Kernel, seed: number, meanInterval: number) {
    const { exports } = kernel;
    const histogram = (): number => reserveMemory(kernel, exports.histogramBytes(), 'a histogram');
    this.#kernel = kernel;
    this.#mean = meanInterval;
    this.#gaps = reserveMemory(kernel, exports.latencyRecorderBytes(), 'a recorder');
    this.#normal = histogram();
    this.#growing = histogram();
    this.#evacuating = histogram();
    exports.openLatencyRecorder(this.#gaps, BigInt(seed), 0, BigInt(meanInterval), 0, 0);
  }

  /** Operations up to and including the next timed one. */
  nextGap(): number {
    return Number(BigInt.asUintN(64, this.#kernel.exports.nextGap(this.#gaps)));
  }

  /** Records an operation that took so long; one that grew the map stands for itself alone. */
  record(durationNs: number, isGrowing: boolean): void {
    const { costNs, resolutionNs } = this.#clock;
    this.#kernel.exports.recordDuration(
      isGrowing ? this.#growing : this.#normal,
      durationNs - costNs,
      resolutionNs,
      BigInt(isGrowing ? 1 : this.#mean),
    );
  }

  read(): TimedMeasurement['latency'] {
    const { buffer } = this.#kernel.memory;
    const { resolutionNs } = this.#clock;
    return {
      normal: readLatencyHistogram(buffer, this.#normal, resolutionNs),
      evacuating: readLatencyHistogram(buffer, this.#evacuating, resolutionNs),
      growing: readLatencyHistogram(buffer, this.#growing, resolutionNs),
    };
  }
}
