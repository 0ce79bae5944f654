import { V8Table, unseenChains } from '../../../maps/model/size/v8-table.ts';
import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { Outcome } from '../../record/outcome.ts';
import { type OperationKind, operationKinds } from '../../workload/operation-stream.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { canonicalDigest } from '../canonical-digest.ts';
import { NativeBlocks } from './native-blocks.ts';
import { type NativeMap, performBlock } from './native-operations.ts';
import { mapFullOutcome } from '../map-full-outcome.ts';
import { StateTicker } from '../state-ticker.ts';
import type { ExactEnd, PassOptions } from '../target.ts';

const evenSteps = 510;
const listedGrowths = 4096;

interface Progress {
  operations: number;
  readonly byKind: Record<OperationKind, number>;
  readonly table: V8Table;
  readonly staircase: StaircasePoint[];
}

/**
 * Runs a cell on the native `Map` and counts what can be counted: entries exactly, capacity, bytes
 * and growths by the rules of V8. Its chains are not to be seen: their histograms are empty.
 */
export function nativeExactPass({ cell, onState }: PassOptions): ExactEnd {
  const blocks = new NativeBlocks(cell);
  const map: NativeMap = new Map();
  const step = Math.ceil(totalOperations(cell.workload) / evenSteps);
  const progress: Progress = {
    operations: 0,
    byKind: { insert: 0, update: 0, delete: 0, lookup: 0 },
    table: new V8Table('map', listedGrowths),
    staircase: [],
  };
  addPoint(progress);
  const ticker = new StateTicker(onState);
  let outcome: Outcome = { kind: 'completed' };
  try {
    while (blocks.fill()) {
      for (let at = 0; at < blocks.length; at++) performCounted(map, blocks, at, step, progress);
      ticker.tick(() => stateOf(progress));
    }
  } catch (error) {
    outcome = mapFullOutcome(error, stateOf(progress), progress.operations + 1);
  }
  addPoint(progress);
  return { counts: countsOf(progress), outcome };
}

function performCounted(
  map: NativeMap,
  blocks: NativeBlocks,
  at: number,
  step: number,
  progress: Progress,
): void {
  const { table } = progress;
  const before = pointOf(progress);
  performBlock(map, blocks, at, at + 1);
  progress.operations += 1;
  const kind = operationKinds[blocks.kinds[at] ?? 0];
  if (kind !== undefined) progress.byKind[kind] += 1;
  const growths = table.events.length;
  if (map.size > table.entries) table.insert(table.beforeInsert(), progress.operations, null);
  else if (map.size < table.entries) table.delete(progress.operations, null);
  const isListed = table.events.length > growths;
  if (isListed) progress.staircase.push(before);
  if (isListed || progress.operations % step === 0) addPoint(progress);
}

function pointOf({ operations, table }: Progress): StaircasePoint {
  return {
    operation: operations,
    entries: table.entries,
    bytesHeld: table.bytesHeld,
    loadFactor: table.entries / table.capacity,
  };
}

/** A point per operation at most. */
function addPoint(progress: Progress): void {
  if (progress.staircase.at(-1)?.operation !== progress.operations)
    progress.staircase.push(pointOf(progress));
}

function stateOf({ operations, table }: Progress): {
  operations: number;
  entries: number;
  bytesHeld: number;
} {
  return { operations, entries: table.entries, bytesHeld: table.bytesHeld };
}

function countsOf({ operations, byKind, table, staircase }: Progress): ExactCounts {
  const counts = {
    operations,
    operationsByKind: byKind,
    stats: table.stats(),
    chains: unseenChains,
    growthEvents: table.events,
    growthEventsDropped: table.eventsDropped,
    staircase,
  };
  return { ...counts, digest: canonicalDigest(counts) };
}
