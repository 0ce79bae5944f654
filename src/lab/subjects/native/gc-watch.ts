import { PerformanceObserver } from 'node:perf_hooks';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import { DurationRecorder } from '../duration-recorder.ts';

/** Takes down the pauses of the garbage collector. */
export class GcWatch {
  readonly #pauses = new DurationRecorder();
  #totalMs = 0;
  readonly #observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      this.#pauses.record(duration * 1e6);
      this.#totalMs += duration;
    }
  });

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** Waits until the last pauses are known: they are told between two turns of the event loop. */
  async end(): Promise<{ readonly gcPauses: LatencyHistogram; readonly gcTotalMs: number }> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.#observer.disconnect();
    return { gcPauses: this.#pauses.toHistogram(), gcTotalMs: this.#totalMs };
  }
}
