/** A call: what was running, and where. */
export interface ProfileFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** Objects of one size that one stack allocated. Counts are of sampled objects, not scaled. */
export interface HeapSample {
  /** Bytes of each object, as the allocator charges it. */
  readonly blockBytes: number;
  readonly sampledInUse: number;
  /** Since the program began. */
  readonly sampledAllocated: number;
  /**
   * Functions of the runtime that the line called, innermost first; `null` where the profile does not
   * name them: Go leaves them out of profiles in protobuf, and their names out of those in text.
   */
  readonly runtimeCalls: readonly string[] | null;
  /** Calls of the program, the line that allocated first. */
  readonly frames: readonly ProfileFrame[];
}

/** A heap profile of a Go program, as it stood after a cycle of its collector. */
export interface HeapProfile {
  /** One object is sampled in so many bytes on average (`runtime.MemProfileRate`). */
  readonly rateBytes: number;
  readonly samples: readonly HeapSample[];
}

/** Part of all objects of a size that is sampled: the gaps between samples are exponential. */
export function sampledShare(blockBytes: number, rateBytes: number): number {
  return rateBytes <= 1 ? 1 : -Math.expm1(-blockBytes / rateBytes);
}

/** Whether a function is the runtime's own. */
export function isRuntimeFunction(name: string): boolean {
  return name.startsWith('runtime.') || name.startsWith('internal/runtime/');
}
