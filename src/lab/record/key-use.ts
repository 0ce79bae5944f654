import type { ZipfFit } from '../../base/stats/streams/fit-zipf.ts';

/** A key that many operations ask for. */
export interface KeyLoad {
  /** 52 bits of the hash of its number, in hexadecimal. */
  readonly hash: string;
  /** Counted, too high by at most `error`. */
  readonly operations: number;
  readonly error: number;
  /** Of all operations that were looked at, 0 to 1. */
  readonly share: number;
}

/** Which keys the operations of a cell ask for, and how evenly that falls on its shards. */
export interface KeyUse {
  /** Operations that were looked at: all of the cell's, or the first ones of very many. */
  readonly operations: number;
  /** Inserts, updates and deletes among them. */
  readonly writes: number;
  readonly distinctKeys: { readonly value: number; readonly standardError: number };
  /** The heaviest by operations, and by writes alone; ten or fewer. */
  readonly hotKeys: readonly KeyLoad[];
  readonly hotWrites: readonly KeyLoad[];
  /** `null` where fewer than ten keys are asked for often enough to be told apart by chance. */
  readonly zipf: ZipfFit | null;
  /** Share of the operations that the heaviest so many keys take together: at least so much. */
  readonly curve: readonly { readonly keys: number; readonly share: number }[];
  /** Operations on each shard, as the exact pass counted them; `null` for one map, or where nothing counts. */
  readonly shards: readonly number[] | null;
}

/** What was waited for the guards of a reference map, in the timed runs of one process. */
export interface GuardWaits {
  /** Time that the writers ran, all of them together. */
  readonly runNs: number;
  /**
   * By shard; of a map that is not split the one. Only who slept is counted: operations, and the time from
   * the first sleep until the guard was had.
   */
  readonly shards: readonly { readonly waits: number; readonly waitNs: number }[];
}
