import type { Payload, UnknownPart } from '../../../maps/model/payload/payload.ts';
import type { Verdict } from '../../../maps/model/plan/plan-process.ts';
import { goOverhead } from '../../../maps/model/runtime/go-fill.ts';
import { goalAfter } from '../../../maps/model/runtime/go-collector.ts';
import { nodeOldSpace, nodeResident } from '../../../maps/model/runtime/node-fill.ts';
import { nodeHeapLimit } from '../../../maps/model/runtime/node-heap-limit.ts';
import { defaultGoSettings, goIdleBytes } from '../../../maps/model/runtime/go-settings.ts';
import { cellPayloads, isOfV8 } from '../../config/cell-payload.ts';
import type { ExactCounts } from '../exact-result.ts';
import { isEndOfMap, type Outcome } from '../outcome.ts';
import type { CellRecord, ExactRun, RoundResult } from '../run-record.ts';
import { exactCountsOf } from './exact-counts-of.ts';

/** Something that the memory of a process goes to. */
export interface FitPart {
  readonly of: 'table' | 'payload' | 'runtime' | 'garbage' | 'process';
  /** In words: `payload of values ([]byte of 512 bytes)`. */
  readonly name: string;
  readonly bytes: number;
  readonly by: 'counted' | 'measured' | 'computed';
}

/** What the old space of V8 has to hold, and what it may. */
export interface HeapNeed {
  readonly bytes: number;
  readonly limitBytes: number;
  /** For `--max-old-space-size`, so that it fits; `null` where the memory is too small for it. */
  readonly adviceMiB: number | null;
}

/** Steps in which a heap is advised, and its room for what the model does not know. */
const adviceStepMiB = 10;
const adviceRoom = 1.05;

/** Whether the process of a service with the map of a cell fits into the memory of the cell. */
export interface CellFit {
  readonly verdict: Verdict;
  /** At the highest moment. */
  readonly entries: number;
  /** What the process holds then, by what it goes to. */
  readonly parts: readonly FitPart[];
  readonly totalBytes: number;
  readonly limitBytes: number;
  /** Without what waits for the collector. */
  readonly leastBytes: number;
  /** The old space of V8, where it is computed: what is in it, and what V8 takes for it. */
  readonly heap: HeapNeed | null;
  /** What entries carry and nothing tells the size of: not counted. */
  readonly unknown: readonly UnknownPart[];
}

/** What ended a process because of its memory; `null`: nothing did. */
export function memoryEnd({ exact, rounds }: Pick<CellRecord, 'exact' | 'rounds'>): Outcome | null {
  const outcomes = [...exact, ...rounds].map(({ outcome }) => outcome);
  return outcomes.find(isMemoryEnd) ?? null;
}

function isMemoryEnd(outcome: Outcome): boolean {
  return (
    isEndOfMap(outcome) ||
    (outcome.kind === 'killed' && (outcome.by === 'oom-killer' || outcome.by === 'v8-heap'))
  );
}

/**
 * What the process of a service would hold with the map of a cell: the table as it was counted, what
 * its entries carry by the model, and the runtime. Of a target that is a real process what it had
 * resident stands instead, where its entries carry all that those of the service do.
 *
 * @param nodeMajor of the Node.js that made the record
 * @returns `null` where a process did not come to its end, or nothing was counted
 */
export function cellFit(record: CellRecord, nodeMajor: number): CellFit | null {
  const processes: readonly (ExactRun | RoundResult)[] = [...record.exact, ...record.rounds];
  if (processes.length === 0 || !processes.every(isWhole)) return null;
  const { carried, held } = cellPayloads(record.cell, nodeMajor);
  const { target } = record.cell;
  const beyond = carried.residentBytes - held.residentBytes;
  const counts = exactCountsOf(record);
  if (target === 'reference' || (beyond !== 0 && (target === 'go' || target === 'native')))
    return counts === null ? null : computedFit(record, counts, carried, nodeMajor);
  return measuredFit(record, carried, beyond);
}

function computedFit(
  record: CellRecord,
  counts: ExactCounts,
  carried: Payload,
  nodeMajor: number,
): CellFit {
  const points = [
    ...counts.staircase,
    { entries: entriesAtPeak(counts), bytesHeld: counts.stats.bytesPeak },
    { entries: counts.stats.entries, bytesHeld: counts.stats.bytesHeld },
  ];
  const highest = points.reduce((high, point) =>
    liveBytes(point, carried) > liveBytes(high, carried) ? point : high,
  );
  const { entries, bytesHeld } = highest;
  const own: readonly FitPart[] = [
    { of: 'table', name: 'table', bytes: bytesHeld, by: 'counted' },
    ...payloadParts(carried, entries),
  ];
  if (!isOfV8(record.cell))
    return judged(record, carried, entries, [...own, ...goParts(counts, highest, carried)], null);
  const { resident, heap } = nodeNeed(record, highest, carried, nodeMajor);
  const bytes = resident - own.reduce((sum, part) => sum + part.bytes, 0);
  const runtime: FitPart = { of: 'runtime', name: 'runtime of Node.js', bytes, by: 'computed' };
  return judged(record, carried, entries, [...own, runtime], heap);
}

