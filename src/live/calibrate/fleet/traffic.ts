import type { Random } from '../../../base/primitives/seeded-random.ts';

/** How the entries of a map go up and down. */
export type Traffic =
  /** Entries come and expire over the day about a mean. */
  | {
      readonly kind: 'cycle';
      readonly mean: number;
      readonly amplitude: number;
      readonly phase: number;
    }
  /** The same with short bursts that expire within the hour. */
  | {
      readonly kind: 'bursts';
      readonly mean: number;
      readonly amplitude: number;
      readonly phase: number;
      readonly burst: number;
    }
  /** Entries come and stay, at a rate that swings over the day. */
  | { readonly kind: 'growth'; readonly from: number; readonly perMinute: number };

/**
 * Entries at every minute. Rates jitter by a fifth from minute to minute; a restart empties the map,
 * which then fills again within 40 minutes.
 */
export function entriesOver(
  traffic: Traffic,
  minutes: number,
  restartAt: number | null,
  random: Random,
): Float64Array {
  const entries = new Float64Array(minutes);
  let grown = traffic.kind === 'growth' ? traffic.from : 0;
  let burst = 0;
  for (let minute = 0; minute < minutes; minute++) {
    const jitter = 0.8 + 0.4 * random();
    let wanted: number;
    if (traffic.kind === 'growth') {
      const swing = 1 + 0.3 * Math.sin((2 * Math.PI * minute) / 1440);
      grown += traffic.perMinute * swing * jitter;
      wanted = grown;
    } else {
      const angle = (2 * Math.PI * (minute - traffic.phase)) / 1440;
      burst = traffic.kind === 'bursts' && random() < 1 / 360 ? traffic.burst : burst * 0.96;
      wanted =
        (traffic.mean + burst) * (1 + 0.001 * (jitter - 1)) + traffic.amplitude * Math.sin(angle);
    }
    const sinceRestart = restartAt === null || minute < restartAt ? Infinity : minute - restartAt;
    entries[minute] = Math.max(0, Math.round(wanted * Math.min(1, sinceRestart / 40)));
  }
  return entries;
}
