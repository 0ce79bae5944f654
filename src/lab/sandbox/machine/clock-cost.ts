import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** What it costs to ask for the time, nanoseconds per call: the median of batches. */
export interface ClockCost {
  readonly performanceNowNs: number;
  readonly hrtimeNs: number;
}

const batches = 9;
const callsPerBatch = 50_000;

/** Measures the clocks; takes some tens of milliseconds. */
export function clockCost(): ClockCost {
  return {
    performanceNowNs: costOf(() => performance.now()),
    hrtimeNs: costOf(() => Number(process.hrtime.bigint() & 0xffn)),
  };
}

/** The results are added up and looked at, or the calls could be optimised away. */
function costOf(clock: () => number): number {
  const costs: number[] = [];
  let sum = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < callsPerBatch; call += 1) sum += clock();
    costs.push(Number(process.hrtime.bigint() - start) / callsPerBatch);
  }
  if (!Number.isFinite(sum)) throw new RangeError('a clock gave no number');
  return costs.toSorted((left, right) => left - right)[batches >> 1] ?? Number.NaN;
}
