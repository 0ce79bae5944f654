/** How a child ended. */
export type ChildEnding =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | {
      readonly kind: 'killed';
      readonly signal: string;
      readonly by: 'oom-killer' | 'time-limit' | 'interrupt' | 'unknown';
    };
