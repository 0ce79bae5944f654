import { numberAt } from '../../../base/primitives/number-at.ts';
import type { Random } from '../../../base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import type { Trace } from '../../trace/trace.ts';

/** Deviations from a mean level, in percent of the limit, one per minute. */
export type Noise = Float64Array;

/**
 * Draws noise: a random stretch of a random recorded trace about its own mean, gaps bridged by the
 * last sample. Without recorded traces, autocorrelated normal deviations (0.9 from minute to minute,
 * standard deviation 1 %).
 */
export function drawNoise(recorded: readonly Trace[], minutes: number, random: Random): Noise {
  const trace = recorded[Math.floor(random() * recorded.length)];
  const noise = trace === undefined ? made(minutes, random) : resampled(trace, minutes, random);
  const mean = noise.reduce((sum, value) => sum + value, 0) / minutes;
  return noise.map((value) => value - mean);
}

function resampled(trace: Trace, minutes: number, random: Random): Noise {
  const last = trace.minutes.at(-1) ?? 0;
  const from = random() * Math.max(0, last - minutes);
  const noise = new Float64Array(minutes);
  let at = 0;
  for (let minute = 0; minute < minutes; minute++) {
    // A recording that is too short is read again from its start.
    const wanted = last === 0 ? 0 : (from + minute) % last;
    if (numberAt(trace.minutes, at) > wanted) at = 0;
    while (at + 1 < trace.minutes.length && numberAt(trace.minutes, at + 1) <= wanted) at += 1;
    noise[minute] = numberAt(trace.percent, at);
  }
  return noise;
}

function made(minutes: number, random: Random): Noise {
  const noise = new Float64Array(minutes);
  let value = 0;
  for (let minute = 0; minute < minutes; minute++) {
    value = 0.9 * value + Math.sqrt(1 - 0.81) * normalQuantile(Math.max(1e-12, random()));
    noise[minute] = value;
  }
  return noise;
}
