import type { Shard } from '../../../base/primitives/shards/shard.ts';

/** How long the processes of a cell took in an earlier run, in milliseconds. */
export interface CellCost {
  readonly cellId: string;
  readonly exactMs: number;
  readonly timedMs: number;
}

/** What the first line of a shard's journal says beside the run: which part of it this is. */
export interface ShardHeader extends Shard {
  /** sha256 of everything that decides what is run and counted; the same in every shard of a run. */
  readonly digest: string;
  /** sha256 of the kernel that counts. */
  readonly kernel: string;
  /** Of an earlier record, which the parts were balanced by; absent: by what they have to do. */
  readonly costs?: readonly CellCost[];
  /**
   * Of a part that is a generator: the start that all have in common, milliseconds since 1970. Every one
   * sends its share of the requests of each process then.
   */
  readonly startAtMs?: number;
}
