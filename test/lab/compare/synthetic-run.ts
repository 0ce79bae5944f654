// Runs as they are recorded, with the figures of each round given.
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { GrowthEvent } from '../../../src/maps/model/growth-event.ts';
import type { Environment } from '../../../src/lab/record/environment.ts';
import type { ExactCounts } from '../../../src/lab/record/exact-result.ts';
import type { Outcome } from '../../../src/lab/record/outcome.ts';
import type {
  CellRecord,
  ExactRun,
  RoundResult,
  RunRecord,
} from '../../../src/lab/record/run-record.ts';
import { latencyBuckets } from '../../../src/lab/record/figures/latency-bucket.ts';
import type { LatencyHistogram } from '../../../src/lab/record/latency-histogram.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';

export interface SyntheticCell {
  readonly id: string;
  /** Writes per second of each round; `null` for a round that gave nothing. */
  readonly speeds: readonly (number | null)[];
  readonly counts?: Partial<ExactCounts> | null;
  readonly cell?: Partial<Cell>;
  readonly exactOutcome?: Outcome;
  readonly roundOutcome?: Outcome;
  /** In ns: all operations of every round took less than the clock can tell. */
  readonly belowNs?: number;
  readonly exactAgree?: boolean | null;
}

export interface SyntheticRun {
  readonly id?: string;
  readonly cells: readonly SyntheticCell[];
  /** Operations per second of the yardstick in each round. */
  readonly yardstick?: readonly number[];
  readonly environment?: Partial<Environment>;
  readonly isComplete?: boolean;
}

export function syntheticRun(run: SyntheticRun): RunRecord {
  const rounds = run.cells[0]?.speeds.length ?? 5;
  const speeds = run.yardstick ?? Array.from({ length: rounds }, () => 5e6);
  return {
    kind: 'mapswell-record',
    version: 1,
    id: run.id ?? 'run',
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:05:00.000Z',
    isComplete: run.isComplete ?? true,
    environment: { ...environment, ...run.environment },
    configuration: { seed: 1, rounds, limits, latencySampleInterval: 128 },
    yardstick: speeds.map((operationsPerSecond, round) => ({
      round,
      position: 0,
      outcome: { kind: 'completed' },
      operationsPerSecond,
    })),
    cells: run.cells.map((cell) => cellRecord(cell)),
    warnings: [],
  };
}

const limits = { memoryBytes: 2 ** 31, cpus: 2 };

const environment: Environment = {
  cpuModel: 'Example CPU 2.0',
  cores: 2,
  memoryBytes: 8e9,
  platform: 'linux',
  arch: 'x64',
  osRelease: '6.1.0',
  node: 'v20.20.2',
  v8: '11.3.244.8',
  mapswell: '0.1.0',
};

function limitState(asked: number) {
  return { asked, applied: asked, readBack: asked, mechanism: 'cgroup-v1', remark: '' } as const;
}

const processResult = {
  limits: { asked: limits, memoryBytes: limitState(limits.memoryBytes), cpus: limitState(2) },
  arenaLimitBytes: 1e9,
  usage: {
    wallMs: 500,
    cpuSeconds: 0.5,
    peakRssBytes: 6e7,
    cgroupPeakBytes: null,
    throttledPeriods: null,
    throttledMs: null,
    oomKills: null,
    samples: [],
  },
} as const;

function cellRecord(given: SyntheticCell): CellRecord {
  const counts = given.counts === null ? null : { ...exactCounts, ...given.counts };
  const run: ExactRun = {
    ...processResult,
    outcome: given.exactOutcome ?? { kind: 'completed' },
    counts: counts && { ...counts, digest: JSON.stringify(counts) },
  };
  return {
    cell: { ...cellOf(given.id), rounds: given.speeds.length, ...given.cell },
    exact: [run, run],
    exactAgree: given.exactAgree === undefined ? (counts === null ? null : true) : given.exactAgree,
    rounds: given.speeds.map((speed, round) => roundResult(speed, round, given)),
    summary: {
      writesPerSecond: null,
      yardstickRatio: null,
      nsPerWrite: null,
      cpuSeconds: null,
      peakRssBytes: null,
      throttledMs: null,
      latency: { all: null, normal: null, evacuating: null, growing: null },
    },
    warnings: [],
  };
}

