import type { Cell } from '../config/cell.ts';
import type { Limits } from '../config/schema/limits.ts';
import type { Warning } from '../../base/primitives/errors/warning.ts';
import type { LimitReport } from '../sandbox/limits/limit-report.ts';
import type { ProcessUsage } from '../sandbox/machine/process-usage.ts';
import type { Environment } from './environment.ts';
import type { ExactCounts, HeapAccount } from './exact-result.ts';
import type { KeyUse } from './key-use.ts';
import type { Outcome } from './outcome.ts';
import type { RaceSummary } from './figures/race-figures.ts';
import type { Summary } from './summary.ts';
import type { TimedMeasurement } from './timed-result.ts';

/** Says of a JSON document that it is a record, and of which version. */
export const recordKind = 'mapswell-record';
export const recordVersion = 1;

/** One process of a cell. */
interface ProcessResult {
  /** In a merged run: the shard that it ran in, from 1. */
  readonly shard?: number;
  readonly outcome: Outcome;
  readonly limits: LimitReport;
  /** What the arena may hold, charged bytes; `null` where the target has no arena. */
  readonly arenaLimitBytes: number | null;
  readonly usage: ProcessUsage;
}

/** One of the two processes of the exact pass. Counts are present even when the pass failed. */
export interface ExactRun extends ProcessResult {
  readonly counts: ExactCounts | null;
  /** Of a map in the heap of V8: what the heap shows beside the counts. */
  readonly heap?: HeapAccount;
  /** Which keys the operations ask for: the same in both, so that one of them tells. */
  readonly keys?: KeyUse;
}

/** One process of the timed pass. */
export interface RoundResult extends ProcessResult {
  /** From 0. */
  readonly round: number;
  /** Position in the order of the run. */
  readonly position: number;
  readonly measurement: TimedMeasurement | null;
  /** What was seen of a rate that could not be kept; stands in no summary and no verdict. */
  readonly doubtful?: TimedMeasurement;
}

/** The figures of a cell over its rounds; `null` where no round gave the figure. */
export interface TimedSummary {
  readonly writesPerSecond: Summary | null;
  /** Writes per second over the yardstick's operations per second of the same round. */
  readonly yardstickRatio: Summary | null;
  readonly nsPerWrite: Summary | null;
  readonly cpuSeconds: Summary | null;
  readonly peakRssBytes: Summary | null;
  readonly throttledMs: Summary | null;
  /** Percentiles of all rounds together, by phase of the map and for all. */
  readonly latency: Readonly<
    Record<'all' | 'normal' | 'evacuating' | 'growing', LatencySummary | null>
  >;
  /** Only of several writers on a map without a guard. */
  readonly races?: RaceSummary;
}

/**
 * Percentiles in nanoseconds; `null` where too few samples reach a percentile, and where it lies
 * below the resolution of the clock: see `latencyValue`.
 */
export interface LatencySummary {
  readonly samples: number;
  readonly weight: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly p9999: number | null;
  readonly max: number | null;
  /** The share of the operations that took less than the clock could tell; not in old records. */
  readonly below?: { readonly resolutionNs: number; readonly share: number };
}

export interface CellRecord {
  readonly cell: Cell;
  readonly exact: readonly ExactRun[];
  /** Whether both exact runs gave the same digest; `null` with fewer than two counts. */
  readonly exactAgree: boolean | null;
  readonly rounds: readonly RoundResult[];
  readonly summary: TimedSummary;
  readonly warnings: readonly Warning[];
}

/** The yardstick: fixed work on the native `Map`, one process per round. */
export interface YardstickRound {
  /** In a merged run: the shard that it ran in, from 1. */
  readonly shard?: number;
  readonly round: number;
  readonly position: number;
  readonly outcome: Outcome;
  readonly operationsPerSecond: number | null;
}

/** One stretch of time in which a run went on; ends with its last process. */
export interface RunPart {
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** One part of a run that was split, and where it was made. */
export interface RunShard extends RunPart {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  readonly processes: number;
  readonly environment: Environment;
}

/** The result of a run: one versioned JSON document. */
export interface RunRecord {
  readonly kind: typeof recordKind;
  readonly version: typeof recordVersion;
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** `false` when the run was interrupted: what had been measured is here. */
  readonly isComplete: boolean;
  /** Of a run that was resumed: from when to when it went on each time, oldest first. */
  readonly parts?: readonly RunPart[];
  /** Of a merged run: the shards that are in it, by index. */
  readonly shards?: readonly RunShard[];
  readonly environment: Environment;
  readonly configuration: {
    readonly seed: number;
    readonly rounds: number;
    readonly limits: Limits;
    readonly latencySampleInterval: number;
  };
  readonly yardstick: readonly YardstickRound[];
  readonly cells: readonly CellRecord[];
  readonly warnings: readonly Warning[];
}

/** A record without its cells, which are most of it. */
export type RunHead = Omit<RunRecord, 'cells'>;
