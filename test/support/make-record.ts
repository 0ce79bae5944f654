// Whole records for tests and benchmarks, the same on every call.
import type { Cell } from '../../src/lab/config/cell.ts';
import { seededRandom, type Random } from '../../src/base/primitives/seeded-random.ts';
import type { ExactCounts } from '../../src/lab/record/exact-result.ts';
import { latencyBuckets } from '../../src/lab/record/figures/latency-bucket.ts';
import type { Outcome } from '../../src/lab/record/outcome.ts';
import type {
  CellRecord,
  ExactRun,
  RoundResult,
  RunRecord,
  YardstickRound,
} from '../../src/lab/record/run-record.ts';
import { summariseRounds } from '../../src/lab/record/figures/summarise-rounds.ts';
import type { LatencyHistogram } from '../../src/lab/record/latency-histogram.ts';
import type { TimedMeasurement } from '../../src/lab/record/timed-result.ts';
import type { LimitReport } from '../../src/lab/sandbox/limits/limit-report.ts';
import type { ProcessUsage } from '../../src/lab/sandbox/machine/process-usage.ts';
import type { Phase } from '../../src/lab/workload/workload.ts';
import { classicCounts, type ClassicRun } from './classic-counts.ts';

const gibibyte = 2 ** 30;
const completed: Outcome = { kind: 'completed' };

const limits: LimitReport = {
  asked: { memoryBytes: 2 * gibibyte, cpus: 4 },
  memoryBytes: {
    asked: 2 * gibibyte,
    applied: 2 * gibibyte,
    readBack: 2 * gibibyte,
    mechanism: 'cgroup-v1',
    remark: '',
  },
  cpus: {
    asked: 4,
    applied: 2,
    readBack: 2,
    mechanism: 'cgroup-v1',
    remark: '4 asked, this machine has 2',
  },
};

export interface CellPlan {
  readonly id: string;
  readonly purpose?: string;
  readonly notes?: string;
  readonly run: ClassicRun;
  readonly cell?: Partial<Cell>;
  readonly writers?: number;
  readonly nsPerWrite?: number;
  readonly exactOutcome?: Outcome;
  /** Outcome of each round; the measurement is missing where it is not `completed`. */
  readonly rounds?: readonly Outcome[];
  readonly exactAgree?: boolean | null;
  readonly hasCounts?: boolean;
  readonly samplesPerRound?: number;
  /** All writes that start no growth took less than the clock's resolution of so many ns. */
  readonly belowNs?: number;
}

