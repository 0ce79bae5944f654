import type { Payload } from '../payload/payload.ts';
import type { PlannedGrowth } from '../size/growth-plan.ts';
import type { SizeModel } from '../size/size-model.ts';

/** A map that a process fills with distinct keys, and what its entries carry. */
export interface Filling {
  readonly model: SizeModel;
  readonly payload: Payload;
  /** Entries after which the filling ends by itself. */
  readonly entries: number;
}

/** What ends a process that fills a map. */
export type FillEnd =
  /** The kernel, because more is resident than the limit allows. */
  | 'kernel'
  /** V8, because its own limit of the heap is reached. */
  | 'v8-heap'
  /** The map, which can hold no more. */
  | 'map'
  /** Nothing: all entries are in. */
  | 'all-entries';

/** How far a process comes that fills a map, as its runtime is known to behave. */
export interface FillForecast {
  /** Entries in the map at the last moment. */
  readonly entries: number;
  /** The same where the collector runs at the worst and at the best of times. */
  readonly lowEntries: number;
  readonly highEntries: number;
  readonly endedBy: FillEnd;
  /** The growth that it dies of; `null` where it is no growth, or where nothing ends it. */
  readonly growth: PlannedGrowth | null;
  /** The most that is resident on the way, in the whole process. */
  readonly peakBytes: number;
  /** At the last moment: the table with what a growth still holds, and what the entries carry. */
  readonly tableBytes: number;
  readonly payloadBytes: number;
}

/** A number of inserts, and what the map has by then. */
export interface FillPoint {
  readonly entries: number;
  /** The most that its table holds at any moment of this insert, boxes of large entries included. */
  readonly tablePeak: number;
  readonly tableHeld: number;
  /** All that was ever allocated for the table. */
  readonly tableAllocated: number;
  /** The growth that this insert starts; `null` for others. */
  readonly growth: PlannedGrowth | null;
}

/** Points at which a filling is looked at, beside its growths. */
const evenSteps = 1024;
const risingSteps = 256;

/**
 * The entries with which table and payload alone, without any garbage, come to `bytes`: more never
 * fit. By bisection on what the table holds between its growths.
 */
export function mostThatFit({ model, payload, entries }: Filling, bytes: number): number {
  const fits = (count: number): boolean =>
    model.state(count).bytesHeld + count * payload.residentBytes <= bytes;
  let low = 0;
  let high = Math.min(entries, model.maxEntries);
  if (fits(high)) return high;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Steps up to `most`, with both sides of every growth that one insert starts. */
export function fillPoints(model: SizeModel, most: number): readonly FillPoint[] {
  const end = Math.min(most, model.maxEntries);
  const numbers = new Set<number>();
  for (let step = 1; step <= evenSteps; step++) numbers.add(Math.ceil((end * step) / evenSteps));
  for (let step = 1; step <= risingSteps; step++)
    numbers.add(Math.ceil(end ** (step / risingSteps)));
  const sudden = new Map<number, PlannedGrowth>();
  for (const growth of model.growthsUpTo(end)) {
    if (growth.wave !== null) continue;
    sudden.set(growth.entries, growth);
    numbers.add(growth.entries - 1).add(growth.entries);
    for (const later of stepsBehind(growth)) if (later <= end) numbers.add(later);
  }
  return [...numbers]
    .filter((entries) => entries > 0)
    .toSorted((a, b) => a - b)
    .map((entries) => pointAt(model, entries, sudden.get(entries) ?? null));
}

/** While a table of so many pages is taken into use, which makes it resident bit by bit. */
function stepsBehind({ entries, bytesBefore, bytesDuring }: PlannedGrowth): readonly number[] {
  const pages = (bytesDuring - bytesBefore) / 4096;
  return Array.from({ length: 24 }, (_, step) => entries + Math.ceil((pages * (step + 1)) / 12));
}

/** @param growth that this insert starts */
export function pointAt(
  model: SizeModel,
  entries: number,
  growth: PlannedGrowth | null = null,
): FillPoint {
  const { bytesHeld, totalBytesAllocated } = model.state(entries);
  return {
    entries,
    tablePeak: Math.max(bytesHeld, growth?.bytesDuring ?? 0),
    tableHeld: bytesHeld,
    tableAllocated: totalBytesAllocated,
    growth,
  };
}
