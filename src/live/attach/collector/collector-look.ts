import type { OldTable } from './old-table.ts';

/** The collector of a process at one look. */
export interface CollectorLook {
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number;
  /** By what it is known: what the runtime itself counts, or its log. */
  readonly readFrom: 'memory' | 'gctrace';
  /**
   * Go: cycles so far. V8: collections of the largest heap, those of young objects among them.
   * `null` where the build does not tell.
   */
  readonly cycles: number | null;
  /** V8: collections of the whole heap; `null` in Go, where every cycle is one. */
  readonly majorCycles: number | null;
  /** Whether a cycle is marking now; `null` where that cannot be seen. */
  readonly isMarking: boolean | null;
  /** Go: what the last cycle found live, and what was allocated since. V8: pages of all heaps. */
  readonly heapBytes: number;
  /** What the last cycle found live; `null` where that cannot be seen. */
  readonly markedBytes: number | null;
  /** Where the next cycle wants to end; `null` where none is due, or that cannot be seen. */
  readonly goalBytes: number | null;
  /** V8: pages of each space, of all heaps together; empty in Go. */
  readonly spaces: readonly { readonly name: string; readonly bytes: number }[];
}

/** A process whose collector is seen from outside. */
export interface CollectorSource {
  /** `null` where the program does not show it. */
  readonly collector: () => CollectorLook | null;
  /** Tables that growths left, as far as anything became of them since the last call. */
  readonly takeOldTables: () => readonly OldTable[];
}
