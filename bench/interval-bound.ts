import { median } from '../src/base/stats/median.ts';
import { numberAt } from '../src/base/primitives/number-at.ts';
import { seededRandom, type Random } from '../src/base/primitives/seeded-random.ts';
import type { AlarmMoment } from '../src/live/calibrate/interval/alarm-moments.ts';
import { drawnCurves, type GrowthCurve } from '../src/live/calibrate/fleet/curve-source.ts';

/** What an interval is at least, for one who sees no noise and knows the onset to the minute. */
export interface IntervalBound {
  /** Median width of the shortest intervals that hold 90 %. */
  readonly minutes: number;
  /** The same of those whose ends are the fewest times apart. */
  readonly span: number;
}

const failures = 60_000;
const queries = 1000;
const neighbours = 150;
const confidence = 0.9;
const recentMinutes = 15;
const steps = 400;

/**
 * Failures of drawn shapes without noise, as long as recorded ones, whose alarm begins when about as much of
 * their growth is done. They are looked at then, or at a time drawn of those after it. What comes is told by
 * the failures that are most alike in all that is past: minutes since the onset, the pace of the last 15
 * minutes and those since a quarter, a half, and three quarters of what is done were done.
 *
 * @param firsts first moments of alarms
 */
export function intervalBound(
  firsts: readonly AlarmMoment[],
  when: 'first' | 'later',
  seed: number,
): IntervalBound {
  const random = seededRandom(seed);
  const pasts = Array.from({ length: failures }, () => {
    const first = firsts[Math.floor(random() * firsts.length)];
    if (first === undefined) throw new RangeError('expected moments');
    return simulate(first, when, random);
  });
  const scales = scalesOf(pasts);
  const minutes: number[] = [];
  const spans: number[] = [];
  for (const past of pasts.slice(0, queries)) {
    const left = nearest(past, pasts, scales);
    minutes.push(shortest(left, (low, high) => high - low));
    spans.push(shortest(left, (low, high) => high / low));
  }
  return { minutes: median(minutes), span: median(spans) };
}

interface Past {
  /** Logarithms of minutes, and of shares. */
  readonly figures: readonly number[];
  readonly minutesLeft: number;
}

function simulate(
  { figures, durationMinutes }: AlarmMoment,
  when: 'first' | 'later',
  random: Random,
): Past {
  const [curve] = drawnCurves(1)(random);
  if (curve === undefined) throw new RangeError('expected a curve');
  // Spread, or the share would give away of which recorded failure it is, and so how long that lasts.
  const odds = (figures.doneShare / (1 - figures.doneShare)) * Math.exp(random() - 0.5);
  const from = progressAt(curve, odds / (1 + odds));
  const at = when === 'first' ? from : from + (1 - from) * random();
  const doneShare = Math.min(0.999, Math.max(0.001, curve.doneAt(at)));
  const since = (share: number): number =>
    Math.log(1 + (at - progressAt(curve, share * doneShare)) * durationMinutes);
  const before = curve.doneAt(Math.max(0, at - recentMinutes / durationMinutes));
  return {
    figures: [
      Math.log(1 + at * durationMinutes),
      since(0.25),
      since(0.5),
      since(0.75),
      Math.log(0.001 + doneShare - before),
      Math.log(doneShare / (1 - doneShare)),
    ],
    minutesLeft: Math.max(1, (1 - at) * durationMinutes),
  };
}

/** When a share of the growth is done first. */
function progressAt(curve: GrowthCurve, share: number): number {
  for (let step = 0; step < steps; step++)
    if (curve.doneAt(step / steps) >= share) return step / steps;
  return 1;
}

function scalesOf(pasts: readonly Past[]): readonly number[] {
  return (pasts[0]?.figures ?? []).map((_, k) => {
    const values = pasts.map(({ figures }) => numberAt(figures, k));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(squares / values.length);
  });
}

/** Minutes left of the pasts that are most like one, rising. */
function nearest(
  { figures }: Past,
  pasts: readonly Past[],
  scales: readonly number[],
): readonly number[] {
  const distances = pasts.map((other) =>
    figures.reduce(
      (sum, value, k) => sum + ((value - numberAt(other.figures, k)) / numberAt(scales, k)) ** 2,
      0,
    ),
  );
  const farthest = numberAt(Float64Array.from(distances).toSorted(), neighbours - 1);
  return pasts
    .flatMap(({ minutesLeft }, i) => (numberAt(distances, i) <= farthest ? [minutesLeft] : []))
    .toSorted((a, b) => a - b);
}

/** Of the intervals that hold 90 % of the values, the one with the smallest width. */
function shortest(
  values: readonly number[],
  widthOf: (low: number, high: number) => number,
): number {
  const held = Math.ceil(confidence * values.length);
  return values
    .slice(0, values.length - held + 1)
    .reduce(
      (least, low, i) => Math.min(least, widthOf(low, numberAt(values, i + held - 1))),
      Infinity,
    );
}
