import { availableParallelism } from 'node:os';
import process from 'node:process';
import { defined } from '../../../base/primitives/defined.ts';
import type { watchGuards } from './guard-waits.ts';
import { LatencyKind } from '../../../maps/reference/kernel/kernel-enums.ts';
import type { Cell } from '../../config/cell.ts';
import { mergeLatency } from '../../record/figures/latency-quantile.ts';
import { readLatencyHistogram } from '../../record/figures/read-latency-histogram.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { generatorSaturation } from '../generator-saturation.ts';
import type { PlacedCell } from './placed-cell.ts';
import type { TimedEnd } from '../target.ts';
import type { ClockResolution } from '../shared-clock.ts';
import type { MapRun } from './run-on-fresh-maps.ts';
import type { WriterSchedule } from './writer-pace.ts';

/** A sleep of the operating system may end this much too late, milliseconds. */
const sleepMarginMs = 2;
/** The run before the one that is measured takes at most so long. */
const warmMs = 200;

/** The arrivals of a cell. Writers that share a CPU must not keep each other from it by waiting. */
export function scheduleOf({ workload, rate }: Cell): WriterSchedule | null {
  if (rate === undefined) return null;
  const { writers, seed } = workload;
  return {
    rate,
    operations: totalOperations(workload),
    seed,
    writers,
    spinMs: writers > availableParallelism() ? 0 : sleepMarginMs,
  };
}

/** Operations of each writer in the run that warms up. */
function warmOperations(cell: PlacedCell, { rate, operations }: WriterSchedule): number {
  const durationMs = rateDurationMs(rate, operations);
  return Math.ceil((cell.operations * Math.min(1, warmMs / durationMs)) / cell.writers);
}

/** What is watched while operations arrive. */
export interface PacedWatch {
  readonly openRecorders: () => void;
  readonly guards: () => ReturnType<typeof watchGuards>;
}

/**
 * Measures a cell whose operations arrive at a rate: once, for as long as the rate takes to bring
 * them all. Every operation is timed from the moment at which it was due.
 *
 * @param run performs the workload on fresh maps, at most so many operations of each writer
 */
export function measurePaced(
  cell: PlacedCell,
  schedule: WriterSchedule,
  { openRecorders, guards }: PacedWatch,
  run: (operationLimit: number) => MapRun,
  resolution: ClockResolution,
): TimedEnd {
  openRecorders();
  const warm = run(warmOperations(cell, schedule));
  if (warm.failed !== null && warm.iteration.operations === 0)
    return { measurement: null, outcome: warm.failed };
  openRecorders();
  const waited = guards();
  const cpuBefore = process.cpuUsage();
  const { iteration, failed, lateStarts } = run(0);
  const { user, system } = process.cpuUsage(cpuBefore);
  const figures = readPaced(cell, resolution);
  const { operations, elapsedNs, writes } = iteration;
  const measurement: TimedMeasurement = {
    iterations: [{ operations, elapsedNs }],
    writesPerSecond: (writes / elapsedNs) * 1e9,
    nsPerWrite: elapsedNs / writes,
    latency: figures.latency,
    tinybench: { meanMs: elapsedNs / 1e6, sdMs: 0, rmePercent: 0, samples: 1 },
    paced: {
      serviceTime: figures.serviceTime,
      lateness: figures.lateness,
      lateStarts,
      cpuCores: ((user + system) * 1000) / elapsedNs,
      eventLoopLagP99Ns: null,
    },
    ...defined({ guard: waited?.([{ operations, elapsedNs }]) }),
  };
  const saturation = generatorSaturation({ lateness: figures.lateness, missed: 0 });
  if (saturation !== null)
    return {
      measurement: null,
      doubtful: measurement,
      outcome: { kind: 'invalid', reason: saturation },
    };
  return { measurement, outcome: failed ?? { kind: 'completed' } };
}

/** The histograms of all writers: response times by the state of the map, and what stands beside. */
export function readPaced(
  { kernel, pass, writers }: PlacedCell,
  { resolutionNs }: ClockResolution,
): {
  readonly latency: TimedMeasurement['latency'];
  readonly serviceTime: LatencyHistogram;
  readonly lateness: LatencyHistogram;
} {
  const histogram = (kind: number): LatencyHistogram =>
    mergeLatency(
      Array.from({ length: writers }, (_, writer) =>
        readLatencyHistogram(
          kernel.memory.buffer,
          kernel.exports.passHistogram(pass, writer, kind),
          resolutionNs,
        ),
      ),
    );
  return {
    latency: {
      normal: histogram(LatencyKind.Normal),
      evacuating: histogram(LatencyKind.Evacuating),
      growing: histogram(LatencyKind.Growing),
    },
    serviceTime: histogram(LatencyKind.ServiceTime),
    lateness: histogram(LatencyKind.Lateness),
  };
}
