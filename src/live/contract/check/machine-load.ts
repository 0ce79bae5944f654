import { availableParallelism, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A timer that comes so much later than asked for is one of a machine that has no CPU to spare. */
const busyDelayMs = 100;

/** Sees whether this machine has so much to do that times on it say nothing about a service. */
export class MachineLoad {
  readonly #delays = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#delays.enable();
  }

  /** Why times say nothing; `null` where they do. */
  get whyBusy(): string | null {
    const [perMinute = 0] = loadavg();
    const cpus = availableParallelism();
    if (perMinute > cpus) return `${perMinute.toFixed(1)} processes wait for ${cpus} CPUs`;
    const delayMs = this.#delays.max / 1e6;
    return delayMs > busyDelayMs ? `a timer came ${delayMs.toFixed(0)} ms late` : null;
  }

  stop(): void {
    this.#delays.disable();
  }
}
