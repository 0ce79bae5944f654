import type { GrowthEvent } from '../../maps/model/growth-event.ts';

/** How far a process of a cell had come when it was last seen. */
export interface LastState {
  readonly operations: number;
  readonly entries: number;
  readonly bytesHeld: number;
}

/** How a process of a cell ended. Each is a result; none costs another cell its own. */
export type Outcome =
  | { readonly kind: 'completed' }
  | {
      readonly kind: 'out-of-memory';
      /** 1-based number of the operation that no longer fitted; 0 = making the map with its hint. */
      readonly operation: number;
      readonly entries: number;
      readonly bytesHeld: number;
      /** Bytes that the refused allocation asked for. */
      readonly bytesRefused: number;
      readonly limitBytes: number;
      /** The growth that asked for them; `null` if an overflow bucket or an entry did. */
      readonly growth: Pick<GrowthEvent, 'kind' | 'fromBuckets' | 'toBuckets'> | null;
    }
  /** A `Map` or `Set` of V8 threw its RangeError: it can be no larger, whatever the memory. */
  | {
      readonly kind: 'map-full';
      /** What V8 said. */
      readonly message: string;
      /** 1-based number of the operation that was refused; `null` where it is not known. */
      readonly operation: number | null;
      readonly last: LastState | null;
    }
  | {
      readonly kind: 'killed';
      readonly signal: string;
      readonly by: string;
      readonly last: LastState | null;
    }
  /** The map's own check saw writers, or a writer and a reader, at work at the same time. */
  | {
      readonly kind: 'concurrent-map-writes' | 'concurrent-map-read-and-map-write';
      readonly writers: number;
      /** 1-based number of the operation that saw it; `null` where it is not known. */
      readonly operation: number | null;
      /** The check that saw it; `null` where it is not known. */
      readonly rule: 'entry' | 'exit' | 'no-empty-slot' | null;
      readonly last: LastState | null;
    }
  | { readonly kind: 'timed-out'; readonly timeLimitMs: number; readonly last: LastState | null }
  | { readonly kind: 'failed'; readonly message: string; readonly last: LastState | null }
  /** Measured, but no measurement: the generator could not keep up. */
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly reason: string };

/**
 * Whether the map itself came to an end, of its memory or of its size: a result with an operation,
 * and no failure to measure.
 */
export function isEndOfMap({ kind }: Pick<Outcome, 'kind'>): boolean {
  return kind === 'out-of-memory' || kind === 'map-full';
}
