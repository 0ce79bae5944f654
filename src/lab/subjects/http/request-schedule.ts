import type { Cell } from '../../config/cell.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { type Arrivals, arrivals, arrivalsOf } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';

/** When the requests of a cell are due, counted from its beginning. */
export function requestSchedule({ http, workload }: Cell, rate: ArrivalRate): Arrivals {
  const { durationSeconds } = http ?? {};
  return durationSeconds === undefined
    ? arrivalsOf(rate, totalOperations(workload), workload.seed)
    : arrivals(rate, durationSeconds * 1000, workload.seed);
}