/** A rate that was not kept says nothing against the memory: all operations were done. */
function isWhole(run: ExactRun | RoundResult): boolean {
  return run.outcome.kind === 'completed' || ('doubtful' in run && run.doubtful !== undefined);
}

interface TablePoint {
  readonly entries: number;
  readonly bytesHeld: number;
}

function goParts(
  { stats, operationsByKind }: ExactCounts,
  point: TablePoint,
  carried: Payload,
): readonly FitPart[] {
  const live = liveBytes(point, carried);
  // Every write of a value makes its objects anew.
  const written = operationsByKind.insert + operationsByKind.update;
  const made = stats.totalBytesAllocated + written * carried.heapBytes;
  const garbage = Math.max(0, Math.min(goalAfter(live, defaultGoSettings), made) - live);
  const lost = point.entries * (carried.residentBytes - carried.heapBytes);
  const runtime = goIdleBytes + lost + goOverhead * (live + garbage);
  return [
    { of: 'runtime', name: 'runtime of Go', bytes: runtime, by: 'computed' },
    {
      of: 'garbage',
      name: 'garbage before a collection (GOGC=100)',
      bytes: garbage,
      by: 'computed',
    },
  ];
}

/** Garbage is not counted: V8 collects before its heap is full. */
function nodeNeed(
  { cell }: CellRecord,
  { entries, bytesHeld }: TablePoint,
  payload: Payload,
  nodeMajor: number,
): { readonly resident: number; readonly heap: HeapNeed } {
  const limitBytes = cell.limits.memoryBytes;
  const heap = nodeHeapLimit(limitBytes, nodeMajor, cell.nodeArguments);
  const bytes = nodeOldSpace({ payload }, entries, bytesHeld);
  const resident = nodeResident({ payload }, { limitBytes, heap, nodeMajor }, entries, bytes);
  const advised = adviceStepMiB * Math.ceil((adviceRoom * bytes) / 2 ** 20 / adviceStepMiB);
  const isRoom = adviceRoom * (resident - bytes) + advised * 2 ** 20 <= limitBytes;
  return {
    resident,
    heap: { bytes, limitBytes: heap.oldBytes, adviceMiB: isRoom ? advised : null },
  };
}

function liveBytes(
  { entries, bytesHeld }: { readonly entries: number; readonly bytesHeld: number },
  { heapBytes }: Payload,
): number {
  return bytesHeld + entries * heapBytes;
}

function payloadParts({ parts }: Payload, entries: number): readonly FitPart[] {
  return parts.map(({ of, what, heapBytes, offHeapBytes }) => ({
    of: 'payload',
    name: `payload of ${of} (${what})`,
    bytes: entries * (heapBytes + offHeapBytes),
    by: 'computed',
  }));
}

function measuredFit(record: CellRecord, carried: Payload, beyond: number): CellFit {
  const resident = [...record.exact, ...record.rounds].map(
    ({ usage }) => usage.cgroupPeakBytes ?? usage.peakRssBytes,
  );
  const counts = exactCountsOf(record);
  const entries =
    counts === null
      ? Math.max(0, ...record.rounds.map(entriesOfModule))
      : [...counts.staircase, counts.stats].reduce((most, one) => Math.max(most, one.entries), 0);
  const program = record.cell.target === 'go' ? 'Go' : 'Node.js';
  const holds = beyond === 0 ? 'all' : 'all but values';
  return judged(
    record,
    carried,
    entries,
    [
      {
        of: 'process',
        name: `${holds} of a ${program} process`,
        bytes: Math.max(...resident),
        by: 'measured',
      },
      ...(beyond === 0
        ? []
        : [
            {
              of: 'payload',
              name: 'payload of values',
              bytes: entries * beyond,
              by: 'computed',
            } as const,
          ]),
    ],
    null,
  );
}

function entriesOfModule({ measurement, doubtful }: RoundResult): number {
  return (measurement ?? doubtful)?.module?.entries ?? 0;
}

function entriesAtPeak({ staircase, stats }: ExactCounts): number {
  return [...staircase, stats].reduce((high, point) =>
    point.bytesHeld > high.bytesHeld ? point : high,
  ).entries;
}

function judged(
  { cell, exact, rounds }: CellRecord,
  { unknown }: Payload,
  entries: number,
  parts: readonly FitPart[],
  heap: HeapNeed | null,
): CellFit {
  const applied = [...exact, ...rounds].flatMap(({ limits }) => limits.memoryBytes?.applied ?? []);
  const limitBytes = Math.min(cell.limits.memoryBytes, ...applied);
  const totalBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const garbage = parts.find(({ of }) => of === 'garbage')?.bytes ?? 0;
  const isIn = totalBytes <= limitBytes && (heap === null || heap.bytes <= heap.limitBytes);
  const verdict = !isIn ? 'does not fit' : unknown.length > 0 ? 'the table alone fits' : 'fits';
  return {
    verdict,
    entries,
    parts,
    totalBytes,
    limitBytes,
    leastBytes: totalBytes - garbage,
    heap,
    unknown,
  };
}
