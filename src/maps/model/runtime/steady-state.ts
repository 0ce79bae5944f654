import type { Payload } from '../payload/payload.ts';
import { goOverhead } from './go-fill.ts';
import { goIdleBytes, type GoSettings } from './go-settings.ts';
import { type NodeContainer, nodeOldSpace, nodeResident } from './node-fill.ts';

/** A map that keeps so many entries while others come and go, and the most that its table holds by that. */
export interface SteadyMap {
  readonly live: number;
  readonly tableHeldBytes: number;
  readonly tablePeakBytes: number;
  readonly payload: Payload;
}

/** Whether a process can keep a map in a steady state. */
export interface SteadyForecast {
  readonly fits: boolean;
  /** What would end it; `null` where it fits. */
  readonly endedBy: 'kernel' | 'v8-heap' | null;
  /** Alive at the busiest moment, table and entries. */
  readonly liveBytes: number;
  /** The most that is resident, garbage included. */
  readonly peakBytes: number;
  /** Bytes of garbage between two collections. */
  readonly garbageBytes: number;
}

/**
 * Go lets garbage grow to `live * GOGC / 100` before a collection is done, and `GOMEMLIMIT` lowers that
 * (the rules of Go's garbage collector guide). The process dies of the limit alone.
 */
export function goSteady(
  { live, tableHeldBytes, tablePeakBytes, payload }: SteadyMap,
  limitBytes: number,
  { gogc, memoryLimitBytes }: GoSettings,
): SteadyForecast {
  const carried = live * payload.heapBytes;
  const alive = tableHeldBytes + carried;
  const atPeak = tablePeakBytes + carried;
  const byPace = gogc === null ? Number.POSITIVE_INFINITY : alive * (1 + gogc / 100);
  const byLimit =
    memoryLimitBytes === null ? Number.POSITIVE_INFINITY : memoryLimitBytes - goIdleBytes;
  // A new table is taken beside whatever garbage there is at that moment.
  const goal = Math.max(atPeak, Math.min(byPace + (atPeak - alive), byLimit));
  const loss = live * (payload.residentBytes - payload.heapBytes);
  const peakBytes = goIdleBytes + (goal + loss) * (1 + goOverhead);
  const fits = peakBytes <= limitBytes;
  return {
    fits,
    endedBy: fits ? null : 'kernel',
    liveBytes: atPeak,
    peakBytes,
    garbageBytes: Math.max(0, Math.min(byPace, byLimit) - alive),
  };
}

/**
 * V8 collects when it has to, up to its limit of the heap, so that garbage may fill all of it: what is
 * alive must stay below that limit, and the heap at its limit below that of the container.
 */
export function nodeSteady(map: SteadyMap, container: NodeContainer): SteadyForecast {
  const { live, tablePeakBytes, payload } = map;
  const filling = { payload };
  const alive = nodeOldSpace(filling, live, tablePeakBytes);
  const { oldBytes } = container.heap;
  const peakBytes = nodeResident(filling, container, live, Math.max(oldBytes, alive));
  const endedBy = alive > oldBytes ? 'v8-heap' : peakBytes > container.limitBytes ? 'kernel' : null;
  return {
    fits: endedBy === null,
    endedBy,
    liveBytes: alive,
    peakBytes,
    garbageBytes: Math.max(0, oldBytes - alive),
  };
}
