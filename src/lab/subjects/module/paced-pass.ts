import process from 'node:process';
import type { Cell } from '../../config/cell.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { arrivalsOf } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { generatorSaturation } from '../generator-saturation.ts';
import type { ModuleRun } from './module-run.ts';
import { paceOpenLoop } from './open-loop-pacer.ts';
import type { TimedEnd } from '../target.ts';

/** Runs a workload once on a map in this process, each operation when it should arrive. */
export function pacedPass(cell: Cell, rate: ArrivalRate, run: ModuleRun): TimedEnd {
  run.begin();
  let left = run.fill() ? run.blocks.length : 0;
  const perform = (): boolean => {
    if (left === 0) return false;
    left = run.perform(run.blocks.length - left + 1);
    return true;
  };
  const schedule = arrivalsOf(rate, totalOperations(cell.workload), cell.workload.seed);
  const next = (): number | null => {
    // Drawing the next block is the generator's own work, and counts as its lateness.
    if (left === 0) left = run.fill() ? run.blocks.length : 0;
    return left === 0 ? null : schedule();
  };
  const cpuBefore = process.cpuUsage();
  const paced = paceOpenLoop(next, perform);
  const { user, system } = process.cpuUsage(cpuBefore);
  const elapsedNs = paced.elapsedMs * 1e6;
  const measurement: TimedMeasurement = {
    iterations: [{ operations: paced.operations, elapsedNs }],
    writesPerSecond: (paced.operations / elapsedNs) * 1e9,
    nsPerWrite: elapsedNs / paced.operations,
    latency: { normal: paced.responseTime, evacuating: nothing, growing: nothing },
    tinybench: { meanMs: paced.elapsedMs, sdMs: 0, rmePercent: 0, samples: 1 },
    paced: {
      serviceTime: paced.serviceTime,
      lateness: paced.generator.lateness,
      lateStarts: paced.generator.lateStarts,
      cpuCores: (user + system) / 1000 / paced.elapsedMs,
      eventLoopLagP99Ns: null,
    },
  };
  const saturation = generatorSaturation(paced.generator);
  if (saturation !== null)
    return {
      measurement: null,
      doubtful: measurement,
      outcome: { kind: 'invalid', reason: saturation },
    };
  return { measurement, outcome: { kind: 'completed' } };
}

/** A module does not tell when it grows. */
const nothing: LatencyHistogram = {
  subBucketsPerOctave: 64,
  counts: [],
  samples: 0,
  weight: 0,
  minNs: 0,
  maxNs: 0,
};
