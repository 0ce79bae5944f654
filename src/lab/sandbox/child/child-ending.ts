/** How a child ended. */
export type ChildEnding =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: string; readonly by: KilledBy }
  /** The child could not be started inside its limits, or sent a line that is no message. */
  | { readonly kind: 'failed'; readonly message: string };

/** Who ended a child by a signal. */
export type KilledBy =
  | 'oom-killer' // the kernel, as the memory limit was reached
  | 'v8-heap' // V8 gave up, as the limit of its own heap was reached
  | 'time-limit'
  | 'interrupt'
  | 'unknown';
