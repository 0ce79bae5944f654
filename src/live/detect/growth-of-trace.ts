import type { SeriesGrowth } from './detector-definition.ts';
import { growthModelOf } from './growth-model-of.ts';
import type { Trace } from '../trace/trace.ts';

/** What the growth forecast needs of a trace; `null` without a map or a limit in bytes. */
export function growthOfTrace({ map, limitBytes }: Trace): SeriesGrowth | null {
  if (map === null || limitBytes === null) return null;
  return { model: growthModelOf(map.type), limitBytes };
}
