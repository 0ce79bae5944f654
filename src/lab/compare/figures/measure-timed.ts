import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { median } from '../../../base/stats/median.ts';
import { acceptedFactor } from '../baseline/accepted-value.ts';
import type { Acceptance } from '../baseline/baseline.ts';
import { independentShift, type BatchShift } from '../verdict/batch-shift.ts';
import { latencyFigures } from './latency-figures.ts';
import { latencyValue } from '../../record/figures/latency-value.ts';
import { pairs, type CellRun, type ComparedCell } from '../compared-runs.ts';
import type { Control } from '../verdict/noise-floor.ts';
import { machineShift } from '../verdict/machine-shift.ts';
import type { TimedMetric } from './timed-metric.ts';
import { costs, timedValues } from './timed-values.ts';

/** One timed metric of one cell, measured on both sides. */
export interface TimedMeasure {
  readonly cell: string;
  readonly metric: TimedMetric;
  readonly from: { readonly median: number; readonly rounds: number };
  readonly to: { readonly median: number; readonly rounds: number };
  readonly shifts: readonly BatchShift[];
  readonly yardstick: readonly (number | null)[];
  /** Batches of one side against each other. */
  readonly controls: readonly Control[];
  readonly isConfirmable: boolean;
}

/** Why there is nothing to measure. */
export type NoMeasure =
  | { readonly kind: 'absent' } // on both sides: the target does not give this metric
  | { readonly kind: 'no-baseline' }
  | { readonly kind: 'below-resolution'; readonly message: string }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'unsound'; readonly message: string };

/** Reads one metric of one cell from every batch of both sides. */
export function measureTimed(
  { baseline, candidate }: ComparedCell,
  metric: TimedMetric,
  acceptances: readonly Acceptance[],
): { readonly kind: 'measured'; readonly measure: TimedMeasure } | NoMeasure {
  const below = belowResolution(baseline, candidate, metric);
  if (below !== null) return below;
  const from = baseline.map((run) => batchOf(run, metric));
  const to = candidate.map((run) => batchOf(run, metric));
  const problem = problemOf(from, to);
  if (problem !== null) return problem;
  const cell = baseline[0].cell.cell.id;
  const factor = acceptedFactor(acceptances, cell, metric.name);
  const offset = metric.worse === 'higher' ? Math.log(factor) : -Math.log(factor);
  const matched = pairs(from, to);
  const shifts = matched.map(([a, b]) =>
    independentShift(
      a.costs.map((cost) => cost + offset),
      b.costs,
    ),
  );
  return {
    kind: 'measured',
    measure: {
      cell,
      metric,
      from: summarised(from, factor),
      to: summarised(to, 1),
      shifts,
      yardstick: pairs(baseline, candidate).map(([a, b]) =>
        metric.followsSpeed ? machineShift(a.record, b.record) : 0,
      ),
      controls: [from, to].flatMap(controlOf),
      isConfirmable: from.length > 1 && to.length > 1,
    },
  };
}

interface Batch {
  readonly values: readonly number[];
  readonly costs: readonly number[];
}

function batchOf({ record, cell }: CellRun, metric: TimedMetric): Batch {
  const values = timedValues(record, cell, metric);
  return { values, costs: costs(values, metric.worse) };
}

/**
 * One round of which it is only known that the clock could not tell the latency: the others alone
 * would be a chosen sample, and the bound in its place a made-up figure.
 */
function belowResolution(
  baseline: ComparedCell['baseline'],
  candidate: ComparedCell['candidate'],
  { latency }: TimedMetric,
): NoMeasure | null {
  if (latency === undefined) return null;
  const [from, to] = [baseline, candidate].map((side) => knownLatency(side, latency));
  if (from === undefined || to === undefined || (from.belowNs === null && to.belowNs === null))
    return null;
  const message = `${describe(from)} -> ${describe(to)}: too short for the clock, so there is no ratio`;
  return { kind: 'below-resolution', message };
}

interface KnownLatency {
  /** Median of the rounds that have a value; `null` where none has. */
  readonly medianNs: number | null;
  /** The coarsest resolution below which a round lies. */
  readonly belowNs: number | null;
}

function knownLatency(side: readonly CellRun[], figure: 'p50' | 'p99'): KnownLatency {
  const rounds = side.flatMap(({ cell }) => cell.rounds.map((round) => latencyFigures(round)));
  const values = rounds.flatMap((one) => (one === null ? [] : (latencyValue(one, figure) ?? [])));
  const measured = values.flatMap((one) => (one.kind === 'measured' ? [one.ns] : []));
  const below = values.flatMap((one) => (one.kind === 'below' ? [one.resolutionNs] : []));
  return {
    medianNs: measured.length === 0 ? null : median(measured),
    belowNs: below.length === 0 ? null : Math.max(...below),
  };
}

function describe({ medianNs, belowNs }: KnownLatency): string {
  const value = medianNs === null ? null : `${formatCount(medianNs)} ns`;
  if (belowNs === null) return value ?? 'nothing';
  return value === null ? `< ${belowNs} ns` : `< ${belowNs} ns in some rounds, ${value} in others`;
}

function problemOf(from: readonly Batch[], to: readonly Batch[]): NoMeasure | null {
  const [given, taken] = [from, to].map((side) => side.filter(({ values }) => values.length > 0));
  if (given?.length === 0) return { kind: taken?.length === 0 ? 'absent' : 'no-baseline' };
  if (taken?.length !== to.length || given?.length !== from.length) {
    return { kind: 'missing', message: 'a run has no round with this metric' };
  }
  const odd = [...from, ...to].flatMap(({ values }) => values).find((value) => !isSound(value));
  return odd === undefined
    ? null
    : { kind: 'unsound', message: `expected figures above 0, a round has ${odd}` };
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function summarised(batches: readonly Batch[], factor: number): { median: number; rounds: number } {
  const values = batches.flatMap((batch) => batch.values);
  return { median: median(values) * factor, rounds: values.length };
}

function controlOf([first, second]: readonly Batch[]): readonly Control[] {
  if (first === undefined || second === undefined) return [];
  const { estimate, standardError } = independentShift(first.costs, second.costs);
  return [{ shift: estimate, standardError }];
}
