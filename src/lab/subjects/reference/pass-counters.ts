import type { writerLayout } from '../../../maps/reference/kernel/kernel-layouts.ts';
import type { CountedKind } from '../../workload/operation-kinds.ts';

/** What one writer has done, and when, by the clock of the kernel. */
export interface WriterCounters extends Record<CountedKind, number> {
  readonly startNs: number;
  readonly endNs: number;
  /** Without a guard: operations that met another one inside, two writes or a write and a read. */
  readonly writeOverlaps: number;
  readonly readOverlaps: number;
  /** At an arrival rate: operations that started late through the writer's own fault. */
  readonly lateStarts: number;
  /** Entries that loops visited, and that were deleted because they were too old. */
  readonly visited: number;
  readonly expired: number;
}

/** What fell on one shard. */
export interface ShardCounters {
  readonly operations: number;
  /** Operations that slept for the guard, and how long, since the threads were started. */
  readonly waits: number;
  readonly waitNs: number;
}

/** Of what the kernel wrote down of a writer. */
export function writerCountersOf(
  read: Readonly<Record<keyof (typeof writerLayout)['doubles'], number>>,
): WriterCounters {
  const {
    inserts,
    updates,
    deletes,
    lookups,
    modifies,
    clears,
    iterations,
    copies,
    sweeps,
    ...others
  } = read;
  return {
    insert: inserts,
    update: updates,
    delete: deletes,
    lookup: lookups,
    readModifyWrite: modifies,
    clear: clears,
    iterate: iterations,
    copy: copies,
    deleteIf: sweeps,
    ...others,
  };
}
