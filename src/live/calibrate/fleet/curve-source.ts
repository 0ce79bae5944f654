import { numberAt } from '../../../base/primitives/number-at.ts';
import type { Random } from '../../../base/primitives/seeded-random.ts';
import { growthAt, type GrowthShape } from './growth-shape.ts';

/** How memory grows from the onset of a failure to exhaustion. */
export interface GrowthCurve {
  readonly name: string;
  /** Share of the whole growth that is done when `progress` (0 to 1) of the time has passed. */
  readonly doneAt: (progress: number) => number;
}

/** Curves for one failure each, from the random source of a series. */
export type CurveSource = (random: Random) => readonly GrowthCurve[];

/** The same named shapes for every series. */
export function namedCurves(shapes: readonly GrowthShape[]): CurveSource {
  const curves = shapes.map((shape) => ({
    name: shape,
    doneAt: (progress: number) => growthAt(shape, progress),
  }));
  return () => curves;
}

/** Curves that are drawn anew for every series and duration. */
export function drawnCurves(count: number): CurveSource {
  return (random) => Array.from({ length: count }, () => drawCurve(random));
}

/**
 * A growth in 2 to 6 straight stretches. Their lengths, and their shares of the growth, are spread
 * by Dirichlet distributions with parameter 2: even on average, with pauses and leaps among them.
 */
function drawCurve(random: Random): GrowthCurve {
  const stretches = 2 + Math.floor(5 * random());
  const times = cumulative(stretches, random);
  const shares = cumulative(stretches, random);
  return {
    name: `drawn in ${stretches}`,
    doneAt: (progress) => {
      if (progress <= 0) return 0;
      const next = times.findIndex((time) => time > progress);
      if (next < 0) return 1;
      const [fromTime, toTime] = [numberAt(times, next - 1), times[next] ?? 1];
      const [fromShare, toShare] = [numberAt(shares, next - 1), shares[next] ?? 1];
      return fromShare + ((toShare - fromShare) * (progress - fromTime)) / (toTime - fromTime);
    },
  };
}

/** The ends of parts of 1, drawn by a Dirichlet distribution with parameter 2; the last is 1. */
function cumulative(parts: number, random: Random): readonly number[] {
  const gammas = Array.from({ length: parts }, () => -Math.log((1 - random()) * (1 - random())));
  const total = gammas.reduce((sum, gamma) => sum + gamma, 0);
  let sum = 0;
  return gammas.map((gamma, part) => {
    sum += gamma / total;
    return part === parts - 1 ? 1 : sum;
  });
}
