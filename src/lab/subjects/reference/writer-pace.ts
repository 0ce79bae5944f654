import type { WriterPace } from '../../../maps/reference/kernel/kernel.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { type Arrivals, arrivalsOf } from '../../workload/arrivals.ts';

/** The arrivals of all writers of a pass. */
export interface WriterSchedule {
  readonly rate: ArrivalRate;
  readonly operations: number;
  readonly seed: number;
  readonly writers: number;
  /** Milliseconds before a moment from which a writer no longer sleeps but looks at the clock. */
  readonly spinMs: number;
}

/** The pace of one writer, which can be started over. */
export interface RestartedPace extends WriterPace {
  restart(): void;
}

/** Arrivals go to the writers in turn: writer w of W gets number w, w + W, w + 2W, ... */
export function arrivalsOfWriter(schedule: WriterSchedule, writer: number): Arrivals {
  const next = arrivalsOf(schedule.rate, schedule.operations, schedule.seed);
  let skip = writer;
  return () => {
    for (; skip > 0; skip--) next();
    skip = schedule.writers - 1;
    return next();
  };
}

/** The pace of one writer by the clock that its kernel has. */
export function writerPace(
  schedule: WriterSchedule,
  writer: number,
  nowNs: () => number,
): RestartedPace {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  const { spinMs } = schedule;
  let next = arrivalsOfWriter(schedule, writer);
  return {
    restart: () => {
      next = arrivalsOfWriter(schedule, writer);
    },
    nextArrivalNs: () => {
      const atMs = next();
      return atMs === null ? Number.POSITIVE_INFINITY : atMs * 1e6;
    },
    waitUntilNs: (ns) => {
      for (let leftMs = (ns - nowNs()) / 1e6; leftMs > 0; leftMs = (ns - nowNs()) / 1e6)
        if (leftMs > spinMs) Atomics.wait(nobody, 0, 0, leftMs - spinMs);
    },
  };
}
