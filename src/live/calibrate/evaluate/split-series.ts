import type { Trace } from '../../trace/trace.ts';

/** Series to fix figures on, and series to judge them on. */
export interface SeriesSplit {
  readonly fit: readonly Trace[];
  readonly judge: readonly Trace[];
}

/**
 * Puts every other series of each kind, in the order of their names, into the part to fit; the rest
 * is judged on. The same traces always fall the same way.
 */
export function splitSeries(traces: readonly Trace[]): SeriesSplit {
  const seen = new Map<string, number>();
  const fit: Trace[] = [];
  const judge: Trace[] = [];
  for (const trace of traces.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const kind = `${trace.label?.kind ?? trace.ending.kind} ${trace.label?.shape ?? ''}`;
    const position = seen.get(kind) ?? 0;
    seen.set(kind, position + 1);
    (position % 2 === 0 ? fit : judge).push(trace);
  }
  return { fit, judge };
}
