import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { Environment } from '../environment.ts';
import type {
  CellRecord,
  ExactRun,
  recordKind,
  RoundResult,
  RunPart,
  RunRecord,
  YardstickRound,
} from '../run-record.ts';

// A record of version 2 is a file of lines, each a JSON document: a head, a line for each cell, and an
// end. Whoever reads it holds one cell at a time; whoever writes it never holds it as one text.

export const linesVersion = 2;

/** The first line: all but the cells. */
export interface StoredHead {
  readonly kind: typeof recordKind;
  readonly version: typeof linesVersion;
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `false` when the run was interrupted, or shards of it are missing: what had been measured is here. */
  readonly isComplete: boolean;
  /** Lines of cells that follow. */
  readonly cells: number;
  /** Every place where a process of this run ran, each once. */
  readonly environments: readonly Environment[];
  /** Index of the one whose times these are; machines of its kind are among the others. */
  readonly environment: number;
  /** Stretches of time in which the run went on, of a merged run those of its shards. */
  readonly sessions: readonly StoredSession[];
  readonly configuration: RunRecord['configuration'];
  readonly yardstick: readonly InEnvironment<YardstickRound>[];
  readonly warnings: readonly Warning[];
}

/** Says of a process where it ran, as index into `environments`. */
export type InEnvironment<Process> = Process & { readonly environment: number };

export interface StoredSession extends RunPart {
  readonly environment: number;
  /** Of a merged run: which part of it this is. */
  readonly shard?: {
    /** From 1. */
    readonly index: number;
    readonly count: number;
    readonly processes: number;
  };
}

/** One of the exact processes. Equal counts stand once. */
export interface StoredExact extends InEnvironment<Omit<ExactRun, 'counts'>> {
  readonly counts?: ExactRun['counts'];
  /** Instead of counts: which process of this cell counted exactly the same, from 0. */
  readonly sameCountsAs?: number;
}

/** The line of a cell. */
export interface StoredCell extends Omit<CellRecord, 'exact' | 'rounds'> {
  readonly exact: readonly StoredExact[];
  readonly rounds: readonly InEnvironment<RoundResult>[];
}

/** The last line: a file without one was cut off. */
export interface StoredEnd {
  readonly end: typeof recordKind;
  readonly cells: number;
  /** Of all bytes before this line, in hexadecimal. */
  readonly sha256: string;
}
