import type { CellRecord } from '../../../lab/record/run-record.ts';
import type { LatencyHistogram } from '../../../lab/record/latency-histogram.ts';

/** How one round kept to an arrival rate. */
export interface ArrivalRound {
  /** From 0. */
  readonly round: number;
  readonly perSecond: number;
  /** From the moment at which an operation should have started, and from that at which it did. */
  readonly responseTime: readonly LatencyHistogram[];
  readonly serviceTime: LatencyHistogram;
  /** By how much operations started late through the generator's own fault. */
  readonly lateness: LatencyHistogram;
  readonly lateStarts: number;
  /** Of the generator; `null` where it shares a process with the map. */
  readonly cpuCores: number | null;
  readonly eventLoopLagP99Ns: number | null;
}

/** The rounds of a cell whose operations arrived at a rate, over HTTP or not. */
export function arrivalsOf({ rounds }: CellRecord): readonly ArrivalRound[] {
  return rounds.flatMap(({ round, measurement }): readonly ArrivalRound[] => {
    if (measurement === null) return [];
    const { paced, http, latency, writesPerSecond } = measurement;
    const shared = { round, perSecond: writesPerSecond, responseTime: Object.values(latency) };
    if (paced !== undefined) {
      const { serviceTime, lateness, lateStarts } = paced;
      return [
        {
          ...shared,
          serviceTime,
          lateness,
          lateStarts,
          cpuCores: paced.cpuCores ?? null,
          eventLoopLagP99Ns: paced.eventLoopLagP99Ns ?? null,
        },
      ];
    }
    const lateness = http?.generator.lateness ?? null;
    if (http === undefined || http.serviceTime === null || lateness === null) return [];
    const { lateStarts, cpuCores, eventLoopLagP99Ns } = http.generator;
    const { serviceTime } = http;
    return [{ ...shared, serviceTime, lateness, lateStarts, cpuCores, eventLoopLagP99Ns }];
  });
}
