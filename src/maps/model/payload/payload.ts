/** What the keys, or the values, of a map hold outside of its table, per entry and on the average. */
export interface PayloadPart {
  readonly of: 'keys' | 'values';
  /** In words: `strings of 36 bytes`, `objects of 5 fields`. */
  readonly what: string;
  /** Bytes that the program put there. */
  readonly contentBytes: number;
  /** Bytes that the heap is charged: by Go's size classes, or as objects of V8. */
  readonly heapBytes: number;
  /** Bytes beside the heap: the memory of buffers. */
  readonly offHeapBytes: number;
  /** Bytes that it makes resident, with what pages and spans lose; heap and others together. */
  readonly residentBytes: number;
  readonly objects: number;
}

/** What the entries of a map carry. Sums of the parts, per entry. */
export interface Payload extends Omit<PayloadPart, 'of' | 'what'> {
  readonly parts: readonly PayloadPart[];
  /** What is left out because nothing says how large it is; empty where everything is counted. */
  readonly unknown: readonly UnknownPart[];
}

/** Something that entries carry and nobody told the size of. */
export interface UnknownPart {
  readonly of: PayloadPart['of'];
  /** The type whose values hold it. */
  readonly type: string;
}

/** Adds parts up. */
export function sumPayload(
  parts: readonly PayloadPart[],
  unknown: readonly UnknownPart[],
): Payload {
  const sum = (figure: PayloadFigure): number =>
    parts.reduce((total, part) => total + part[figure], 0);
  return {
    contentBytes: sum('contentBytes'),
    heapBytes: sum('heapBytes'),
    offHeapBytes: sum('offHeapBytes'),
    residentBytes: sum('residentBytes'),
    objects: sum('objects'),
    parts,
    unknown,
  };
}

type PayloadFigure = Exclude<keyof PayloadPart, 'of' | 'what'>;
