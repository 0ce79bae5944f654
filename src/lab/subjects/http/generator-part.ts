import type { Shard } from '../../../base/primitives/shards/shard.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';

/** Which requests to a service one of several generators sends, and from when on. */
export interface GeneratorShare extends Shard {
  /** Of the common start, milliseconds since 1970. */
  readonly startAtMs: number;
}

/** What a generator knows beside its measurement, for whoever adds it to that of the others. */
export interface GeneratorPart {
  /** By its own clock, milliseconds since 1970: when all were to begin, and when it did. */
  readonly startAtMs: number;
  readonly beganAtMs: number;
  /** The service's clock less its own lies between these; `null` where the service tells no time. */
  readonly clock: ClockOffset | null;
  /** Response times of each slice of so many milliseconds, from the first on. */
  readonly sliceMs: number;
  readonly slices: readonly LatencyHistogram[];
}

export interface ClockOffset {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * Every n-th item of a sequence, from the place of the generator on. What the n of them are given is
 * together what one would be given, item by item; `null` ends it.
 */
export function everyNth<T>(next: () => T | null, { index, count }: Shard): () => T | null {
  let skip = index - 1;
  return () => {
    let item = next();
    for (; skip > 0 && item !== null; skip--) item = next();
    skip = count - 1;
    return item;
  };
}

/** How many of so many items a generator has. */
export function shareOf(items: number, { index, count }: Shard): number {
  return Math.max(0, Math.ceil((items - index + 1) / count));
}

/** A generator that begins later than this sends another load than was asked for. */
export const mostLateStartMs = 100;

/** Why a generator did not begin with the others; `null` if it did. */
export function lateStart({ startAtMs, beganAtMs }: GeneratorPart): string | null {
  const lateMs = beganAtMs - startAtMs;
  return lateMs > mostLateStartMs
    ? `it began ${Math.round(lateMs)} ms after the common start (at most ${mostLateStartMs} ms)`
    : null;
}
