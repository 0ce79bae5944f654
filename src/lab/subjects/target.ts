import type { GeneratorPart } from './http/generator-part.ts';
import type { Cell } from '../config/cell.ts';
import type { ExactCounts, HeapAccount } from '../record/exact-result.ts';
import type { KeyUse } from '../record/key-use.ts';
import type { LastState, Outcome } from '../record/outcome.ts';
import type { TimedMeasurement } from '../record/timed-result.ts';
import type { Workload } from '../workload/workload.ts';

/** Told about every 100 ms how far the work has come. */
export type StateListener = (state: LastState) => void;

/** What an exact pass ends with. Counts are present even when the pass failed. */
export interface ExactEnd {
  readonly counts: ExactCounts | null;
  readonly outcome: Outcome;
  /** Of a map in the heap of V8: what the heap shows beside the counts. */
  readonly heap?: HeapAccount;
  /** Which keys were asked for, where that was wanted and there was room to count. */
  readonly keys?: KeyUse;
}

/** What a timed pass ends with. A map that no longer fitted is measured up to there. */
export interface TimedEnd {
  readonly measurement: TimedMeasurement | null;
  /** What was seen where a rate could not be kept: no measurement of that rate. */
  readonly doubtful?: TimedMeasurement;
  readonly outcome: Outcome;
  /** Only of one of several generators. */
  readonly part?: GeneratorPart;
}

/** One pass of one cell. */
export interface PassOptions {
  readonly cell: Cell;
  /** Bytes that the map may hold; `null` = only the address space limits. */
  readonly arenaLimitBytes: number | null;
  /** Bytes that what the sandbox writes down of a sync.Map may take beside that. @default 0 */
  readonly booksBytes?: number;
  /** Whether an exact pass weighs the heap of the process too, where it can. @default true */
  readonly weighsHeap?: boolean;
  /** Whether the keys of the workload are counted, too, after the pass. @default false */
  readonly countsKeys?: boolean;
  /**
   * Of a timed pass of the targets reference and go: what is done to every fresh map before the workload,
   * untimed. It has the writers and the seed of the workload. @default nothing
   */
  readonly fill?: Workload;
  readonly onState: StateListener;
}

/** The thing under load. */
export interface Target {
  /** A fixed number of operations in a fixed interleaving of the writers, without a clock. */
  exactPass(options: PassOptions): Promise<ExactEnd>;
  /** The same operations by as many concurrent writers as the target can have, timed. */
  timedPass(options: PassOptions): Promise<TimedEnd>;
}
