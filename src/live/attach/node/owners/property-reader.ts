import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HiddenClass, HiddenClasses } from '../heap/hidden-classes.ts';
import type { V8Constants } from '../layout/v8-constants.ts';
import type { NameReader } from './name-reader.ts';

const descriptorBytes = 24;
const arrayHead = 16;
/** A prototype of a class has fewer properties; a larger dictionary is data. */
const largestDictionaryBytes = 2 ** 16;

/** One property of a class: its name, and where its value is. */
interface Property {
  readonly name: number;
  /** Number of the field that holds it; `null` where the class holds the value itself. */
  readonly field: number | null;
  readonly value: number;
}

/** Reads which properties objects have: their names, and the values of those asked for by name. */
export class PropertyReader {
  readonly #memory: ProcessMemory;
  readonly #classes: HiddenClasses;
  readonly #constants: V8Constants;
  readonly #names: NameReader;
  /** By the pointer to the class: many objects are of few classes. */
  readonly #known = new Map<number, readonly Property[]>();

  constructor(
    memory: ProcessMemory,
    classes: HiddenClasses,
    constants: V8Constants,
    names: NameReader,
  ) {
    this.#memory = memory;
    this.#classes = classes;
    this.#constants = constants;
    this.#names = names;
  }

  /** The name of the property that a field holds, by its number; `null` where none does. */
  nameOf(hiddenClass: HiddenClass, field: number): string | null {
    const property = this.#propertiesOf(hiddenClass).find((each) => each.field === field);
    return property === undefined ? null : this.#names.textOf(property.name);
  }

  /** The value of a property of an object itself, as a word; `null` where it has none of the name. */
  valueOf(pointer: number, name: string): number | null {
    const hiddenClass = this.#classes.of(pointer);
    if (hiddenClass === null) return null;
    if (hiddenClass.isDictionary) return this.#inDictionary(pointer, name);
    const property = this.#propertiesOf(hiddenClass).find(
      (each) => this.#names.textOf(each.name) === name,
    );
    if (property === undefined) return null;
    if (property.field === null) return property.value;
    const inside = (hiddenClass.instanceBytes - hiddenClass.propertiesAt) / 8;
    if (property.field < inside) {
      return this.#memory.readWord(pointer - 1 + hiddenClass.propertiesAt + 8 * property.field);
    }
    const outside = this.#wordAt(pointer, this.#constants.object.properties);
    return this.#memory.readWord(outside - 1 + arrayHead + 8 * (property.field - inside));
  }

  #propertiesOf(hiddenClass: HiddenClass): readonly Property[] {
    const known = this.#known.get(hiddenClass.pointer);
    if (known !== undefined) return known;
    const properties = this.#readProperties(hiddenClass);
    this.#known.set(hiddenClass.pointer, properties);
    return properties;
  }

  #readProperties({ descriptors, ownDescriptors }: HiddenClass): readonly Property[] {
    const { indexMask, indexShift, locationMask, listHead } = this.#constants.property;
    const bytes = this.#memory.read(descriptors - 1 + listHead, descriptorBytes * ownDescriptors);
    if (bytes === null) return [];
    return Array.from({ length: ownDescriptors }, (_, index) => {
      const at = index * descriptorBytes;
      const details = bytes.readInt32LE(at + 12);
      const isField = (details & locationMask) === 0;
      return {
        name: readWord(bytes, at),
        field: isField ? (details & indexMask) >> indexShift : null,
        value: readWord(bytes, at + 16),
      };
    });
  }

  #inDictionary(pointer: number, name: string): number | null {
    const table = this.#wordAt(pointer, this.#constants.object.properties);
    const head = this.#memory.read(table - 1, arrayHead);
    const bytes = 8 * (head?.readInt32LE(12) ?? 0);
    if (bytes <= 0 || bytes > largestDictionaryBytes) return null;
    const words = this.#memory.read(table - 1 + arrayHead, bytes);
    if (words === null) return null;
    const { headWords, entryWords } = this.#constants.dictionary;
    for (let at = 8 * headWords; at + 8 * entryWords <= bytes; at += 8 * entryWords) {
      if (this.#names.textOf(readWord(words, at)) === name) return readWord(words, at + 8);
    }
    return null;
  }

  #wordAt(pointer: number, offset: number): number {
    return this.#memory.readWord(pointer - 1 + offset) ?? 0;
  }
}
