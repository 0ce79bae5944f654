import { PassStatus } from '../../../maps/reference/kernel/kernel-enums.ts';
import { pointLayout } from '../../../maps/reference/kernel/kernel-layouts.ts';
import { readDoubles } from '../../../maps/reference/kernel/read-record.ts';
import { readChainStats } from '../../../maps/reference/kernel/read-chain-stats.ts';
import { MapShapeReader, mapShapeBytes } from '../../../maps/reference/kernel/map-shape-reader.ts';
import type { MapShape } from '../../../maps/figures/map-shape.ts';
import type { MapQuality } from '../../../maps/figures/map-quality.ts';
import { readGrowthEvents } from '../../../maps/reference/kernel/read-growth-events.ts';
import { readMapsQuality } from '../../../maps/reference/kernel/read-map-quality.ts';
import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { Outcome } from '../../record/outcome.ts';
import { canonicalDigest } from '../canonical-digest.ts';
import { defined } from '../../../base/primitives/defined.ts';
import type { HashSeed } from '../hash-seeds.ts';
import { failedMapOutcome, refusedMapOutcome } from './map-outcome.ts';
import { countKeyUse, performedIn } from '../count-key-use.ts';
import type { ShardCounters } from './pass-counters.ts';
import { PlacedCell } from './placed-cell.ts';
import { sumMapStats } from '../../../maps/figures/sum-map-stats.ts';
import { sumChainStats, sumMapShapes } from './sum-shards.ts';
import { type CountedKind, operationCounts } from '../../workload/operation-kinds.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { ExactEnd, PassOptions } from '../target.ts';

/** Operations between two looks at the time: some milliseconds. */
const chunk = 65_536;
const stateIntervalMs = 100;
/** Even points of the staircase between its first and its last one. */
const evenSteps = 510;
const leastExpected = 1e-9;

/**
 * Runs a cell of the reference target on one thread, the writers in turn, and counts.
 *
 * @param hashSeed what its maps hash with; by default what follows from the seed of the workload
 */
export function referenceExactPass(options: PassOptions, hashSeed?: HashSeed): ExactEnd {
  const cell = new PlacedCell(options.cell, options.arenaLimitBytes);
  cell.kernel.exports.arenaLetBooksTake(BigInt(options.booksBytes ?? 0));
  if (!cell.makeMaps({ hasEvents: true, hasClock: false, ...defined({ hashSeed }) }))
    return { counts: null, outcome: refusedMapOutcome(cell) };
  const status = runToEnd(cell, options);
  const outcome: Outcome =
    status === PassStatus.Stopped
      ? failedMapOutcome(cell, cell.state().operations)
      : { kind: 'completed' };
  // Reading the chains takes memory too, and the map has done all it will.
  cell.kernel.exports.arenaSetLimits(0n, 0n);
  const counts = readCounts(cell);
  // A map that was refused memory left none for more.
  if (options.countsKeys !== true || outcome.kind !== 'completed') return { counts, outcome };
  const shards = cell.maps.length === 1 ? null : cell.shardCounters().map(operationsOf);
  const keys = countKeyUse(cell.kernel, cell.workload, performedIn(counts), shards);
  return keys === null ? { counts, outcome } : { counts, outcome, keys };
}

function operationsOf({ operations }: ShardCounters): number {
  return operations;
}

function runToEnd(cell: PlacedCell, { onState }: PassOptions): number {
  const { exports } = cell.kernel;
  exports.exactBegin(cell.pass, BigInt(Math.ceil(cell.operations / evenSteps)));
  let status: number = PassStatus.Running;
  let toldAt = performance.now();
  while (status === PassStatus.Running) {
    status = exports.exactRun(cell.pass, chunk);
    if (performance.now() - toldAt < stateIntervalMs) continue;
    toldAt = performance.now();
    onState(cell.state());
  }
  return status;
}

function readCounts(cell: PlacedCell): ExactCounts {
  const { kernel, maps, pass } = cell;
  const byWriter = cell.writerCounters();
  const total = (kind: CountedKind | 'visited' | 'expired'): number =>
    byWriter.reduce((sum, counters) => sum + counters[kind], 0);
  const growthEvents = maps
    .flatMap((map) => readGrowthEvents(kernel, map))
    .toSorted((a, b) => a.operation - b.operation);
  const counts = {
    operations: cell.state().operations,
    operationsByKind: operationCounts(total),
    ...wholeCounts(total('visited'), total('expired')),
    stats: sumMapStats(cell.mapStats(), kernel.exports.passBytesPeak(pass)),
    chains: sumChainStats(maps.map((map) => readChainStats(kernel, map))),
    growthEvents,
    growthEventsDropped: maps.reduce((sum, map) => sum + kernel.exports.mapEventsDropped(map), 0),
    staircase: readStaircase(cell),
    shape: sumMapShapes(readShapes(cell)),
    ...(cell.isSyncMap ? {} : { quality: withoutTails(readMapsQuality(kernel, maps)) }),
  };
  return { ...counts, digest: canonicalDigest(counts) };
}

/** Read twice: writes have stopped, so that a growth which is unfinished now has stalled. */
function readShapes({ kernel, maps }: PlacedCell): readonly MapShape[] {
  const scratch = reserveMemory(kernel, mapShapeBytes, 'figures');
  const shapes = maps.map((map) => {
    const reader = new MapShapeReader(kernel, map, scratch);
    reader.read();
    return reader.read();
  });
  kernel.exports.arenaUnreserve(scratch, mapShapeBytes);
  return shapes;
}

/** Expectations go on for ever, as long as the longest chain: what is next to nothing is left out. */
function withoutTails(quality: MapQuality): MapQuality {
  return {
    ...quality,
    missProbes: withoutTail(quality.missProbes),
    expectedEntriesPerHome: withoutTail(quality.expectedEntriesPerHome),
  };
}

function withoutTail(values: readonly number[]): readonly number[] {
  return values.slice(0, values.findLastIndex((value) => value >= leastExpected) + 1);
}

function readStaircase({ kernel, pass }: PlacedCell): readonly StaircasePoint[] {
  const first = kernel.exports.passPoints(pass);
  return Array.from({ length: kernel.exports.passPointCount(pass) }, (_, point) => {
    const { operation, entries, bytesHeld, slots } = readDoubles(
      kernel.memory,
      first + point * pointLayout.bytes,
      pointLayout,
    );
    return { operation, entries, bytesHeld, loadFactor: slots === 0 ? 0 : entries / slots };
  });
}
