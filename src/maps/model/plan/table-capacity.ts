import type { Guard } from '../guards.ts';
import type { SizedSpec } from '../map-spec.ts';
import { countedText } from '../payload/counted-text.ts';
import { mostEntries } from '../require-whole.ts';
import { planGrowth } from './plan-growth.ts';

/** A map whose table alone is known, and the memory that it may take. */
export interface TableCapacityRequest extends Pick<SizedSpec, 'map' | 'key' | 'value'> {
  readonly guard: Guard;
  readonly hint: number;
  readonly limitBytes: number;
}

/** How many entries the table of a map has when a limit ends it, by its growth law. */
export interface TableCapacity extends Omit<TableCapacityRequest, 'hint'> {
  /** What is counted, in words. */
  readonly counted: string;
  readonly entries: number;
  /** The first insert that does not fit, and why; `null` where there are no more keys, or no end. */
  readonly failsAtInsert: number | null;
  readonly reason: string | null;
  readonly bytesHeld: number;
  readonly peakBytes: number;
  readonly growths: number;
}

/**
 * Computed, not filled: for models of size alone.
 *
 * @throws SandboxError `usage` for a type or a hint that the map cannot have
 */
export function tableCapacity({ hint, ...asked }: TableCapacityRequest): TableCapacity {
  const endless = planGrowth({ ...asked, hint, entries: mostEntries });
  const entries =
    endless.failsAtInsert === null ? endless.entries : Math.max(0, endless.failsAtInsert - 1);
  const { bytesHeld, peakBytesHeld, growthEvents } = planGrowth({ ...asked, hint, entries });
  return {
    ...asked,
    counted: countedText(asked),
    entries,
    failsAtInsert: endless.failsAtInsert,
    reason: endless.reason,
    bytesHeld,
    peakBytes: peakBytesHeld,
    growths: growthEvents.length,
  };
}
