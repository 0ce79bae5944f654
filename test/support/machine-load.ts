import { availableParallelism, loadavg } from 'node:os';

/** How hard others pressed on the machine while something was timed. */
export interface MachineLoad {
  /** What was too much for a test that depends on time, in words; `null` where it had what it needs. */
  readonly excuse: () => string | null;
  readonly stop: () => void;
}

const everyMs = 50;
const mostLagMs = 250;

/**
 * Watches whether this process gets its CPU in time: how late a timer comes, and how many processes
 * want a CPU. A test that depends on time asks for the excuse only when its times are wrong.
 */
export function watchLoad(): MachineLoad {
  let before = performance.now();
  let worstLagMs = 0;
  const before1 = loadavg()[0] ?? 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worstLagMs = Math.max(worstLagMs, now - before - everyMs);
    before = now;
  }, everyMs);
  timer.unref();
  return {
    excuse: () => {
      const load = Math.max(before1, loadavg()[0] ?? 0);
      const cpus = availableParallelism();
      if (load > cpus) return `load ${load.toFixed(1)} on ${cpus} CPUs`;
      return worstLagMs > mostLagMs ? `a timer came ${Math.round(worstLagMs)} ms late` : null;
    },
    stop: () => clearInterval(timer),
  };
}
