import type { SeriesHistory } from '../../detect/series-history.ts';
import type { Trace } from '../../trace/trace.ts';

/** A trace with all that is needed to judge a detector on it. */
export interface JudgedCase {
  readonly trace: Trace;
  /** What is known of the series from before; `null` if nothing. */
  readonly history: SeriesHistory | null;
  /** Samples before this minute only warm the detector up. */
  readonly judgeFromMinute: number;
}

/** Whether its process was started again and again: such cases are counted apart. */
export function isOfDeployments({ trace }: Pick<JudgedCase, 'trace'>): boolean {
  return trace.label?.kind === 'deployment' || trace.label?.kind === 'warm-up';
}

/** Where growth towards exhaustion begins: at the known onset, or where judging does. */
export function onsetOf({ trace, judgeFromMinute }: JudgedCase): number {
  if (trace.ending.kind === 'never') return Infinity;
  return trace.label?.onsetMinute ?? judgeFromMinute;
}
