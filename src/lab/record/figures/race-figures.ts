import type { RaceRule } from '../../../maps/reference/map-fault.ts';
import type { Interval } from '../../../base/stats/intervals/interval.ts';

/**
 * What came of racing writers on a map without a guard, over trials: each runs the workload on a
 * fresh map with another seed, until it is done or the race is caught. A figure that only a model
 * can know is `null` for a real map.
 */
export interface RaceFigures {
  readonly trials: number;
  /** Trials that the map's own check ended, by its message. */
  readonly concurrentMapWrites: number;
  readonly concurrentMapReadAndMapWrite: number;
  /** The same trials by the check that saw the race. */
  readonly byRule: Readonly<Record<RaceRule, number>> | null;
  /** Trials in which the corrupted map made a writer access invalid memory, and no check caught it. */
  readonly trapped: number;
  /** Trials in which a writer looped without end, and no check caught it. */
  readonly stuck: number;
  /** Trials that no check ended although they lost keys or values. */
  readonly silentlyDamaged: number | null;
  /** Operations that began while a conflicting one was inside, and those of them that no check saw. */
  readonly overlaps: number | null;
  readonly overlapsMissed: number | null;
  /** Keys that must be in the map after the operations that were done, and those that were not. */
  readonly keysWritten: number | null;
  readonly keysLost: number | null;
  /**
   * Keys that were there with another value than the last one written; `null` where the order of the
   * writers decides about values.
   */
  readonly valuesLost: number | null;
}

/** The races of a cell over all its rounds. */
export interface RaceSummary extends RaceFigures {
  /** Trials that the map's own check ended. */
  readonly detected: number;
  /** Their share of the trials, with its exact interval (Clopper and Pearson). */
  readonly detectionRate: number;
  readonly interval: Interval;
}
