import { classicArray } from '../../../../maps/model/size/classic-go-layout.ts';
import { swissArrayBytes, swissGroupBytes } from '../../../../maps/model/size/swiss-go-layout.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { GoTypes, RuntimeMapType, RuntimeType } from '../program/go-types.ts';

/** How the type of a map was found. */
export type TypeEvidence =
  /** The runtime wrote it in front of the table, or into its span. */
  | 'type-header'
  /** No other map type of the program makes a table of this size. */
  | 'only-fit'
  /** The runtime wrote it, and it has not been read yet. */
  | 'unread';

/** What is known of a map's type: one, or those that fit. */
export interface TypeVerdict {
  readonly type: RuntimeMapType | null;
  readonly evidence: TypeEvidence | null;
  /** All that fit, the exact one alone where it is known. */
  readonly candidates: readonly RuntimeMapType[];
  /** Whether the runtime itself keeps something that agrees: the type, or where the pointers are. */
  readonly isConfirmed: boolean;
}

/** A table, or a part of one, as the allocator sees it. */
export type TableShape =
  | { readonly kind: 'classic'; readonly log2: number; readonly bytes: number }
  | { readonly kind: 'small-swiss'; readonly bytes: number }
  | { readonly kind: 'swiss'; readonly slots: number; readonly bytes: number };

/** Decides which map types make a table of a given size. */
export class InnerTypes {
  readonly #types: GoTypes;
  readonly #hasMallocHeaders: boolean;
  readonly #canMakeTypes: boolean;
  #hasMadeTypes = false;
  readonly #fitting = new Map<string, readonly RuntimeMapType[]>();
  /** By address of a type, or by sizes and pointers. */
  readonly #verdicts = new Map<number | string, TypeVerdict | null>();

  /** By sizes: all are of one family. */
  readonly #unread = new Map<number | string, TypeVerdict | null>();

  /** @param canMakeTypes whether `reflect.MapOf` is linked into the program */
  constructor(types: GoTypes, hasMallocHeaders: boolean, canMakeTypes: boolean) {
    this.#types = types;
    this.#hasMallocHeaders = hasMallocHeaders;
    this.#canMakeTypes = canMakeTypes;
  }

  /** Whether a map was seen whose type the program made as it ran: then a size proves no type. */
  get hasMadeTypes(): boolean {
    return this.#hasMadeTypes;
  }

  /** The verdict on tables whose type the runtime wrote down; `null` if it is no map's. */
  byHeader(typeAddress: number): TypeVerdict | null {
    const known = this.#verdicts.get(typeAddress);
    if (known !== undefined) return known;
    const verdict = this.#judgeHeader(typeAddress);
    this.#verdicts.set(typeAddress, verdict);
    return verdict;
  }

  #judgeHeader(typeAddress: number): TypeVerdict | null {
    const type = this.#types.mapTypeOfInner(typeAddress);
    if (type !== null) {
      return { type, evidence: 'type-header', candidates: [type], isConfirmed: true };
    }
    if (!this.#canMakeTypes || this.#types.typeAt(typeAddress) !== null) return null;
    this.#hasMadeTypes = true;
    return { type: null, evidence: null, candidates: [], isConfirmed: true };
  }

