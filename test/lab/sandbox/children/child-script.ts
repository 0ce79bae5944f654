/** What a child of these tests does. */
export type ChildScript =
  | { readonly act: 'echo'; readonly value: unknown }
  | { readonly act: 'exit'; readonly code: number }
  | { readonly act: 'abort' }
  | { readonly act: 'allocate' | 'allocate-in-thread'; readonly bytes: number }
  | { readonly act: 'fill-heap' }
  | { readonly act: 'burn'; readonly ms: number }
  | { readonly act: 'hang' }
  | { readonly act: 'spawn'; readonly count: number }
  | { readonly act: 'leave-sleeper'; readonly andWait: boolean }
  | { readonly act: 'say-raw'; readonly text: string }
  | { readonly act: 'say-much'; readonly lines: number; readonly bytes: number }
  | { readonly act: 'count-cpus' };

/** The compiled child that does it. */
export const scriptedChild: string = new URL('scripted-process.js', import.meta.url).href;
