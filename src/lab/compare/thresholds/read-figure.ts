import { median } from '../../../base/stats/median.ts';
import type { Interval } from '../../../base/stats/intervals/interval.ts';
import { studentQuantile } from '../../../base/stats/distributions/student-quantile.ts';
import {
  type ExactFigure,
  exactFigures,
  type LatencyFigure,
  type ThresholdFigure,
  type TimedFigure,
} from '../../config/schema/thresholds/thresholds.ts';
import type { ExactCounts } from '../../record/exact-result.ts';
import { exactCountsOf } from '../../record/figures/exact-counts-of.ts';
import { latencyValue } from '../../record/figures/latency-value.ts';
import { latencySummary } from '../../record/figures/latency-summary.ts';
import type {
  CellRecord,
  LatencySummary,
  RoundResult,
  YardstickRound,
} from '../../record/run-record.ts';
import type { FigureReading } from './threshold-verdict.ts';

const confidence = 0.95;

/** What a cell of a run gave of a figure. */
export function readFigure(
  record: CellRecord,
  yardstick: readonly YardstickRound[],
  figure: ThresholdFigure,
): FigureReading {
  return isExact(figure) ? readExact(record, figure) : readTimed(record, yardstick, figure);
}

function isExact(figure: ThresholdFigure): figure is ExactFigure {
  return Object.hasOwn(exactFigures, figure);
}

function readExact(record: CellRecord, figure: ExactFigure): FigureReading {
  const counts = exactCountsOf(record);
  if (counts === null) return { kind: 'missing', reason: 'nothing of this cell was counted' };
  if (record.exactAgree === false)
    return { kind: 'missing', reason: 'the two exact processes counted differently' };
  const value = counted[figure](counts);
  return value === null
    ? { kind: 'missing', reason: 'there is nothing to divide by' }
    : { kind: 'exact', value };
}

const counted: Readonly<Record<ExactFigure, (counts: ExactCounts) => number | null>> = {
  entries: ({ stats }) => stats.entries,
  heldBytes: ({ stats }) => stats.bytesHeld,
  peakBytes: ({ stats }) => stats.bytesPeak,
  allocatedBytes: ({ stats }) => stats.totalBytesAllocated,
  bytesPerEntry: ({ stats }) => per(stats.bytesHeld, stats.entries),
  bytesPerOp: ({ stats, operations }) => per(stats.totalBytesAllocated, operations),
  allocsPerOp: ({ stats, operations }) => per(stats.totalAllocations, operations),
  growths: ({ growthEvents, growthEventsDropped }) => growthEvents.length + growthEventsDropped,
};

function per(total: number, number: number): number | null {
  return number === 0 ? null : total / number;
}

function readTimed(
  { rounds, summary }: CellRecord,
  yardstick: readonly YardstickRound[],
  figure: TimedFigure,
): FigureReading {
  const speeds = new Map(yardstick.map((one) => [one.round, one.operationsPerSecond]));
  const measured = rounds.filter(({ measurement }) => measurement !== null);
  if (measured.length === 0) {
    const isDoubtful = rounds.some(({ doubtful }) => doubtful !== undefined);
    const reason = isDoubtful ? 'no round kept the rate' : 'no round gave a measurement';
    return { kind: 'missing', reason };
  }
  const values = measured.flatMap((round) => {
    const value = timed[figure](round, speeds.get(round.round) ?? null);
    return value === null ? [] : [value];
  });
  if (values.length > 0)
    return {
      kind: 'timed',
      value: median(values),
      interval: centreInterval(values),
      rounds: values.length,
    };
  // A percentile that one round is too short for: all rounds together have no interval.
  const { all } = summary.latency;
  const value = isLatency(figure) && all !== null ? atMost(all, figure) : null;
  if (value === null)
    return { kind: 'missing', reason: 'fewer than 10 timed operations were slower' };
  return { kind: 'timed', value, interval: unbounded, rounds: measured.length };
}

type TimedReader = (round: RoundResult, yardstickSpeed: number | null) => number | null;

const latencyFigures: Readonly<Record<LatencyFigure, TimedReader>> = {
  p50: (round) => latencyOf(round, 'p50'),
  p90: (round) => latencyOf(round, 'p90'),
  p99: (round) => latencyOf(round, 'p99'),
  p999: (round) => latencyOf(round, 'p999'),
  max: (round) => latencyOf(round, 'max'),
};

const timed: Readonly<Record<TimedFigure, TimedReader>> = {
  ...latencyFigures,
  writesPerSecond: ({ measurement }) => measurement?.writesPerSecond ?? null,
  nsPerWrite: ({ measurement }) => measurement?.nsPerWrite ?? null,
  yardstickRatio: ({ measurement }, speed) =>
    measurement === null || speed === null || speed === 0
      ? null
      : measurement.writesPerSecond / speed,
  cpuSeconds: ({ usage }) => usage.cpuSeconds * 1e9,
  peakRssBytes: ({ usage }) => usage.peakRssBytes,
};

function isLatency(figure: TimedFigure): figure is LatencyFigure {
  return Object.hasOwn(latencyFigures, figure);
}

function latencyOf({ measurement }: RoundResult, figure: LatencyFigure): number | null {
  if (measurement === null) return null;
  const { normal, evacuating, growing } = measurement.latency;
  const summary = latencySummary([normal, evacuating, growing]);
  return summary === null ? null : atMost(summary, figure);
}

/** What the clock cannot tell is at most its resolution. */
function atMost(summary: LatencySummary, figure: LatencyFigure): number | null {
  const value = latencyValue(summary, figure);
  if (value === null) return null;
  return value.kind === 'measured' ? value.ns : value.resolutionNs;
}

const unbounded: Interval = { low: 0, high: Infinity, confidence: 1 };

/**
 * Where the centre of the rounds lies: Student's interval of the mean of the logarithms, because times
 * are skewed and their spread grows with them. One round bounds nothing.
 */
function centreInterval(values: readonly number[]): Interval {
  const logs = values.map((value) => Math.log(Math.max(value, Number.MIN_VALUE)));
  const n = logs.length;
  if (n < 2) return unbounded;
  const mean = logs.reduce((sum, value) => sum + value, 0) / n;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const reach = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance / n);
  return { low: Math.exp(mean - reach), high: Math.exp(mean + reach), confidence };
}
