import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { V8Constants } from '../layout/v8-constants.ts';

/** What the first word of an object points to: V8's hidden class, which it calls a map. */
export interface HiddenClass {
  /** As words of memory hold it: one more than the address. */
  readonly pointer: number;
  readonly instanceType: number;
  /** Bytes of an instance; 0 where each says how long it is. */
  readonly instanceBytes: number;
  /** Bytes from an instance's start to its first property; that of no object has no meaning. */
  readonly propertiesAt: number;
  readonly isDictionary: boolean;
  readonly ownDescriptors: number;
  /** The constructor, or the class that this one was made from. */
  readonly constructorOrBack: number;
  readonly prototype: number;
  readonly descriptors: number;
}

/** Whether a word can be a pointer to an object that keeps it alive. */
export function isStrongPointer(word: number): boolean {
  return word % 4 === 1 && word > 2 ** 16 && word < 2 ** 47;
}

/** Bytes of a class that are read. */
const classBytes = 48;

/** The hidden classes of a process, each read once. */
export class HiddenClasses {
  readonly #memory: ProcessMemory;
  readonly #constants: V8Constants;
  readonly #known = new Map<number, HiddenClass | null>();
  readonly #metaClasses = new Map<number, boolean>();

  constructor(memory: ProcessMemory, constants: V8Constants) {
    this.#memory = memory;
    this.#constants = constants;
  }

  /** The class to which a word points, or `null` if it points to none. */
  at(pointer: number): HiddenClass | null {
    if (!isStrongPointer(pointer)) return null;
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const found = this.#read(pointer);
    this.#known.set(pointer, found);
    return found;
  }

  /** The class of the object to which a word points. */
  of(pointer: number): HiddenClass | null {
    if (!isStrongPointer(pointer)) return null;
    return this.at(this.#memory.readWord(pointer - 1) ?? 0);
  }

  /** Forgets words that pointed to no class: objects move, and classes come. */
  forgetStrangers(): void {
    for (const [pointer, found] of this.#known) if (found === null) this.#known.delete(pointer);
  }

  #read(pointer: number): HiddenClass | null {
    const bytes = this.#memory.read(pointer - 1, classBytes);
    if (bytes === null || !this.#isMeta(readWord(bytes, 0))) return null;
    const { hiddenClass: offsets } = this.#constants;
    const bits = bytes.readUInt32LE(offsets.bitField3);
    const { mask, shift } = offsets.ownDescriptors;
    return {
      pointer,
      instanceType: bytes.readUInt16LE(offsets.instanceType),
      instanceBytes: 8 * bytes.readUInt8(offsets.sizeInWords),
      propertiesAt: 8 * bytes.readUInt8(offsets.inObjectStart),
      isDictionary: ((bits >>> offsets.isDictionaryBit) & 1) === 1,
      ownDescriptors: (bits & mask) >>> shift,
      constructorOrBack: readWord(bytes, offsets.constructorOrBack),
      prototype: readWord(bytes, offsets.prototype),
      descriptors: readWord(bytes, offsets.descriptors),
    };
  }

  /** The class of classes; contexts may have one each, which all are their own class. */
  #isMeta(pointer: number): boolean {
    if (!isStrongPointer(pointer)) return false;
    const known = this.#metaClasses.get(pointer);
    if (known !== undefined) return known;
    const { types, hiddenClass } = this.#constants;
    const bytes = this.#memory.read(pointer - 1, hiddenClass.instanceType + 4);
    const isMeta =
      bytes !== null &&
      readWord(bytes, 0) === pointer &&
      bytes.readUInt16LE(hiddenClass.instanceType) === types.map;
    this.#metaClasses.set(pointer, isMeta);
    return isMeta;
  }
}
