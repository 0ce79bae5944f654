import { seededRandom } from '../../base/primitives/seeded-random.ts';
import type { ArrivalRate } from './arrival-rate.ts';

/** Milliseconds from the beginning to the next arrival, one per call; `null` after the last one. */
export type Arrivals = () => number | null;

/**
 * The moments at which operations should start. Each is computed from its number and never from the
 * one before, so that nothing adds up but for `poisson`, which is a sum by its nature.
 *
 * @param durationMs arrivals from 0 up to, not including, this
 */
export function arrivals(rate: ArrivalRate, durationMs: number, seed: number): Arrivals {
  const next = momentsOf(rate, durationMs, seed);
  let isOver = false;
  return () => {
    if (isOver) return null;
    const at = next();
    isOver = !(at < durationMs);
    return isOver ? null : at;
  };
}

/** The moments at which the operations of a workload should start: as many as there are. */
export function arrivalsOf(rate: ArrivalRate, operations: number, seed: number): Arrivals {
  // Random arrivals of so many take a time of their own.
  const isRandom = rate.kind === 'poisson';
  const durationMs = isRandom ? Number.POSITIVE_INFINITY : rateDurationMs(rate, operations);
  return arrivals(rate, durationMs, seed);
}

/** Milliseconds that so many operations take to arrive; on average, where arrivals are random. */
export function rateDurationMs(rate: ArrivalRate, operations: number): number {
  return (operations * 1000) / meanPerSecond(rate);
}

function meanPerSecond(rate: ArrivalRate): number {
  if (rate.kind === 'ramp') return (rate.fromPerSecond + rate.toPerSecond) / 2;
  if (rate.kind === 'steps')
    return rate.perSecond.reduce((sum, perSecond) => sum + perSecond, 0) / rate.perSecond.length;
  return rate.perSecond;
}

function momentsOf(rate: ArrivalRate, durationMs: number, seed: number): () => number {
  if (rate.kind === 'poisson') return poissonMoments(rate.perSecond, seed);
  let arrival = 0;
  return () => momentOf(arrival++, rate, durationMs);
}

function poissonMoments(perSecond: number, seed: number): () => number {
  const random = seededRandom(seed);
  let at = 0;
  return () => {
    at -= (Math.log1p(-random()) * 1000) / perSecond;
    return at;
  };
}

function momentOf(
  arrival: number,
  rate: Exclude<ArrivalRate, { kind: 'poisson' }>,
  durationMs: number,
): number {
  if (rate.kind === 'constant') return (arrival * 1000) / rate.perSecond;
  if (rate.kind === 'bursts')
    return (Math.floor(arrival / rate.size) * rate.size * 1000) / rate.perSecond;
  if (rate.kind === 'ramp')
    return rampMoment(arrival, rate.fromPerSecond, rate.toPerSecond, durationMs);
  return stepMoment(arrival, rate.perSecond, durationMs);
}

/**
 * Solves a t + (b - a) t^2 / 2T = n for t, the moment by which n operations have arrived, in the
 * form that does not cancel where a and b are close.
 */
function rampMoment(n: number, from: number, to: number, durationMs: number): number {
  const a = from / 1000;
  const slope = (to - from) / 1000 / durationMs;
  const root = a * a + 2 * slope * n;
  return root < 0 ? Number.POSITIVE_INFINITY : (2 * n) / (a + Math.sqrt(root)) || 0;
}

function stepMoment(n: number, rates: readonly number[], durationMs: number): number {
  const stepMs = durationMs / rates.length;
  let before = 0;
  for (const [step, perSecond] of rates.entries()) {
    const inStep = (perSecond * stepMs) / 1000;
    if (n < before + inStep) return step * stepMs + ((n - before) * 1000) / perSecond;
    before += inStep;
  }
  return Number.POSITIVE_INFINITY;
}
