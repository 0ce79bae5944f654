import type { GrowthListener } from './wrap-collections.ts';
import type { RegisteredSource } from './registered-source.ts';
import { callsOf, type RegisteredGrowth, tablesOf } from './growth-line.ts';

/** Lines of one second; a program that fills thousands of Maps would drown in them otherwise. */
const mostPerSecond = 50;
/** Calls of a stack that are reported. */
const deepestStack = 20;

export interface ReporterOptions {
  readonly pid: number;
  readonly thread: number;
  readonly nowMs: () => number;
  readonly write: (growth: RegisteredGrowth) => void;
  /** Where the collections can be looked at later. */
  readonly source: Pick<RegisteredSource, 'note'>;
}

/**
 * Makes reports of growths. Each collection is reported once at each size, however often it shrinks
 * and grows again. Whatever goes wrong here, the program's insert does not hear of it.
 */
export function growthReporter({
  pid,
  thread,
  nowMs,
  write,
  source,
}: ReporterOptions): GrowthListener {
  const known = new WeakMap<object, { readonly mapId: string; readonly entries: number }>();
  let made = 0;
  let secondStartMs = Number.NEGATIVE_INFINITY;
  let inSecond = 0;
  let unreported = 0;
  let isReporting = false;

  const mayReport = (atMs: number): boolean => {
    if (atMs - secondStartMs >= 1000) {
      secondStartMs = atMs;
      inSecond = 0;
    }
    inSecond += 1;
    return inSecond <= mostPerSecond;
  };

  return (collection, entries, wrapper) => {
    // Writing a report may fill collections, too.
    if (isReporting) return;
    isReporting = true;
    try {
      const before = known.get(collection);
      if (before !== undefined && entries <= before.entries) return;
      const mapId = before?.mapId ?? `${thread}-${(made += 1)}`;
      known.set(collection, { mapId, entries });
      const atMs = nowMs();
      if (!mayReport(atMs)) {
        unreported += 1;
        return;
      }
      const kind = collection instanceof Map ? 'Map' : 'Set';
      const growth: RegisteredGrowth = {
        mapId,
        isToTheInsert: true,
        notBeforeMs: atMs,
        notAfterMs: atMs,
        kind: 'double',
        shard: 0,
        collection: kind,
        entries,
        ...tablesOf(kind, entries),
        pid,
        thread,
        unreported,
        stack: callsOf(stackAbove(wrapper)),
      };
      source.note(growth, collection);
      write(growth);
      unreported = 0;
    } catch {
      unreported += 1;
    } finally {
      isReporting = false;
    }
  };
}

/** The stack of the program's calls, without those of the wrapper and below. */
function stackAbove(wrapper: (...arguments_: never[]) => unknown): string {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = deepestStack;
    Error.captureStackTrace(holder, wrapper);
    return holder.stack ?? '';
  } finally {
    Error.stackTraceLimit = limit;
  }
}
