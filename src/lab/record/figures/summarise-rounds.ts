import { median } from '../../../base/stats/median.ts';
import {
  medianAbsoluteDeviation,
  normalConsistency,
} from '../../../base/stats/median-absolute-deviation.ts';
import { latencySummary } from './latency-summary.ts';
import type { RoundResult, TimedSummary, YardstickRound } from '../run-record.ts';
import type { RaceFigures } from './race-figures.ts';
import { summariseRaces } from './summarise-races.ts';
import type { Summary } from '../summary.ts';
import type { LatencyHistogram, LatencyPhase } from '../latency-histogram.ts';
import type { TimedMeasurement } from '../timed-result.ts';

/** A round that gave a measurement; what a killed process used is no figure of the workload. */
interface MeasuredRound extends RoundResult {
  readonly measurement: TimedMeasurement;
}

/**
 * The figures of a cell over its rounds: the median, and as spread the median absolute deviation
 * times 1.4826, because rounds on a busy machine have outliers that would carry a mean away. The
 * ratio pairs each round with the yardstick of the same round, so that what slowed both cancels.
 */
export function summariseRounds(
  rounds: readonly RoundResult[],
  yardstick: readonly YardstickRound[],
  racesByRound: readonly RaceFigures[] = [],
): TimedSummary {
  const measured = rounds.filter(isMeasured);
  const measurements = measured.map(({ measurement }) => measurement);
  const races = summariseRaces(racesByRound);
  return {
    writesPerSecond: summarise(
      '1/s',
      measurements.map(({ writesPerSecond }) => writesPerSecond),
    ),
    yardstickRatio: summarise('ratio', yardstickRatios(measured, yardstick)),
    nsPerWrite: summarise(
      'ns',
      measurements.map(({ nsPerWrite }) => nsPerWrite),
    ),
    cpuSeconds: summarise(
      's',
      measured.map(({ usage }) => usage.cpuSeconds),
    ),
    peakRssBytes: summarise(
      'B',
      measured.map(({ usage }) => usage.peakRssBytes),
    ),
    throttledMs: summarise(
      'ms',
      measured.flatMap(({ usage }) => (usage.throttledMs === null ? [] : [usage.throttledMs])),
    ),
    latency: {
      all: latencySummary(latencies(measurements, ['normal', 'evacuating', 'growing'])),
      normal: latencySummary(latencies(measurements, ['normal'])),
      evacuating: latencySummary(latencies(measurements, ['evacuating'])),
      growing: latencySummary(latencies(measurements, ['growing'])),
    },
    ...(races === null ? {} : { races }),
  };
}

function isMeasured(round: RoundResult): round is MeasuredRound {
  return round.measurement !== null;
}

/** Median, spread and range; `null` without a value. */
function summarise(unit: string, values: readonly number[]): Summary | null {
  if (values.length === 0) return null;
  return {
    unit,
    n: values.length,
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    spread: medianAbsoluteDeviation(values) * normalConsistency,
  };
}

function yardstickRatios(
  rounds: readonly MeasuredRound[],
  yardstick: readonly YardstickRound[],
): readonly number[] {
  const speeds = new Map(yardstick.map((round) => [round.round, round.operationsPerSecond]));
  return rounds.flatMap(({ round, measurement }) => {
    const speed = speeds.get(round) ?? null;
    return speed === null || speed <= 0 ? [] : [measurement.writesPerSecond / speed];
  });
}

function latencies(
  measurements: readonly TimedMeasurement[],
  phases: readonly LatencyPhase[],
): readonly LatencyHistogram[] {
  return measurements.flatMap(({ latency }) => phases.map((phase) => latency[phase]));
}