  /**
   * The verdict on tables without a type: those map types that fit every shape; `null` if none. The
   * same for equal tables, so that what is derived from it can be kept.
   *
   * @param readMask which words of the first table are pointers, where the heap keeps that
   */
  bySize(
    hasPointers: boolean,
    shapes: readonly TableShape[],
    readMask: () => Buffer | null,
  ): TypeVerdict | null {
    const key = `${hasPointers} ${shapes.map((shape) => keyOf(shape)).join(' ')}`;
    const fitting = this.#fitting.get(key) ?? this.#fitAll(hasPointers, shapes);
    this.#fitting.set(key, fitting);
    if (fitting.length === 0) return null;
    const mask = readMask();
    const maskedKey = `${key} ${mask?.toString('hex') ?? ''}`;
    const known = this.#verdicts.get(maskedKey);
    if (known !== undefined) return known;
    const candidates = distinct(
      fitting.filter((type) => mask === null || this.#hasMask(type.inner, mask, shapes[0])),
    );
    const [only] = candidates;
    const isOnly = candidates.length === 1;
    const verdict =
      only === undefined
        ? null
        : ({
            type: isOnly ? only : null,
            evidence: isOnly ? 'only-fit' : null,
            candidates,
            isConfirmed: mask !== null,
          } as const);
    this.#verdicts.set(maskedKey, verdict);
    return verdict;
  }

  /**
   * The verdict on tables of which the type is written, but not read yet: those map types that fit; `null`
   * where none does, or the type may be one that the program made as it ran.
   */
  unread(shapes: readonly TableShape[]): TypeVerdict | null {
    if (this.#canMakeTypes) return null;
    const [only] = shapes;
    // A number where it can be: a scan asks for each map.
    const key =
      only === undefined || shapes.length > 1
        ? shapes.map((shape) => keyOf(shape)).join(' ')
        : unitsOf(only) * 2 ** 32 + only.bytes;
    const known = this.#unread.get(key);
    if (known !== undefined) return known;
    const candidates = distinct(this.#fitAll(true, shapes));
    const verdict =
      candidates.length === 0
        ? null
        : ({ type: null, evidence: 'unread', candidates, isConfirmed: true } as const);
    this.#unread.set(key, verdict);
    return verdict;
  }

  #fitAll(hasPointers: boolean, shapes: readonly TableShape[]): readonly RuntimeMapType[] {
    return this.#types.mapTypes.filter(
      ({ inner }) =>
        inner.hasPointers === hasPointers &&
        shapes.every((shape) => this.#chargedFor(inner, shape) === shape.bytes),
    );
  }

  /** Whether an array of buckets or groups has its pointers there; unknown masks agree with any. */
  #hasMask(inner: RuntimeType, mask: Buffer, shape: TableShape | undefined): boolean {
    const ofType = this.#types.pointerMask(inner);
    if (ofType === null || shape === undefined) return true;
    const innerWords = inner.sizeBytes / 8;
    const words = Math.min(innerWords * unitsOf(shape), mask.length * 8);
    for (let word = 0; word < words; word++) {
      const inInner = word % innerWords;
      const isPointer = inInner < inner.pointerBytes / 8 && bitAt(ofType, inInner);
      if (bitAt(mask, word) !== isPointer) return false;
    }
    return true;
  }

  /** What the allocator charges for such a table of that type. */
  #chargedFor(inner: RuntimeMapType['inner'], shape: TableShape): number {
    const sizeBytes = inner.sizeBytes;
    const hasPointers = inner.hasPointers && this.#hasMallocHeaders;
    switch (shape.kind) {
      case 'classic':
        return classicArray({ sizeBytes, hasPointers, hasMallocHeaders: true }, shape.log2).bytes;
      case 'small-swiss':
        return swissGroupBytes({ sizeBytes, hasPointers });
      case 'swiss':
        return swissArrayBytes({ sizeBytes, hasPointers }, shape.slots);
    }
  }
}

function keyOf(shape: TableShape): string {
  return `${shape.kind} ${unitsOf(shape)} ${shape.bytes}`;
}

function unitsOf(shape: TableShape): number {
  if (shape.kind === 'classic') return 2 ** shape.log2;
  return shape.kind === 'swiss' ? shape.slots / 8 : 1;
}

function bitAt(bits: Buffer, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

/** The type in front of an object, where the runtime wrote one. */
export function typeInFrontOf(
  object: HeapObject,
  readHeader: (address: number) => number | null,
): number | null {
  if (object.largeType !== 0) return object.largeType;
  return object.hasHeader ? readHeader(object.address) : null;
}

/** One of each kind of bucket or group: named types and generic code share those of a plain type. */
function distinct(types: readonly RuntimeMapType[]): readonly RuntimeMapType[] {
  const byInner = new Map<number, RuntimeMapType>();
  for (const type of types) {
    if (!byInner.has(type.inner.address)) byInner.set(type.inner.address, type);
  }
  const found = [...byInner.values()];
  const written = found.filter(({ name }) => !name.includes('go.shape.'));
  return written.length > 0 ? written : found;
}
