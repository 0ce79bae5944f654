import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { Outcome } from '../../record/outcome.ts';
import type {
  CellRecord,
  ExactRun,
  LatencySummary,
  RoundResult,
  RunRecord,
  YardstickRound,
} from '../../record/run-record.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';

/**
 * What verdicts, overlays and histories need of a run. Every record is one; a baseline keeps no more,
 * a tenth of a record.
 */
export interface RunFigures extends Pick<
  RunRecord,
  'id' | 'startedAt' | 'isComplete' | 'environment'
> {
  readonly configuration: Pick<RunRecord['configuration'], 'seed' | 'rounds'>;
  readonly yardstick: readonly Pick<YardstickRound, 'round' | 'operationsPerSecond'>[];
  readonly cells: readonly CellFigures[];
}

export interface CellFigures extends Pick<CellRecord, 'cell' | 'exactAgree'> {
  readonly exact: readonly ExactFigures[];
  readonly rounds: readonly RoundFigures[];
  /** The limits as its processes had them; an old baseline does not say. */
  readonly applied?: AppliedLimits;
}

/** What is read of a report of limits. */
interface AppliedReport {
  readonly memoryBytes: { readonly applied: number | null };
  readonly cpus: { readonly applied: number | null };
}

/** `null` where nothing was applied. */
export interface AppliedLimits {
  readonly memoryBytes: number | null;
  readonly cpus: number | null;
}

export interface ExactFigures extends Pick<ExactRun, 'outcome' | 'arenaLimitBytes'> {
  readonly counts: CountFigures | null;
  readonly limits?: AppliedReport;
}

export interface CountFigures extends Omit<ExactCounts, 'staircase'> {
  readonly staircase: readonly Pick<StaircasePoint, 'operation' | 'bytesHeld'>[];
}

export interface RoundFigures extends Pick<RoundResult, 'round'> {
  readonly outcome: Pick<Outcome, 'kind'>;
  readonly limits?: AppliedReport;
  readonly usage: Pick<RoundResult['usage'], 'cpuSeconds' | 'peakRssBytes'>;
  readonly measurement:
    | (Pick<TimedMeasurement, 'writesPerSecond'> & {
        /** The histograms, or what was read from them. */
        readonly latency: TimedMeasurement['latency'] | LatencyFigures;
      })
    | null;
}

/** `null` where nothing was timed, or too little. */
export interface LatencyFigures {
  readonly p50: LatencySummary['p50'] | null;
  readonly p99: LatencySummary['p99'];
  /** Where a percentile is `null` because it lies below it. */
  readonly below?: NonNullable<LatencySummary['below']>;
}
