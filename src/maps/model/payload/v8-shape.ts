/** A value of JavaScript as V8 stores it. `length: null` = the description leaves it open. */
export type V8Shape =
  /** A small integer, of 31 bits and a sign: it fits into its slot. */
  | { readonly kind: 'smi' }
  /** `true`, `null` and the like, which fit into the slot too; one of them at random. */
  | { readonly kind: 'boolean' }
  /** Written in the code, so that all entries share it: `'user'`, `7`, `null`. */
  | { readonly kind: 'constant'; readonly literal: string }
  /** A number of its own object: a fraction, or beyond 31 bits. */
  | { readonly kind: 'number' }
  /** Flat text, a byte or two a character. */
  | { readonly kind: 'string'; readonly characterBytes: 1 | 2; readonly length: number | null }
  /** What `crypto.randomUUID()` returns and nothing has read yet: pieces. */
  | { readonly kind: 'random-uuid' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'date' }
  /** An object literal, an instance of a class, or what `JSON.parse` makes. */
  | { readonly kind: 'object'; readonly fields: readonly V8Field[] }
  /** An array of `length` equal elements, or with an element each. */
  | { readonly kind: 'array'; readonly element: V8Shape; readonly length: number | null }
  | { readonly kind: 'tuple'; readonly elements: readonly V8Shape[] }
  /** Bytes outside of the heap but for the smallest: `Buffer.alloc(n)`, `new Float64Array(n)`. */
  | {
      readonly kind: 'buffer';
      readonly constructorName: string;
      readonly unitBytes: number;
      readonly length: number | null;
    }
  /** Of unknown size. */
  | { readonly kind: 'unknown' };

export interface V8Field {
  readonly name: string;
  readonly shape: V8Shape;
}

/** A key or a value and how it was written. */
export interface V8Side {
  readonly text: string;
  readonly shape: V8Shape;
  /** A set: its entries have no value. */
  readonly isAbsent: boolean;
}
