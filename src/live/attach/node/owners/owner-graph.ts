import { readWord } from '../../proc/process-memory.ts';
import type { HeapView } from '../heap/heap-view.ts';
import { isStrongPointer } from '../heap/hidden-classes.ts';
import type { ProgramNames } from './program-names.ts';
import type { Referrer } from '../heap/referrer.ts';

/** How an object holds another. Pointers are one more than addresses. */
export type Holding =
  /** A global variable. */
  | { readonly kind: 'global'; readonly name: string }
  /** A variable that a closure keeps, or one of a module or script. */
  | { readonly kind: 'variable'; readonly name: string; readonly context: number }
  | { readonly kind: 'property'; readonly name: string; readonly holder: number }
  /** An element of what has that array of elements. */
  | { readonly kind: 'element'; readonly index: number; readonly elements: number }
  /** A property of what has that array or dictionary of properties. */
  | {
      readonly kind: 'outside';
      /** Its place in an array; `null` in a dictionary. */
      readonly field: number | null;
      readonly properties: number;
      readonly offset: number;
    }
  /** What a module exports under that name, or what a cell holds for something else. */
  | { readonly kind: 'cell'; readonly cell: number }
  | { readonly kind: 'export'; readonly name: string }
  /** A key, value or element of another collection. */
  | { readonly kind: 'entry'; readonly table: number }
  /** The elements of an array, or properties of an object: what holds these holds the rest. */
  | { readonly kind: 'elementsOf'; readonly holder: number }
  | { readonly kind: 'propertiesOf'; readonly holder: number }
  /** A context in which a function was made. */
  | { readonly kind: 'contextOf'; readonly function: number };

const arrayHead = 16;
const cellValue = 8;
const propertyCellName = 8;

/** Tells how objects hold others, by their types. */
export class OwnerGraph {
  readonly #view: HeapView;
  readonly #names: ProgramNames;
  readonly #mapTables: ReadonlySet<number>;
  readonly #weakTables: ReadonlySet<number>;
  readonly #dictionaries: ReadonlySet<number>;

  constructor(view: HeapView, names: ProgramNames) {
    this.#view = view;
    this.#names = names;
    const { map, set, weak, dictionary } = view.tableClasses;
    this.#mapTables = new Set([...map, ...set]);
    this.#weakTables = new Set(weak);
    this.#dictionaries = new Set(dictionary);
  }

  /** `null` for one that does not keep the object alive, or in a way that has no name. */
  holdingOf(referrer: Referrer): Holding | null {
    const { pointer, hiddenClass, offset } = referrer;
    const { types, object } = this.#view.layout.constants;
    const type = hiddenClass.instanceType;
    if (type === types.jsWeakRef || type === types.weakCell) return null;
    if (this.#weakTables.has(hiddenClass.pointer)) return null;
    if (this.#mapTables.has(hiddenClass.pointer)) return { kind: 'entry', table: pointer };
    if (this.#dictionaries.has(hiddenClass.pointer)) {
      return { kind: 'outside', field: null, properties: pointer, offset };
    }
    if (type >= types.context[0] && type <= types.context[1]) return this.#inContext(referrer);
    switch (type) {
      case types.propertyCell:
        return this.#inPropertyCell(pointer);
      case types.cell:
      case types.contextCell:
        return offset === cellValue ? { kind: 'cell', cell: pointer } : null;
      case types.propertyArray:
        return { kind: 'outside', field: (offset - arrayHead) / 8, properties: pointer, offset };
      case types.fixedArray:
        return { kind: 'element', index: (offset - arrayHead) / 8, elements: pointer };
      default:
    }
    if (hiddenClass.instanceBytes === 0) return this.#inTable(referrer);
    // Other objects of the engine have no properties.
    if (type < types.firstObject) return null;
    if (offset === object.elements) return { kind: 'elementsOf', holder: pointer };
    if (offset === object.properties) return { kind: 'propertiesOf', holder: pointer };
    if (this.#isContextOfFunction(referrer)) return { kind: 'contextOf', function: pointer };
    return this.#inObject(referrer);
  }

  #inContext({ pointer, offset }: Referrer): Holding | null {
    const name = this.#names.scopes.variableIn(pointer, offset);
    return name === null ? null : { kind: 'variable', name, context: pointer };
  }

  #inPropertyCell(pointer: number): Holding | null {
    const name = this.#names.names.textOf(this.#wordAt(pointer, propertyCellName));
    return name === null ? null : { kind: 'global', name };
  }

  #inObject({ pointer, hiddenClass, offset }: Referrer): Holding | null {
    if (hiddenClass.isDictionary || offset < hiddenClass.propertiesAt) return null;
    const field = (offset - hiddenClass.propertiesAt) / 8;
    const name = this.#names.properties.nameOf(hiddenClass, field);
    return name === null ? null : { kind: 'property', name, holder: pointer };
  }

  /** A module keeps what it exports in a table from names to cells. */
  #inTable({ pointer, offset }: Referrer): Holding | null {
    const before = this.#wordAt(pointer, offset - 8);
    if (!isStrongPointer(before) || !this.#names.names.isString(before)) return null;
    const name = this.#names.names.textOf(before);
    return name === null ? null : { kind: 'export', name };
  }

  #isContextOfFunction({ pointer, offset }: Referrer): boolean {
    const { functions } = this.#view.layout.constants;
    return offset === functions.context && this.#names.isFunction(pointer);
  }

  #wordAt(pointer: number, offset: number): number {
    const bytes = this.#view.memory.read(pointer - 1 + offset, 8);
    return bytes === null ? 0 : readWord(bytes, 0);
  }
}
