import { readMapFault } from '../../../maps/reference/map-fault.ts';
import type { MapStats } from '../../../maps/model/map-stats.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { PlacedCell } from './placed-cell.ts';

type RefusedGrowth = Extract<Outcome, { kind: 'out-of-memory' }>['growth'];

/** The outcome of a pass that was ended by one of its maps at an operation. */
export function failedMapOutcome(cell: PlacedCell, operation: number): Outcome {
  const shard = cell.kernel.exports.passFailedShard(cell.pass);
  const map = cell.maps[shard];
  const stats = cell.mapStats()[shard];
  if (map === undefined || stats === undefined)
    throw new Error('expected a map that failed, found none');
  const state = cell.state();
  const fault = readMapFault(cell.kernel, map);
  if (fault === null) throw new Error('expected a fault of the map, found none');
  if (fault.kind !== 'out-of-memory')
    return {
      kind: fault.kind,
      writers: cell.writers,
      operation: fault.operation,
      rule: fault.rule,
      last: state,
    };
  return {
    kind: 'out-of-memory',
    operation,
    entries: state.entries,
    bytesHeld: state.bytesHeld,
    bytesRefused: fault.bytesAsked,
    limitBytes: cell.limitBytes,
    growth:
      fault.purpose === 'the new table of a growth' && !cell.isSwiss ? refusedGrowth(stats) : null,
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
