import {
  type Filling,
  type FillForecast,
  type FillPoint,
  fillPoints,
  mostThatFit,
} from './filling.ts';
import type { NodeHeapLimit } from './node-heap-limit.ts';

/** What a Node.js that runs a small program has resident in its group without any heap. */
const idleBytes = 12e6;
/** What its own code and data take of the old space; 3 to 4 MB used from Node 20 to 26. */
const baseHeapBytes = 5e6;
/** What compaction and evacuation hold at their busiest, beside the heap; measured. */
const collectorBytes = 14e6;
/** Of the work lists of the marking, per object; until Node 22 all objects may be on them; measured. */
const markingBytesPerObject = 3;
const firstWithShortLists = 24;
/** Semi-spaces that are in use at once. */
const semiSpaces = 3;

/** A container for a Node.js process. */
export interface NodeContainer {
  readonly limitBytes: number;
  readonly heap: NodeHeapLimit;
  readonly nodeMajor: number;
}

/**
 * How many entries a Node.js process takes. V8 ends it when the old space would exceed its limit:
 * when a page for more objects does not fit, or when a growth does not, with old and new table beside
 * all that lives. The kernel ends it when more is resident than the container allows.
 */
export function nodeFill(filling: Filling, container: NodeContainer): FillForecast {
  const points = fillPoints(filling.model, mostThatFit(filling, container.limitBytes));
  const usual = follow(points, filling, container, 0);
  // A table that was left behind may not be collected yet.
  const worst = follow(points, filling, container, 1);
  const { at, endedBy, entries, peakBytes } = usual;
  return {
    entries,
    lowEntries: Math.min(entries, worst.entries),
    highEntries: entries,
    endedBy: endedBy ?? (entries < filling.entries ? 'map' : 'all-entries'),
    growth: endedBy === null ? null : (at?.growth ?? null),
    peakBytes,
    tableBytes: at?.tablePeak ?? 0,
    payloadBytes: entries * (filling.payload.heapBytes + filling.payload.offHeapBytes),
  };
}

/** Bytes of the old space with `entries` entries beside a table of `tableBytes`. */
export function nodeOldSpace(
  { payload }: Pick<Filling, 'payload'>,
  entries: number,
  tableBytes: number,
): number {
  return baseHeapBytes + tableBytes + entries * (payload.residentBytes - payload.offHeapBytes);
}

/** Bytes resident in the whole process with so much in the old space. */
export function nodeResident(
  { payload }: Pick<Filling, 'payload'>,
  { heap, nodeMajor }: NodeContainer,
  entries: number,
  oldBytes: number,
): number {
  const marking = nodeMajor >= firstWithShortLists ? 0 : markingBytesPerObject * payload.objects;
  return (
    idleBytes +
    collectorBytes +
    semiSpaces * heap.semiSpaceBytes +
    oldBytes +
    entries * (payload.offHeapBytes + marking)
  );
}

interface Followed {
  readonly entries: number;
  readonly endedBy: 'kernel' | 'v8-heap' | null;
  readonly peakBytes: number;
  readonly at: FillPoint | null;
}

function follow(
  points: readonly FillPoint[],
  filling: Filling,
  container: NodeContainer,
  tablesLeftBehind: number,
): Followed {
  let peakBytes = 0;
  let before = 0;
  let behind = 0;
  for (const point of points) {
    const { entries, tablePeak, growth } = point;
    const live = nodeOldSpace(filling, entries, tablePeak);
    if (live > container.heap.oldBytes)
      return { entries: before, endedBy: 'v8-heap', peakBytes, at: point };
    const old = Math.min(container.heap.oldBytes, live + tablesLeftBehind * behind);
    const resident = nodeResident(filling, container, entries, old);
    if (resident > container.limitBytes)
      return { entries: before, endedBy: 'kernel', peakBytes, at: point };
    peakBytes = Math.max(peakBytes, resident);
    if (growth !== null) behind = growth.bytesBefore;
    before = entries;
  }
  return { entries: before, endedBy: null, peakBytes, at: points.at(-1) ?? null };
}
