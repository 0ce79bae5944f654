import type { Limits } from '../config/limits.ts';

/** By which mechanism a limit is enforced. */
export type LimitMechanism =
  | 'cgroup-v2'
  | 'cgroup-v1'
  | 'arena' // the kernel's arena refuses to grow beyond its maximum
  | 'v8-heap' // --max-old-space-size
  | 'affinity' // taskset
  | 'none';

/** One limit: what was asked, what was applied, and what the mechanism said when read back. */
export interface LimitState {
  readonly asked: number;
  /** `null` where nothing could be applied. */
  readonly applied: number | null;
  /** `null` where the mechanism cannot be read. */
  readonly readBack: number | null;
  readonly mechanism: LimitMechanism;
  /** Why applied differs from asked, or what is not enforced; empty where there is nothing to say. */
  readonly remark: string;
}

/** The limits of one process of a cell as they really were. */
export interface LimitReport {
  readonly asked: Limits;
  readonly memoryBytes: LimitState;
  readonly cpus: LimitState;
}