function fillPhase(run: ClassicRun, writers: number): readonly Phase[] {
  const phases: Phase[] = [
    {
      name: 'fill',
      operationsPerWriter: Math.ceil(run.inserts / writers),
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ];
  if (run.deletes !== undefined)
    phases.push({
      name: 'delete',
      operationsPerWriter: run.deletes / writers,
      mix: { delete: 1 },
      keys: { kind: 'sequential' },
    });
  if (run.refills !== undefined)
    phases.push({
      name: 'refill',
      operationsPerWriter: run.refills / writers,
      mix: { insert: 1 },
      keys: { kind: 'sequential', startAt: run.inserts },
    });
  if (run.churnGrowths !== undefined)
    phases.push({
      name: 'churn',
      operationsPerWriter: run.churnGrowths * 1400,
      mix: { insert: 1, delete: 1 },
      keys: { kind: 'sliding-window', window: run.inserts },
    });
  return phases;
}

function makeCell(plan: CellPlan): Cell {
  const writers = plan.writers ?? 1;
  return {
    id: plan.id,
    scenario: plan.id.split('/')[0] ?? plan.id,
    purpose: plan.purpose ?? 'A cell of a test',
    notes: plan.notes ?? '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'mutex',
    hint: plan.run.hint ?? 0,
    workload: {
      writers,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      phases: fillPhase(plan.run, writers),
      seed: 1,
    },
    limits: { memoryBytes: 2 * gibibyte, cpus: 4 },
    rounds: plan.rounds?.length ?? 5,
    timeLimitMs: 60_000,
    latencySampleInterval: 128,
    parameters: {},
    ...plan.cell,
  };
}

function usage(random: Random, bytes: number): ProcessUsage {
  const wallMs = Math.round(400 + random() * 120);
  return {
    wallMs,
    cpuSeconds: Math.round(wallMs * 1.1) / 1000,
    peakRssBytes: 62_000_000 + bytes + Math.round(random() * 4e6),
    cgroupPeakBytes: 58_000_000 + bytes,
    throttledPeriods: 2,
    throttledMs: Math.round(random() * 300) / 10,
    oomKills: 0,
    samples: [
      { atMs: 0, rssBytes: 48_000_000, cgroupBytes: 30_000_000, cpuCores: 0 },
      { atMs: 250, rssBytes: 62_000_000 + bytes, cgroupBytes: 58_000_000 + bytes, cpuCores: 1.2 },
    ],
  };
}

function histogram(
  random: Random,
  samples: number,
  weight: number,
  medianNs: number,
): LatencyHistogram {
  const counts = new Map<number, number>();
  let minNs = Number.POSITIVE_INFINITY;
  let maxNs = 0;
  for (let index = 0; index < samples; index++) {
    // Log-normal with a heavy tail, as latencies are.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const tail = random() < 0.002 ? 30 * random() : 1;
    const ns = Math.max(1, Math.round(medianNs * Math.exp(0.35 * normal) * tail));
    const bucket = latencyBuckets.of(ns);
    counts.set(bucket, (counts.get(bucket) ?? 0) + weight);
    minNs = Math.min(minNs, ns);
    maxNs = Math.max(maxNs, ns);
  }
  return {
    subBucketsPerOctave: 64,
    counts: [...counts].toSorted((a, b) => a[0] - b[0]),
    samples,
    weight: samples * weight,
    minNs: samples === 0 ? 0 : minNs,
    maxNs,
  };
}

function measurement(random: Random, plan: CellPlan, counts: ExactCounts): TimedMeasurement {
  const nsPerWrite = (plan.nsPerWrite ?? 120) * (0.9 + 0.25 * random());
  const elapsedNs = Math.round(nsPerWrite * counts.operations);
  const samples = plan.samplesPerRound ?? Math.min(20_000, Math.round(counts.operations / 128));
  const growths = counts.growthEvents.length;
  const { belowNs } = plan;
  const plain = (count: number, medianNs: number): LatencyHistogram => {
    const one = histogram(random, count, 128, medianNs);
    if (belowNs === undefined) return one;
    const below = { resolutionNs: belowNs, weight: one.weight };
    return { ...one, counts: [], minNs: 0, maxNs: 0, below };
  };
  return {
    iterations: Array.from({ length: 3 }, () => ({
      operations: counts.operations,
      elapsedNs: Math.round(elapsedNs * (0.97 + 0.06 * random())),
    })),
    writesPerSecond: 1e9 / nsPerWrite,
    nsPerWrite,
    latency: {
      normal: plain(samples, nsPerWrite * 0.8),
      evacuating: plain(Math.round(samples / 12), nsPerWrite * 2.2),
      growing: histogram(random, growths * 3, 1, 5_000 + (counts.stats.buckets * 40) / 3),
    },
    tinybench: { meanMs: elapsedNs / 1e6, sdMs: 1.2, rmePercent: 1.9, samples: 3 },
  };
}

function makeCellRecord(
  plan: CellPlan,
  index: number,
  yardstick: readonly YardstickRound[],
): CellRecord {
  const random = seededRandom(7, index);
  const cell = makeCell(plan);
  const counts = classicCounts(plan.run);
  const arenaLimitBytes = plan.run.limitBytes ?? 2_000_000_000;
  const exactOutcome = plan.exactOutcome ?? completed;
  const process = { limits, arenaLimitBytes };
  const exactRun = (repeat: number): ExactRun => ({
    ...process,
    outcome: exactOutcome,
    usage: usage(random, counts.stats.bytesPeak),
    counts: plan.hasCounts === false ? null : { ...counts, digest: digestOf(repeat) },
  });
  const digestOf = (repeat: number): string =>
    plan.exactAgree === false ? `${repeat}${counts.digest}` : counts.digest;
  const roundOf = (outcome: Outcome, round: number): RoundResult => ({
    ...process,
    outcome,
    usage: usage(random, counts.stats.bytesPeak),
    round,
    position: round * 13 + index + 1,
    measurement: outcome.kind === 'completed' ? measurement(random, plan, counts) : null,
  });
  const exact = [exactRun(0), exactRun(1)];
  const outcomes = plan.rounds ?? Array.from({ length: 5 }, () => exactOutcome);
  const rounds = outcomes.map((outcome, round) => roundOf(outcome, round));
  return {
    cell,
    exact,
    exactAgree: plan.exactAgree === undefined ? plan.hasCounts !== false || null : plan.exactAgree,
    rounds,
    summary: summariseRounds(rounds, yardstick),
    warnings: [],
  };
}

/** A record of these cells. */
export function makeRecord(plans: readonly CellPlan[]): RunRecord {
  const random = seededRandom(11);
  const yardstick: YardstickRound[] = Array.from({ length: 5 }, (_, round) => ({
    round,
    position: round * 13 + 13,
    outcome: completed,
    operationsPerSecond: 1.6e6 * (0.9 + 0.2 * random()),
  }));
  return {
    kind: 'mapswell-record',
    version: 1,
    id: '2025-11-22T21-18-04Z-a1b2c3',
    startedAt: '2025-11-22T21:18:04.512Z',
    finishedAt: '2025-11-22T21:19:21.007Z',
    isComplete: true,
    environment: {
      cpuModel: 'AMD EPYC 7B13',
      cores: 2,
      memoryBytes: 8 * gibibyte,
      platform: 'linux',
      arch: 'x64',
      osRelease: '6.1.0',
      node: '20.20.2',
      v8: '11.3.244.8-node.38',
      mapswell: '0.1.0',
    },
    configuration: {
      seed: 1,
      rounds: 5,
      limits: { memoryBytes: 2 * gibibyte, cpus: 4 },
      latencySampleInterval: 128,
    },
    yardstick,
    cells: plans.map((plan, index) => makeCellRecord(plan, index, yardstick)),
    warnings: [],
  };
}

const outOfMemory: Outcome = {
  kind: 'out-of-memory',
  operation: 3_407_873,
  entries: 3_407_872,
  bytesHeld: 80_216_136,
  bytesRefused: 160_432_128,
  limitBytes: 200_000_000,
  growth: { kind: 'double', fromBuckets: 524_288, toBuckets: 1_048_576 },
};

/** Twelve cells like those that ship. */
export const shippedPlans: readonly CellPlan[] = [
  {
    id: 'concurrent-write/guard=mutex',
    purpose: 'Eight writers put 1,000 keys each into a fresh map behind one mutex',
    run: { inserts: 8000 },
    writers: 8,
    nsPerWrite: 82,
  },
  {
    id: 'concurrent-write/guard=sharded:8',
    purpose: 'The same into eight shards',
    run: { inserts: 8000 },
    writers: 8,
    nsPerWrite: 31,
    cell: { guard: 'sharded:8', parameters: { guard: 'sharded:8' } },
  },
  {
    id: 'staircase',
    purpose: 'One million keys into a fresh map: every doubling on the way',
    notes: 'The plain case. Everything else is read against it.',
    run: { inserts: 1_000_000 },
  },
  {
    id: 'staircase-hint',
    purpose: 'The same million keys with a size hint',
    run: { inserts: 1_000_000, hint: 1_000_000 },
    nsPerWrite: 74,
  },
  {
    id: 'delete-most',
    purpose: 'Fill, delete 90 %, fill again: what does the map give back?',
    run: { inserts: 400_000, deletes: 360_000, refills: 300_000 },
  },
  {
    id: 'churn',
    purpose: 'A cache with expiry at constant size: growth without growing',
    run: { inserts: 820, churnGrowths: 320 },
    nsPerWrite: 96,
  },
  { id: 'hot-keys', purpose: 'Nine of ten writes fall on a few keys', run: { inserts: 50_000 } },
  {
    id: 'string-keys',
    purpose: 'String keys of 32 bytes',
    run: { inserts: 250_000, bucketBytes: 208 },
    cell: { key: 'string' },
    nsPerWrite: 190,
  },
  {
    id: 'hash-flooding',
    purpose: 'Every key into one bucket, the hash key being known',
    run: { inserts: 5000, isFlooded: true },
    nsPerWrite: 9800,
  },
  {
    id: 'fill-to-limit',
    purpose: 'Fill until the map no longer fits',
    run: { inserts: 10_000_000, limitBytes: 200_000_000 },
    exactOutcome: outOfMemory,
  },
  {
    id: 'wide-values',
    purpose: 'Values of 128 bytes',
    run: { inserts: 100_000, bucketBytes: 1104 },
  },
  { id: 'small', purpose: 'A map that never leaves its first bucket', run: { inserts: 8 } },
];

export const hostileName = '<script>alert("x")</script>&amp;\u001b[31m=cmd()\u202Egnp.exe';

/** Every way a cell can end, and every name that can hurt. */
export const everyOutcomePlans: readonly CellPlan[] = [
  { id: 'fine', run: { inserts: 2000 } },
  { id: 'full', run: { inserts: 10_000_000, limitBytes: 200_000_000 }, exactOutcome: outOfMemory },
  {
    id: 'killed-sometimes',
    run: { inserts: 2000 },
    rounds: [
      completed,
      {
        kind: 'killed',
        signal: 'SIGKILL',
        by: 'oom-killer',
        last: { operations: 1200, entries: 1100, bytesHeld: 82_016 },
      },
      { kind: 'killed', signal: 'SIGKILL', by: 'oom-killer', last: null },
    ],
  },
  {
    id: 'slow',
    run: { inserts: 2000 },
    hasCounts: false,
    exactOutcome: {
      kind: 'timed-out',
      timeLimitMs: 60_000,
      last: { operations: 500, entries: 500, bytesHeld: 41_072 },
    },
  },
  {
    id: 'broken',
    run: { inserts: 2000 },
    hasCounts: false,
    exactOutcome: { kind: 'failed', message: `${hostileName} was thrown`, last: null },
  },
  {
    id: 'skipped',
    run: { inserts: 2000 },
    hasCounts: false,
    exactOutcome: { kind: 'skipped', reason: 'needs 8 CPUs, this machine has 2' },
    rounds: [],
  },
  { id: 'disagreeing', run: { inserts: 2000 }, exactAgree: false },
  { id: 'one-round', run: { inserts: 2000 }, rounds: [completed] },
  { id: 'no-rounds', run: { inserts: 2000 }, rounds: [] },
  { id: 'few-samples', run: { inserts: 2000 }, samplesPerRound: 0 },
  { id: hostileName, purpose: hostileName, notes: hostileName, run: { inserts: 2000 } },
  { id: '=1+1', purpose: '@SUM(A1)', notes: '-2+3', run: { inserts: 2000 } },
  { id: 'n'.repeat(300), purpose: 'לא קטן יותר, העולם לא ייגמר', run: { inserts: 2000 } },
];
