/** What a span says of each of its objects. */
export interface ObjectSpan {
  /** Address of the runtime's own record of it. */
  readonly record: number;
  /** What an object is charged. */
  readonly bytes: number;
  /** Whether objects begin with a pointer to their type, 8 bytes before their data. */
  readonly hasHeader: boolean;
  /** It has one object alone, and knows its type. */
  readonly isLarge: boolean;
  readonly hasPointers: boolean;
  /** Address of the type of a large object with pointers, else 0. */
  readonly largeType: number;
}

/**
 * One allocated object of the heap. A heap of many maps has several for each, so that what is the same for
 * all of a span is kept once.
 */
export class HeapObject implements ObjectSpan {
  readonly span: ObjectSpan;
  readonly slot: number;
  readonly address: number;

  constructor(span: ObjectSpan, slot: number, address: number) {
    this.span = span;
    this.slot = slot;
    this.address = address;
  }

  get record(): number {
    return this.span.record;
  }

  get bytes(): number {
    return this.span.bytes;
  }

  get hasHeader(): boolean {
    return this.span.hasHeader;
  }

  get isLarge(): boolean {
    return this.span.isLarge;
  }

  get hasPointers(): boolean {
    return this.span.hasPointers;
  }

  get largeType(): number {
    return this.span.largeType;
  }
}
