import {
  compositionOf,
  type Composition,
  type GoType,
  type KeyKind,
  type PlacedField,
} from './go-type.ts';

/** What Go hashes and compares as one: plain memory, a float of 8 or 4 bytes, a string or an interface. */
export type KeyPartKind = 'memory' | 'float' | 'string' | 'interface';

/** One part of a key, in the order in which Go hashes them. */
export interface KeyPart {
  readonly kind: KeyPartKind;
  /** Where it stands in the key. */
  readonly offset: number;
  readonly bytes: number;
}

/** More parts than that are hashed by no map that runs here. */
const mostParts = 256;
/** From here on the compiler sees through structs and short arrays. */
const firstFlattening = 27;
/** It then does as many elements at a time as fill so many bytes. */
const unrolledBytes = 32;

const plainMemory: ReadonlySet<KeyKind> = new Set([
  'int8',
  'int16',
  'int32',
  'int64',
  'bytes',
  'pointer',
]);

/**
 * What of a key of a type, as it was parsed, Go 1.`minor` hashes one after the other; `null` for more than
 * 256 parts, or a type of a running program. Plain memory that lies together is one part: up to Go 1.26
 * that of neighbouring fields of one struct, from 1.27 on wherever it lies.
 */
export function keyPartsOf(type: GoType, minor: number): readonly KeyPart[] | null {
  const list = new PartList(minor >= firstFlattening);
  return list.add(type, 0) ? list.parts : null;
}

class PartList {
  readonly parts: KeyPart[] = [];
  readonly #isFlat: boolean;
  /** Where memory would lie that belongs to the last part; -1 = none does. */
  #end = -1;

  constructor(isFlat: boolean) {
    this.#isFlat = isFlat;
  }

  /** False for too many parts, or a type that nobody knows the parts of. */
  add(type: GoType, offset: number): boolean {
    const { keyKind, sizeBytes } = type;
    if (keyKind === 'mixed') return this.#addComposed(compositionOf(type), offset);
    if (plainMemory.has(keyKind)) this.#addMemory(offset, sizeBytes);
    else if (keyKind === 'float') this.#addFloats(type, offset);
    else
      this.#push({ kind: keyKind === 'string' ? 'string' : 'interface', offset, bytes: sizeBytes });
    return this.parts.length <= mostParts;
  }

  #addComposed(composition: Composition | undefined, offset: number): boolean {
    if (composition === undefined) return false;
    return composition.kind === 'array'
      ? this.#addArray(composition.length, composition.element, offset)
      : this.#addStruct(composition.fields, offset);
  }

  #addStruct(fields: readonly PlacedField[], offset: number): boolean {
    // A struct in another one has a hash function of its own, unless the compiler sees through it.
    this.#part();
    for (const { isBlank, start, type } of fields) {
      if (isBlank) this.#end = -1;
      else if (!this.add(type, offset + start)) return false;
    }
    this.#part();
    return true;
  }

  #addArray(length: number, element: GoType, offset: number): boolean {
    const { sizeBytes } = element;
    const unrolled = Math.max(1, Math.floor(unrolledBytes / Math.max(1, sizeBytes)));
    // Elements that do not fill a turn come before the first turn.
    const before = length % unrolled;
    const isLooped = length - before > unrolled;
    for (let index = 0; index < length; index++) {
      this.#part();
      if (isLooped && index >= before && (index - before) % unrolled === 0) this.#end = -1;
      if (!this.add(element, offset + index * sizeBytes)) return false;
    }
    if (isLooped) this.#end = -1;
    this.#part();
    return true;
  }

  /** Where the compiler does not see through, what comes next is a part of its own. */
  #part(): void {
    if (!this.#isFlat) this.#end = -1;
  }

  #addMemory(offset: number, bytes: number): void {
    if (this.#isFlat && bytes === 0) return;
    const last = this.parts.at(-1);
    const isMore = offset === this.#end && last !== undefined;
    if (isMore) this.parts[this.parts.length - 1] = { ...last, bytes: last.bytes + bytes };
    else this.parts.push({ kind: 'memory', offset, bytes });
    this.#end = offset + bytes;
  }

  #addFloats({ name, sizeBytes }: GoType, offset: number): void {
    const bytes = name.startsWith('complex') ? sizeBytes / 2 : sizeBytes;
    for (let at = 0; at < sizeBytes; at += bytes)
      this.#push({ kind: 'float', offset: offset + at, bytes });
  }

  #push(part: KeyPart): void {
    this.parts.push(part);
    this.#end = -1;
  }
}
