import type { MapStats } from '../map/map-stats.ts';
import type { Outcome } from '../record/outcome.ts';
import type { PlacedCell } from './placed-cell.ts';

const OUT_OF_MEMORY = 1;
const CONCURRENT_WRITES = 2;
const CONCURRENT_READ_AND_WRITE = 3;
const FOR_GROWTH = 2;

type RefusedGrowth = Extract<Outcome, { kind: 'out-of-memory' }>['growth'];

/** The outcome of a pass that was ended by one of its maps at an operation. */
export function failedMapOutcome(cell: PlacedCell, operation: number): Outcome {
  const { exports } = cell.kernel;
  const shard = exports.passFailedShard(cell.pass);
  const map = cell.maps[shard];
  const stats = cell.mapStats()[shard];
  if (map === undefined || stats === undefined)
    throw new Error('expected a map that failed, found none');
  const state = cell.state();
  const fault = exports.mapFault(map);
  if (fault === CONCURRENT_WRITES)
    return { kind: 'failed', message: 'concurrent map writes', last: state };
  if (fault === CONCURRENT_READ_AND_WRITE)
    return { kind: 'failed', message: 'concurrent map read and map write', last: state };
  if (fault !== OUT_OF_MEMORY) throw new Error(`expected a known fault of a map, got ${fault}`);
  return {
    kind: 'out-of-memory',
    operation,
    entries: state.entries,
    bytesHeld: state.bytesHeld,
    bytesRefused: Number(exports.mapRefusedBytes(map)),
    limitBytes: cell.limitBytes,
    growth: exports.mapRefusedPurpose(map) === FOR_GROWTH ? refusedGrowth(stats) : null,
  };
}

/** The outcome when a map could not even be made with its hint: operation 0. */
export function refusedMapOutcome(cell: PlacedCell): Outcome {
  return {
    kind: 'out-of-memory',
    operation: 0,
    entries: 0,
    bytesHeld: 0,
    bytesRefused: cell.arenaCounters().refusedBytes,
    limitBytes: cell.limitBytes,
    growth: null,
  };
}

/** A classic map doubles when it is full, and else tidies up at the same size. */
function refusedGrowth({ buckets, entries, capacityEntries }: MapStats): RefusedGrowth {
  return entries >= capacityEntries
    ? { kind: 'double', fromBuckets: buckets, toBuckets: buckets * 2 }
    : { kind: 'same-size', fromBuckets: buckets, toBuckets: buckets };
}
