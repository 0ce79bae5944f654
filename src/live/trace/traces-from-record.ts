import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CellRecord, RunRecord } from '../../lab/record/run-record.ts';
import type { StaircasePoint } from '../../lab/record/exact-result.ts';
import type { Trace } from './trace.ts';

const longestMinutes = 100_000;

/**
 * The memory of every cell of a record over time, at a rate of operations that the user names: a run
 * writes as fast as it can, a service as its traffic comes. Cells without counts are left out.
 *
 * @param source file of the record, for messages
 * @throws SandboxError `input` if no cell gives a trace, or one would not fit a rate so low
 */
export function tracesFromRecord(
  record: RunRecord,
  operationsPerMinute: number,
  source: string,
): Trace[] {
  const traces = record.cells.flatMap((cell) => cellTrace(cell, operationsPerMinute, source) ?? []);
  if (traces.length > 0) return traces;
  throw new SandboxError(
    'input',
    `expected a record with counts over at least 2 minutes at ${operationsPerMinute} operations a minute, got none (${source})`,
  );
}

function cellTrace(
  { cell, exact }: CellRecord,
  operationsPerMinute: number,
  source: string,
): Trace | null {
  const run = exact.find(({ counts }) => counts !== null);
  if (run === undefined || run.counts === null) return null;
  const limitBytes = run.arenaLimitBytes ?? cell.limits.memoryBytes;
  const { staircase, operations } = run.counts;
  const size = Math.floor(operations / operationsPerMinute) + 1;
  if (size < 2 || staircase.length === 0) return null;
  if (size > longestMinutes) {
    throw new SandboxError(
      'input',
      `expected a rate at which ${operations} operations take at most ${longestMinutes} minutes, got ${operationsPerMinute} a minute (${source}, ${cell.id})`,
    );
  }
  const points = pointsAtMinutes(staircase, size, operationsPerMinute);
  const isExhausted = run.outcome.kind === 'out-of-memory';
  const percent = points.map(({ bytesHeld }) => Math.min(100, (bytesHeld / limitBytes) * 100));
  const entries = points.map((point) => point.entries);
  if (isExhausted) {
    // The operation that no longer fitted is the sample behind the last.
    percent.push(100);
    entries.push(run.outcome.entries);
  }
  return {
    id: cell.id,
    source,
    measures: 'bytes',
    minutes: Float64Array.from(percent, (_, minute) => minute),
    percent: Float64Array.from(percent),
    limitBytes,
    startedAtMs: null,
    map: {
      type: { model: cell.map, key: cell.key, value: cell.value },
      entries: Float64Array.from(entries),
    },
    ending: isExhausted ? { kind: 'exhausted', atMinute: size } : { kind: 'never' },
    label: null,
  };
}

/**
 * The last point of the staircase at or before each minute, its entries moved on towards the next
 * one: a record of a long run has a point for some minutes, and a rate of entries must not see steps.
 */
function pointsAtMinutes(
  staircase: readonly StaircasePoint[],
  size: number,
  operationsPerMinute: number,
): StaircasePoint[] {
  let at = 0;
  return Array.from({ length: size }, (_, minute) => {
    const operation = minute * operationsPerMinute;
    while (at + 1 < staircase.length && (staircase[at + 1]?.operation ?? 0) <= operation) at += 1;
    return between(staircase[at], staircase[at + 1], operation);
  });
}

function between(
  before: StaircasePoint | undefined,
  after: StaircasePoint | undefined,
  operation: number,
): StaircasePoint {
  if (before === undefined) return { operation: 0, entries: 0, bytesHeld: 0, loadFactor: 0 };
  if (after === undefined || after.operation <= before.operation) return before;
  const done = Math.max(0, (operation - before.operation) / (after.operation - before.operation));
  const entries = Math.round(before.entries + done * (after.entries - before.entries));
  return { ...before, entries };
}