function roundResult(
  speed: number | null,
  round: number,
  { roundOutcome: outcome, belowNs }: SyntheticCell,
): RoundResult {
  const failed: Outcome = { kind: 'failed', message: 'gone', last: null };
  return {
    ...processResult,
    outcome: outcome ?? (speed === null ? failed : { kind: 'completed' }),
    round,
    position: round + 1,
    measurement:
      speed === null
        ? null
        : {
            iterations: [{ operations: 1e5, elapsedNs: 1e14 / speed }],
            writesPerSecond: speed,
            nsPerWrite: 1e9 / speed,
            latency: {
              normal: belowNs === undefined ? latencyAround(1e9 / speed) : allBelow(belowNs),
              evacuating: none,
              growing: none,
            },
            tinybench: { meanMs: 10, sdMs: 1, rmePercent: 1, samples: 3 },
          },
  };
}

const none: LatencyHistogram = {
  subBucketsPerOctave: 64,
  counts: [],
  samples: 0,
  weight: 0,
  minNs: 0,
  maxNs: 0,
};

function allBelow(resolutionNs: number): LatencyHistogram {
  return { ...none, samples: 10_000, weight: 10_000, below: { resolutionNs, weight: 10_000 } };
}

/** All operations in two buckets: nine tenths in one near `ns`, a tenth further out. */
function latencyAround(ns: number): LatencyHistogram {
  const near = latencyBuckets.of(Math.round(ns));
  return {
    subBucketsPerOctave: 64,
    counts: [
      [near, 9000],
      [near + 64, 1000],
    ],
    samples: 10_000,
    weight: 10_000,
    minNs: 1,
    maxNs: 1e9,
  };
}

function cellOf(id: string): Cell {
  const scenario = id.split('/')[0] ?? id;
  const cell = makeCell(
    { id, scenario, purpose: 'Fills a map', guard: 'mutex', rounds: 5, limits },
    inserts(50),
  );
  return { ...cell, workload: { ...cell.workload, writers: 2 } };
}

/** A doubling of a classic map with 8-byte keys and values: 144 bytes a bucket. */
export function doubling(operation: number, fromBuckets: number): GrowthEvent {
  return {
    kind: 'double',
    shard: 0,
    operation,
    entries: operation,
    fromBuckets,
    toBuckets: fromBuckets * 2,
    bytesBefore: 48 + 144 * fromBuckets,
    bytesDuring: 48 + 432 * fromBuckets,
    bytesAfter: 48 + 288 * fromBuckets,
    writesToFinish: fromBuckets,
    startNs: null,
    durationNs: null,
  };
}

/** 100 inserts into a classic map: growth at 9, 14, 27 and 53 entries. */
export const exactCounts: ExactCounts = {
  operations: 100,
  operationsByKind: { insert: 100, update: 0, delete: 0, lookup: 0 },
  stats: {
    entries: 100,
    capacityEntries: 104,
    loadFactor: 0.78,
    buckets: 16,
    overflowBuckets: 3,
    overflowBucketsEstimate: 3,
    isGrowing: false,
    bytesCurrent: 2736,
    bytesOld: 0,
    bytesHeld: 2784,
    bytesPeak: 4000,
    totalBytesAllocated: 5000,
    totalAllocations: 12,
    bytesAbandoned: 2216,
    growthsByKind: { double: 4 },
  },
  chains: {
    entriesPerBucket: [0, 0, 0, 1, 3, 4, 4, 3, 0, 1],
    bucketsPerChain: [0, 13, 3],
    maxChainBuckets: 2,
    meanChainBuckets: 1.1875,
    maxChainEntries: 9,
  },
  growthEvents: [doubling(9, 1), doubling(14, 2), doubling(27, 4), doubling(53, 8)],
  growthEventsDropped: 0,
  staircase: [
    { operation: 1, entries: 1, bytesHeld: 192, loadFactor: 0.125 },
    { operation: 100, entries: 100, bytesHeld: 2784, loadFactor: 0.78 },
  ],
  digest: '',
};
