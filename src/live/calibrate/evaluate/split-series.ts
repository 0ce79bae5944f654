import { createHash } from 'node:crypto';
import type { Trace } from '../../trace/trace.ts';

/** Series to fix figures on, and series to judge them on. */
export interface SeriesSplit {
  readonly fit: readonly Trace[];
  readonly judge: readonly Trace[];
}

export type SeriesPart = 'fit' | 'judge';

/** The part of a series by its name alone: one more or one less moves no other. */
export function partOfSeries(id: string): SeriesPart {
  return seriesHash(id) < 0x8000_0000 ? 'fit' : 'judge';
}

/** The first 32 bits of the SHA-256 of a name: evenly spread, and equal on every machine. */
export function seriesHash(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0);
}

/**
 * Parts series by a hash of their names, about half to fit and half to judge, each in the order of the
 * names: parts of a fleet can be split apart and put together.
 */
export function splitSeries(traces: readonly Trace[]): SeriesSplit {
  const sorted = traces.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    fit: sorted.filter(({ id }) => partOfSeries(id) === 'fit'),
    judge: sorted.filter(({ id }) => partOfSeries(id) === 'judge'),
  };
}
