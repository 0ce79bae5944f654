import { appliedLimitsOf } from '../figures/applied-limits-of.ts';
import { exactCountsOf } from '../../record/figures/exact-counts-of.ts';
import type { Baseline } from './baseline.ts';
import { baselineVersion } from './baseline.ts';
import { latencyFigures } from '../figures/latency-figures.ts';
import type {
  CellFigures,
  CountFigures,
  LatencyFigures,
  RoundFigures,
  RunFigures,
} from '../figures/run-figures.ts';

/**
 * A baseline as it stands in its file. Both batches agreed on every count, so the counts stand once;
 * growths, stairs and rounds stand in columns: a file of hundreds of kilobytes would not be kept in a
 * repository.
 */
export function baselineDocument({ batches, acceptances, warnings }: Baseline): object {
  const [first, second] = batches;
  return {
    kind: 'mapswell-baseline',
    version: baselineVersion,
    batches: batches.map(batchOf),
    cells: first.cells.map((cell) => ({
      cell: cell.cell,
      applied: appliedLimitsOf(cell),
      exact: exactOf(cell),
      rounds: [cell, second.cells.find((other) => other.cell.id === cell.cell.id)].map((one) =>
        roundColumns(one?.rounds ?? []),
      ),
    })),
    acceptances,
    warnings,
  };
}

function batchOf({ id, startedAt, environment, configuration, yardstick }: RunFigures): object {
  const { seed, rounds } = configuration;
  return {
    id,
    startedAt,
    environment,
    configuration: { seed, rounds },
    yardstick: {
      round: yardstick.map(({ round }) => round),
      operationsPerSecond: yardstick.map((one) => one.operationsPerSecond),
    },
  };
}

function exactOf(cell: CellFigures): object | null {
  const counts = exactCountsOf(cell);
  const [run] = cell.exact;
  if (counts === null || run === undefined) return null;
  const { outcome, arenaLimitBytes } = run;
  return { outcome, arenaLimitBytes, counts: countsOf(counts) };
}

function countsOf(counts: CountFigures): object {
  const { growthEvents, staircase, stats, ...plain } = counts;
  const { growthsByKind: _growths, ...figures } = stats;
  const column = (name: (typeof growthColumns)[number]): unknown[] =>
    growthEvents.map((event) => event[name]);
  const stairs = ends(staircase);
  return {
    ...plain,
    stats: figures,
    growthEvents: Object.fromEntries(growthColumns.map((name) => [name, column(name)])),
    staircase: {
      operation: stairs.map(({ operation }) => operation),
      bytesHeld: stairs.map(({ bytesHeld }) => bytesHeld),
    },
  };
}

/** The columns of growth events. An exact pass reads no clock: it has no times. */
const growthColumns = [
  'kind',
  'shard',
  'operation',
  'entries',
  'fromBuckets',
  'toBuckets',
  'bytesBefore',
  'bytesDuring',
  'bytesAfter',
  'writesToFinish',
] as const;

/** The first and the last point of every stair: between them the same bytes are held. */
function ends(staircase: CountFigures['staircase']): CountFigures['staircase'] {
  return staircase.filter(
    ({ bytesHeld }, index) =>
      staircase[index - 1]?.bytesHeld !== bytesHeld ||
      staircase[index + 1]?.bytesHeld !== bytesHeld,
  );
}

function roundColumns(rounds: readonly RoundFigures[]): object {
  const latencies = rounds.map((round) => latencyFigures(round));
  return {
    round: rounds.map(({ round }) => round),
    outcome: rounds.map(({ outcome }) => outcome.kind),
    writesPerSecond: rounds.map(({ measurement }) => measurement?.writesPerSecond ?? null),
    latencyP50Ns: latencies.map((one) => one?.p50 ?? null),
    latencyP99Ns: latencies.map((one) => one?.p99 ?? null),
    ...belowColumns(latencies),
    cpuSeconds: rounds.map(({ usage }) => usage.cpuSeconds),
    peakRssBytes: rounds.map(({ usage }) => usage.peakRssBytes),
  };
}

/** Runs from before the clock's resolution was recorded have no such columns. */
function belowColumns(latencies: readonly (LatencyFigures | null)[]): object {
  if (latencies.every((one) => one?.below === undefined)) return {};
  return {
    latencyResolutionNs: latencies.map((one) => one?.below?.resolutionNs ?? null),
    latencyShareBelow: latencies.map((one) => one?.below?.share ?? null),
  };
}
