import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { HiddenClasses } from '../heap/hidden-classes.ts';
import type { V8Constants } from '../layout/v8-constants.ts';

/** Instance types below it are strings, of which these bits say how. */
const firstOther = 128;
const form = { mask: 7, plain: 0, joined: 1, sliced: 3, thin: 5 } as const;
const oneByte = 8;
/** Names and paths are shorter. */
const longest = 400;
const lengthAt = 12;
const charactersAt = 16;
const partsAt = [16, 24] as const;
/** A name that was put together has few parts. */
const deepest = 8;

/**
 * Reads what programs call things: names of variables, properties, functions and files. Never called
 * for a key or a value of a collection.
 */
export class NameReader {
  readonly #memory: ProcessMemory;
  readonly #classes: HiddenClasses;
  readonly #constants: V8Constants;
  readonly #known = new Map<number, string | null>();

  constructor(memory: ProcessMemory, classes: HiddenClasses, constants: V8Constants) {
    this.#memory = memory;
    this.#classes = classes;
    this.#constants = constants;
  }

  /** The text of a string, or of what a symbol is described by; `null` for anything else. */
  textOf(pointer: number): string | null {
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const text = this.#read(pointer);
    this.#known.set(pointer, text);
    return text;
  }

  #read(pointer: number): string | null {
    const type = this.#classes.of(pointer)?.instanceType;
    if (type === undefined) return null;
    if (type === this.#constants.types.symbol) {
      const description = this.#memory.readWord(pointer - 1 + this.#constants.symbolDescription);
      return description === null ? null : this.#string(description, 0);
    }
    return this.#string(pointer, 0);
  }

  isString(pointer: number): boolean {
    const type = this.#classes.of(pointer)?.instanceType;
    return type !== undefined && type < firstOther;
  }

  #string(pointer: number, depth: number): string | null {
    const type = this.#classes.of(pointer)?.instanceType;
    if (type === undefined || type >= firstOther || depth > deepest) return null;
    switch (type & form.mask) {
      case form.plain:
        return this.#plain(pointer, (type & oneByte) !== 0);
      case form.thin:
        return this.#string(this.#memory.readWord(pointer - 1 + partsAt[0]) ?? 0, depth + 1);
      case form.joined: {
        const [first, second] = partsAt.map((at) =>
          this.#string(this.#memory.readWord(pointer - 1 + at) ?? 0, depth + 1),
        );
        return first === null || second === null ? null : `${first}${second}`;
      }
      case form.sliced:
        return this.#sliced(pointer, depth);
      default:
        return null;
    }
  }

  #length(pointer: number): number {
    const bytes = this.#memory.read(pointer - 1 + lengthAt, 4);
    return bytes?.readUInt32LE(0) ?? Number.POSITIVE_INFINITY;
  }

  #plain(pointer: number, isOneByte: boolean): string | null {
    const length = this.#length(pointer);
    if (length > longest) return null;
    if (length === 0) return '';
    const bytes = this.#memory.read(pointer - 1 + charactersAt, isOneByte ? length : 2 * length);
    return bytes === null ? null : bytes.toString(isOneByte ? 'latin1' : 'utf16le');
  }

  /** A part of a longer string, of which no more than that part is read. */
  #sliced(pointer: number, depth: number): string | null {
    const length = this.#length(pointer);
    const parent = this.#memory.readWord(pointer - 1 + partsAt[0]);
    const from = this.#memory.read(pointer - 1 + partsAt[1], 8)?.readInt32LE(4);
    if (parent === null || from === undefined || length > longest || depth > deepest) return null;
    const type = this.#classes.of(parent)?.instanceType ?? firstOther;
    if (type >= firstOther || (type & form.mask) !== form.plain) return null;
    const width = (type & oneByte) === 0 ? 2 : 1;
    const bytes = this.#memory.read(parent - 1 + charactersAt + from * width, length * width);
    return bytes === null ? null : bytes.toString(width === 1 ? 'latin1' : 'utf16le');
  }
}
