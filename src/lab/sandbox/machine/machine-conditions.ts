import { readFileSync } from 'node:fs';
import { freemem, loadavg, totalmem } from 'node:os';

/** What disturbs a measurement on this machine, as far as it can be seen. */
export interface MachineConditions {
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  readonly swapBytes: number | null;
  /** Tasks that wanted to run, mean of the last minute. */
  readonly load: number;
  /** Share of the last ten seconds in which some task waited for a CPU, percent; `null` if unknown. */
  readonly cpuPressurePercent: number | null;
  /** Scaling governor of the first CPU; `null` where the machine has none, as in most virtual ones. */
  readonly governor: string | null;
  /** CPU time that the host gave to others since the start, percent. */
  readonly stealPercent: number | null;
}

/** Looks at the machine. `root` stands before `/proc` and `/sys`. */
export function machineConditions(root = ''): MachineConditions {
  return {
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    swapBytes: scaled(numberAfter(read(`${root}/proc/meminfo`), /^SwapTotal:\s+(\d+)/m), 1024),
    load: loadavg()[0] ?? 0,
    cpuPressurePercent: numberAfter(
      read(`${root}/proc/pressure/cpu`),
      /^some avg10=(\d+(?:\.\d+)?)/m,
    ),
    governor: read(`${root}/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor`)?.trim() ?? null,
    stealPercent: stealPercent(read(`${root}/proc/stat`)),
  };
}

/** The eighth number of the first line of `/proc/stat` is the time stolen. */
function stealPercent(stat: string | null): number | null {
  const times =
    /^cpu\s+([\d ]+)$/m
      .exec(stat ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  const total = times.slice(0, 8).reduce((sum, time) => sum + time, 0);
  return total === 0 || times[7] === undefined ? null : (100 * times[7]) / total;
}

function numberAfter(text: string | null, pattern: RegExp): number | null {
  const match = pattern.exec(text ?? '')?.[1];
  return match === undefined ? null : Number(match);
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
