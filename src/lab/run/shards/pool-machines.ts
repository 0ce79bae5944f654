import { randomEffects, type Study } from '../../../base/stats/intervals/random-effects.ts';

/** One figure over machines: a geometric mean, the factors by which it may be off, how they differ. */
export interface MachineFigure {
  readonly machines: number;
  readonly rounds: number;
  readonly estimate: number;
  /** Ends of the 95 % interval over machines. */
  readonly low: number;
  readonly high: number;
  /** Deviation between machines, as a share: 0.1 is about 10 %. */
  readonly between: number;
  /** Deviation between rounds of one machine; `null` where no machine has two. */
  readonly within: number | null;
  /** Share of the variation that lies between machines, 0 to 1; `null` where `within` is. */
  readonly i2: number | null;
}

const confidence = 0.95;
/** Rounds that are equal to the last digit are no proof of none: a millionth. */
const leastVariance = 1e-12;

/**
 * The figures of rounds, by machine, as one: rounds of one machine are no rounds of another, so the
 * interval is over machines. Logarithms, because what makes a machine slower does so by a factor. One
 * variance within all machines, which are of one kind, because few rounds of one say little of it.
 *
 * @param byMachine positive figures of the rounds of each machine
 * @returns `null` for fewer than two machines
 */
export function poolMachines(byMachine: readonly (readonly number[])[]): MachineFigure | null {
  const machines = byMachine
    .map((values) => values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log))
    .filter(({ length }) => length > 0);
  const rounds = machines.reduce((sum, { length }) => sum + length, 0);
  const within = varianceWithin(machines);
  const studies: readonly Study[] = machines.map((logs) => ({
    estimate: meanOf(logs),
    variance: Math.max(leastVariance, within ?? 0) / logs.length,
  }));
  const pooled = randomEffects(studies, confidence);
  if (pooled === null) return null;
  const { estimate, interval, betweenVariance, i2 } = pooled;
  return {
    machines: machines.length,
    rounds,
    estimate: Math.exp(estimate),
    low: Math.exp(interval.low),
    high: Math.exp(interval.high),
    between: Math.sqrt(betweenVariance),
    within: within === null ? null : Math.sqrt(within),
    i2: within === null ? null : i2,
  };
}

function varianceWithin(machines: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let degrees = 0;
  for (const logs of machines) {
    const mean = meanOf(logs);
    squares += logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    degrees += logs.length - 1;
  }
  return degrees === 0 ? null : squares / degrees;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
