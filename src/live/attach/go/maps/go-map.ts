import type { MapFigures } from '../../../../maps/figures/map-figures.ts';
import type { Survival } from '../heap/header-slots.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { TypeVerdict } from './inner-types.ts';

/** A table as the allocator keeps it. */
export interface TableObject {
  /** Where its data begin: what headers and directories hold. */
  readonly address: number;
  readonly object: HeapObject;
}

/** How a map is built, beyond the figures that all maps have. */
export type GoMapParts =
  | {
      readonly family: 'classic';
      /** log2 of the buckets. */
      readonly log2: number;
      readonly buckets: TableObject;
      /** The array that is being left; `null` while the map does not grow. */
      readonly oldBuckets: TableObject | null;
      readonly isSameSizeGrowth: boolean;
      /** Whether overflow buckets may be from the heap, since no spare ones are left behind the array. */
      readonly isOutOfSpares: boolean;
    }
  | { readonly family: 'swiss'; readonly group: TableObject }
  | {
      readonly family: 'swiss';
      readonly group: null;
      /** log2 of the directory. */
      readonly depth: number;
      readonly directory: TableObject;
      readonly tables: readonly SwissTable[];
    };

/** One table of a Swiss map. */
export interface SwissTable {
  readonly address: number;
  /** The object that says what follows. */
  readonly record: HeapObject;
  readonly entries: number;
  readonly slots: number;
  /** Inserts that it takes before it grows, splits or is pruned. */
  readonly growthLeft: number;
  readonly localDepth: number;
  readonly groups: TableObject;
}

/** What header and tables of a map say at one look. */
export interface MapLook {
  readonly figures: MapFigures;
  /** Whether bytes are in it that the runtime itself only keeps as an estimate. */
  readonly isEstimate: boolean;
  readonly parts: GoMapParts;
}

/** A map of a Go process. */
export interface GoMap extends MapLook {
  /** Of its header: what a map variable holds. */
  readonly address: number;
  readonly seed: number;
  /** Of its buckets, its only group or its directory. */
  readonly tableAddress: number;
  /** The goroutine on whose stack the header is; `null` on the heap. */
  readonly goroutine: number | null;
  /** `null` on a stack, where no cycle marks single objects. */
  readonly survival: Survival | null;
  readonly verdict: TypeVerdict;
  /** The bytes of its header at this look. */
  readonly header: Buffer;
}

/** What was found at an address. */
export type Judgement =
  | { readonly kind: 'map'; readonly look: MapLook; readonly verdict: TypeVerdict }
  /** A header without entries, which any 48 bytes with zeros could be. */
  | { readonly kind: 'empty' }
  /** Eight full slots without pointers: what there is to see of them, other structs have too. */
  | { readonly kind: 'unproven' }
  /** What was read does not agree, as when the program writes to it: to be looked at again. */
  | { readonly kind: 'unsure' }
  | { readonly kind: 'none' };

export const noMap: Judgement = { kind: 'none' };
export const unsureMap: Judgement = { kind: 'unsure' };
export const emptyMap: Judgement = { kind: 'empty' };
export const unprovenMap: Judgement = { kind: 'unproven' };
