import type { BatchShift } from './batch-shift.ts';
import {
  couldHaveSeen,
  detectableEffect,
  jointP,
  judgeTimed,
  levelOfEachBatch,
  percent,
  roundsNeeded,
  thresholdOf,
  type TimedCase,
  type TimedFinding,
} from './judge-timed.ts';
import type { BatchEvidence, TimedEvidence, Verdict } from './verdict.ts';

/** How the figures of a timed metric are shown, and by which test they were compared. */
export interface TimedFigures {
  readonly unit: string;
  readonly worse: 'higher' | 'lower';
  readonly from: TimedEvidence['from'];
  readonly to: TimedEvidence['to'];
  readonly test: 'independent' | 'paired';
}

/** Judges a timed metric and says why, with everything that the verdict rests on. */
export function timedVerdict(
  timed: TimedCase,
  figures: TimedFigures,
  finding: TimedFinding = judgeTimed(timed),
): Verdict {
  const evidence = evidenceOf(timed, figures);
  const change = changeText(evidence, figures);
  if (finding.kind === 'pass') {
    return { kind: 'pass', message: `${change}, ${couldHaveSeen(evidence)}`, evidence };
  }
  if (finding.kind === 'inconclusive') {
    const { kind, reason } = finding;
    const message = `${reasons[reason]}: ${change}, ${couldHaveSeen(evidence)}`;
    return { kind, reason, message, evidence };
  }
  const beyond = `beyond ${percent(evidence.threshold)} in every batch`;
  const message = `${change}, ${beyond}, adjusted p ${shortP(evidence.adjustedP)}`;
  return { kind: finding.kind, message, evidence };
}

const reasons: Readonly<Record<Extract<Verdict, { kind: 'inconclusive' }>['reason'], string>> = {
  'too-noisy': 'too noisy',
  'too-few-rounds': 'too few rounds',
  unconfirmed: 'a second independent batch of both sides must confirm it',
  'control-differs': 'the control differs from itself',
};

function evidenceOf(timed: TimedCase, { unit, from, to, test }: TimedFigures): TimedEvidence {
  const { shifts, adjustedP, familySize, noiseFloor, options } = timed;
  const level = levelOfEachBatch(options.alpha, familySize, shifts.length);
  return {
    kind: 'timed',
    unit,
    from,
    to,
    costRatio: Math.exp(mean(shifts.map(({ estimate }) => estimate))),
    interval: {
      low: Math.exp(Math.min(...shifts.map(({ interval }) => interval.low))),
      high: Math.exp(Math.max(...shifts.map(({ interval }) => interval.high))),
      confidence: Math.min(...shifts.map(({ interval }) => interval.confidence)),
    },
    p: jointP(shifts),
    adjustedP,
    noiseFloor: noiseFloor === null ? null : Math.expm1(noiseFloor),
    threshold: Math.expm1(thresholdOf(timed)),
    detectable: detectableEffect(timed),
    roundsNeeded: roundsNeeded(level, test),
    batches: shifts.map((shift, batch) => batchEvidence(shift, timed.yardstick[batch] ?? null)),
  };
}

function batchEvidence(shift: BatchShift, machine: number | null): BatchEvidence {
  const { low, high, confidence } = shift.interval;
  return {
    rounds: shift.rounds,
    costRatio: Math.exp(shift.estimate),
    interval: { low: Math.exp(low), high: Math.exp(high), confidence },
    pWorse: shift.pWorse,
    pBetter: shift.pBetter,
    yardstickRatio: machine === null ? null : Math.exp(machine),
  };
}

/** The change of the figure itself, as people read it: -9.1 % writes per second is 10 % more cost. */
function changeText({ costRatio, interval }: TimedEvidence, { worse }: TimedFigures): string {
  const [ratio, low, high] =
    worse === 'higher'
      ? [costRatio, interval.low, interval.high]
      : [1 / costRatio, 1 / interval.high, 1 / interval.low];
  return `${signed(ratio)} (${signed(low)} to ${signed(high)})`;
}

function signed(ratio: number): string {
  if (ratio === Infinity) return 'unbounded';
  const change = ratio - 1;
  return `${change < 0 ? '-' : '+'}${percent(Math.abs(change))}`;
}

function shortP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
