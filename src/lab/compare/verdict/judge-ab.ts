import { holm } from '../../../base/stats/hypotheses/holm.ts';
import { median } from '../../../base/stats/median.ts';
import { pairedShift, type BatchShift } from './batch-shift.ts';
import type { CompareOptions } from '../compare-options.ts';
import { jointP, judgeTimed, type TimedCase, type TimedFinding } from './judge-timed.ts';
import { type Control, noiseFloors } from './noise-floor.ts';
import { timedVerdict } from './timed-verdict.ts';
import { costs } from '../figures/timed-values.ts';
import type { Verdict } from './verdict.ts';

/** What the four arms gave in one round; `null` where an arm gave nothing. */
export interface AbRound {
  readonly a1: number | null;
  readonly a2: number | null;
  readonly b1: number | null;
  readonly b2: number | null;
}

/** One metric of one cell over the rounds, in the order in which they ran. */
export interface AbSeries {
  /** Controls are pooled over the series of one metric. */
  readonly metric: string;
  readonly unit: string;
  readonly worse: 'higher' | 'lower';
  readonly rounds: readonly AbRound[];
}

/**
 * Verdicts on series that share alpha. Each round holds its own control: under no change the
 * difference B - A and the differences A1 - A2 and B1 - B2 have one distribution, whatever the noise
 * of the machine, because the arms take turns. The first and the second half of the rounds are the
 * two batches that must agree. Rounds that miss an arm are left out. Pure.
 */
export function judgeAb(series: readonly AbSeries[], options: CompareOptions): readonly Verdict[] {
  const measured = series.map((one) => measure(one));
  const adjusted = holm(measured.map(({ shifts }) => (shifts.length < 2 ? 1 : jointP(shifts))));
  const adjustedControls = holm(measured.map(({ controlP }) => controlP));
  const floors = noiseFloors(measured, (one) => one.series.metric, options.alpha);
  return measured.map((one, index) => {
    if (one.shifts.length < 2) return tooFew(one);
    const timed: TimedCase = {
      shifts: one.shifts,
      yardstick: [],
      adjustedP: adjusted[index] ?? 1,
      familySize: series.length,
      noiseFloor: floors[index] ?? null,
      isConfirmable: true,
      options,
    };
    const { unit, worse } = one.series;
    const figures = { unit, worse, from: one.from, to: one.to, test: 'paired' } as const;
    const hasMovedControl =
      (adjustedControls[index] ?? 1) <= options.alpha && one.controlSize > Math.log1p(options.band);
    return timedVerdict(timed, figures, hasMovedControl ? controlDiffers : judgeTimed(timed));
  });
}

const controlDiffers: TimedFinding = { kind: 'inconclusive', reason: 'control-differs' };

interface AbMeasure {
  readonly series: AbSeries;
  readonly from: { readonly median: number; readonly rounds: number };
  readonly to: { readonly median: number; readonly rounds: number };
  readonly shifts: readonly BatchShift[];
  readonly controls: readonly Control[];
  /** Smallest p of the controls over both halves, for two of them; and their largest shift. */
  readonly controlP: number;
  readonly controlSize: number;
}

interface FullRound {
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

function measure(series: AbSeries): AbMeasure {
  const full = series.rounds.flatMap(fullRound);
  const half = Math.ceil(full.length / 2);
  const halves = [full.slice(0, half), full.slice(half)].filter(({ length }) => length > 0);
  const [shifts, within, across] = contrasts.map((contrast) =>
    halves.map((rounds) =>
      pairedShift(rounds.map((round) => contrast(inCosts(round, series.worse)))),
    ),
  );
  const controls = [within ?? [], across ?? []];
  const all = controls.flat();
  return {
    series,
    from: summarised(full.flatMap(({ a1, a2 }) => [a1, a2])),
    to: summarised(full.flatMap(({ b1, b2 }) => [b1, b2])),
    shifts: shifts ?? [],
    controls: all.map(({ estimate, standardError }) => ({ shift: estimate, standardError })),
    controlP: halves.length < 2 ? 1 : Math.min(1, 2 * Math.min(...controls.map(jointP))),
    controlSize: Math.max(0, ...all.map(({ estimate }) => Math.abs(estimate))),
  };
}

/** The change, and two controls: orthogonal, and equal in distribution where nothing changed. */
const contrasts: readonly ((round: FullRound) => number)[] = [
  ({ a1, a2, b1, b2 }) => (b1 + b2 - a1 - a2) / 2,
  ({ a1, a2, b1, b2 }) => (a1 - a2 + b1 - b2) / 2,
  ({ a1, a2, b1, b2 }) => (a1 - a2 - b1 + b2) / 2,
];

function fullRound({ a1, a2, b1, b2 }: AbRound): readonly FullRound[] {
  const isFull = [a1, a2, b1, b2].every(
    (value) => value !== null && Number.isFinite(value) && value > 0,
  );
  if (!isFull || a1 === null || a2 === null || b1 === null || b2 === null) return [];
  return [{ a1, a2, b1, b2 }];
}

function inCosts({ a1, a2, b1, b2 }: FullRound, worse: AbSeries['worse']): FullRound {
  const [c1 = 0, c2 = 0, c3 = 0, c4 = 0] = costs([a1, a2, b1, b2], worse);
  return { a1: c1, a2: c2, b1: c3, b2: c4 };
}

function summarised(values: readonly number[]): { median: number; rounds: number } {
  return { median: values.length === 0 ? Number.NaN : median(values), rounds: values.length };
}

function tooFew({ series, from }: AbMeasure): Verdict {
  return {
    kind: 'invalid',
    reason: 'missing',
    message: `expected at least 2 rounds with all four arms, got ${from.rounds / 2} of ${series.rounds.length}`,
  };
}
