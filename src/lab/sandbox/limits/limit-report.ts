import type { Limits } from '../../config/schema/limits.ts';

/** By which mechanism a limit is enforced. */
export type LimitMechanism =
  | 'cgroup-v2'
  | 'cgroup-v1'
  | 'inherited' // the group around mapswell, where no group of its own can be made
  | 'arena' // the kernel's arena refuses to grow beyond its maximum
  | 'v8-heap' // --max-old-space-size
  | 'affinity' // taskset
  | 'none';

/** One limit: what was asked, what was applied, and what the mechanism said when read back. */
export interface LimitState<Value = number> {
  readonly asked: Value;
  /** `null` where nothing could be applied. */
  readonly applied: Value | null;
  /** `null` where the mechanism cannot be read. */
  readonly readBack: Value | null;
  readonly mechanism: LimitMechanism;
  /** Why applied differs from asked, or what is not enforced; empty where there is nothing to say. */
  readonly remark: string;
}

/** What a group around mapswell allows to all processes in it together. */
export interface OuterLimit {
  readonly limit: number;
  /** Path of the group in its tree. */
  readonly group: string;
  readonly mechanism: 'cgroup-v1' | 'cgroup-v2';
}

/** The limits around mapswell, by a container, a batch system or a service manager. */
export interface OuterLimits {
  readonly memoryBytes?: OuterLimit;
  readonly cpus?: OuterLimit;
  readonly processes?: OuterLimit;
}

/** The limits of one process of a cell as they really were. */
export interface LimitReport {
  readonly asked: Limits;
  readonly memoryBytes: LimitState;
  readonly cpus: LimitState;
  /** Swap beyond the memory; nothing else asked, it is 0, or the memory limit would be none. */
  readonly swapBytes?: LimitState;
  /** Processes and threads together; absent where no limit was asked. */
  readonly processes?: LimitState;
  /** CPUs that may be used, as a list such as `0-1,3`; absent where none was asked. */
  readonly cpuSet?: LimitState<string>;
  /** What held beside them; absent where no group around mapswell limits anything. */
  readonly outer?: OuterLimits;
}
