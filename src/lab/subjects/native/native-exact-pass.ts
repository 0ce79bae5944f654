import { V8Table, unseenChains } from '../../../maps/model/size/v8-table.ts';
import type { ExactCounts, StaircasePoint } from '../../record/exact-result.ts';
import type { Outcome } from '../../record/outcome.ts';
import {
  type CountedKind,
  countedKindOf,
  countedKinds,
  operationCounts,
  operationKinds,
} from '../../workload/operation-kinds.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { performedIn } from '../count-key-use.ts';
import { canonicalDigest } from '../canonical-digest.ts';
import { NativeBlocks } from './native-blocks.ts';
import {
  emptyNative,
  nativeCollection,
  type NativeSubject,
  performBlock,
} from './native-operations.ts';
import { mapFullOutcome } from '../map-full-outcome.ts';
import { StateTicker } from '../state-ticker.ts';
import { wholeCounts } from '../whole-counts.ts';
import type { ExactEnd, PassOptions } from '../target.ts';

const nodeMajor = Number.parseInt(process.versions.node, 10);
const evenSteps = 510;
const listedGrowths = 4096;

interface Progress {
  operations: number;
  readonly byKind: Map<CountedKind, number>;
  visited: number;
  expired: number;
  readonly table: V8Table;
  readonly staircase: StaircasePoint[];
}

/**
 * Runs a cell on the native `Map`, or `Set` where values are `struct{}`, and counts what can be counted: entries exactly, capacity, bytes
 * and growths by the rules of V8. Its chains are not to be seen: their histograms are empty.
 */
export function nativeExactPass({ cell, onState, countsKeys = false }: PassOptions): ExactEnd {
  const blocks = new NativeBlocks(cell);
  const collection = nativeCollection(cell);
  const subject: NativeSubject = { map: emptyNative(collection) };
  const step = Math.ceil(totalOperations(cell.workload) / evenSteps);
  const progress: Progress = {
    operations: 0,
    byKind: new Map(countedKinds.map((kind) => [kind, 0])),
    visited: 0,
    expired: 0,
    table: new V8Table(collection, listedGrowths),
    staircase: [],
  };
  addPoint(progress);
  const ticker = new StateTicker(onState);
  let outcome: Outcome = { kind: 'completed' };
  try {
    while (blocks.fill()) {
      for (let at = 0; at < blocks.length; at++)
        performCounted(subject, blocks, at, step, progress);
      ticker.tick(() => stateOf(progress));
    }
  } catch (error) {
    outcome = mapFullOutcome(error, stateOf(progress), progress.operations + 1);
  }
  addPoint(progress);
  const counts = countsOf(progress);
  if (!countsKeys || outcome.kind !== 'completed') return { counts, outcome };
  const keys = blocks.countKeyUse(performedIn(counts));
  return keys === null ? { counts, outcome } : { counts, outcome, keys };
}

function performCounted(
  subject: NativeSubject,
  blocks: NativeBlocks,
  at: number,
  step: number,
  progress: Progress,
): void {
  const { table } = progress;
  const before = pointOf(progress);
  performBlock(subject, blocks, at, at + 1);
  progress.operations += 1;
  const kind = operationKinds[blocks.kinds[at] ?? 0] ?? 'lookup';
  const counted = countedKindOf(kind);
  progress.byKind.set(counted, (progress.byKind.get(counted) ?? 0) + 1);
  const growths = table.events.length;
  const { size } = subject.map;
  if (kind === 'clear') table.clear(progress.operations, null);
  else if (kind === 'copy') table.copy(nodeMajor);
  else if (kind === 'iterate') {
    const first = Number(blocks.keys[at]);
    progress.visited += first === 0 ? size : Math.min(first, size);
  } else if (size > table.entries) table.insert(table.beforeInsert(), progress.operations, null);
  else {
    if (kind !== 'delete') progress.expired += table.entries - size;
    while (size < table.entries) table.delete(progress.operations, null);
  }
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

function countsOf(progress: Progress): ExactCounts {
  const { operations, byKind, table, staircase } = progress;
  const counts = {
    operations,
    operationsByKind: operationCounts((kind) => byKind.get(kind) ?? 0),
    ...wholeCounts(progress.visited, progress.expired),
    stats: table.stats(),
    chains: unseenChains,
    growthEvents: table.events,
    growthEventsDropped: table.eventsDropped,
    staircase,
  };
  return { ...counts, digest: canonicalDigest(counts) };
}
