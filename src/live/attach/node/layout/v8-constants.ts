import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';

/**
 * What V8 says of itself in every executable that holds it: instance types and offsets, meant for
 * debuggers that look at a core. Offsets are bytes from an object's first word.
 */
export interface V8Constants {
  readonly types: {
    readonly map: number;
    /** Of things of the language; those of the engine have lower ones. */
    readonly firstObject: number;
    readonly jsMap: number;
    readonly jsSet: number;
    readonly jsWeakMap: number;
    readonly jsWeakSet: number;
    readonly jsArray: number;
    readonly jsPromise: number;
    readonly context: readonly [first: number, last: number];
    readonly fixedArray: number;
    readonly propertyArray: number;
    readonly propertyCell: number;
    readonly cell: number;
    /** Wraps a variable of a context since V8 13. */
    readonly contextCell: number | null;
    readonly scopeInfo: number;
    readonly sharedFunctionInfo: number;
    readonly script: number;
    readonly sourceTextModule: number;
    readonly jsWeakRef: number;
    readonly weakCell: number;
    readonly symbol: number;
  };
  readonly hiddenClass: {
    readonly sizeInWords: number;
    readonly inObjectStart: number;
    readonly instanceType: number;
    readonly bitField3: number;
    readonly constructorOrBack: number;
    readonly prototype: number;
    readonly descriptors: number;
    readonly isDictionaryBit: number;
    readonly ownDescriptors: { readonly mask: number; readonly shift: number };
  };
  readonly property: {
    readonly indexMask: number;
    readonly indexShift: number;
    readonly locationMask: number;
    /** Bytes of a list of properties before the first one. */
    readonly listHead: number;
  };
  readonly object: { readonly properties: number; readonly elements: number };
  readonly functions: { readonly shared: number; readonly context: number };
  readonly sharedInfo: { readonly nameOrScopeInfo: number; readonly script: number };
  readonly scriptName: number;
  readonly symbolDescription: number;
  readonly scopeInfo: { readonly contextLocals: number; readonly firstNames: number };
  readonly contextFirstSlot: number;
  /** Of an object that is used as one: words before its entries, and words of an entry. */
  readonly dictionary: { readonly headWords: number; readonly entryWords: number };
}

/** Symbols of that kind begin so. */
const prefix = 'v8dbg_';

/**
 * Reads the constants out of an executable or library.
 *
 * @throws SandboxError `invalid` where it has none, or not all that are needed
 */
export function readV8Constants(elf: ElfFile): V8Constants {
  const values = constantsIn(elf);
  if (values.size === 0) {
    throw new SandboxError(
      'invalid',
      `expected ${elf.path} to be Node.js: it has no constants of V8 (symbols v8dbg_*)`,
    );
  }
  const named = new NamedConstants(values, elf.path);
  if (named.one('TaggedSize', 8) !== 8) {
    throw new SandboxError(
      'invalid',
      `expected a Node.js without pointer compression, got pointers of ${named.one('TaggedSize')} bytes in ${elf.path}`,
    );
  }
  return {
    types: typesOf(named),
    hiddenClass: hiddenClassOf(named),
    property: {
      indexMask: named.one('prop_index_mask'),
      indexShift: named.one('prop_index_shift'),
      locationMask: named.one('prop_location_mask'),
      listHead: named.field('DescriptorArray', 'header_size'),
    },
    object: {
      properties: named.field('JSReceiver', 'raw_properties_or_hash'),
      elements: named.field('JSObject', 'elements'),
    },
    functions: {
      shared: named.field('JSFunction', 'shared'),
      context: named.field('JSFunction', 'context'),
    },
    sharedInfo: {
      nameOrScopeInfo: named.field('SharedFunctionInfo', 'name_or_scope_info'),
      script: named.field('SharedFunctionInfo', 'raw_script', 'script_or_debug_info', 'script'),
    },
    scriptName: named.field('Script', 'name'),
    symbolDescription: named.field('Symbol', 'name'),
    scopeInfo: {
      contextLocals: named.one('scopeinfo_idx_ncontextlocals'),
      firstNames: named.one('scopeinfo_idx_first_vars'),
    },
    contextFirstSlot: named.one('context_min_slots'),
    dictionary: {
      headWords:
        named.one('namedictionary_prefix_start_index') +
        named.one('namedictionaryshape_prefix_size'),
      entryWords: named.one('namedictionaryshape_entry_size'),
    },
  };
}

function hiddenClassOf(named: NamedConstants): V8Constants['hiddenClass'] {
  return {
    sizeInWords: named.field('Map', 'instance_size_in_words'),
    inObjectStart: named.field('Map', 'inobject_properties_start_or_constructor_function_index'),
    instanceType: named.field('Map', 'instance_type'),
    bitField3: named.field('Map', 'bit_field3'),
    constructorOrBack: named.field('Map', 'constructor_or_back_pointer'),
    prototype: named.field('Map', 'prototype'),
    descriptors: named.one('class_Map__instance_descriptors_offset'),
    isDictionaryBit: named.one('bit_field3_is_dictionary_map_shift'),
    ownDescriptors: {
      mask: named.one('bit_field3_number_of_own_descriptors_mask'),
      shift: named.one('bit_field3_number_of_own_descriptors_shift'),
    },
  };
}

function typesOf(named: NamedConstants): V8Constants['types'] {
  return {
    map: named.type('Map'),
    firstObject: named.type('JSProxy'),
    jsMap: named.type('JSMap'),
    jsSet: named.type('JSSet'),
    jsWeakMap: named.type('JSWeakMap'),
    jsWeakSet: named.type('JSWeakSet'),
    jsArray: named.type('JSArray'),
    jsPromise: named.type('JSPromise'),
    context: [named.one('FirstContextType'), named.one('LastContextType')],
    fixedArray: named.type('FixedArray'),
    propertyArray: named.type('PropertyArray'),
    propertyCell: named.type('PropertyCell'),
    cell: named.type('Cell'),
    contextCell: named.optionalType('ContextCell') ?? named.optionalType('ContextSidePropertyCell'),
    scopeInfo: named.type('ScopeInfo'),
    sharedFunctionInfo: named.type('SharedFunctionInfo'),
    script: named.type('Script'),
    sourceTextModule: named.type('SourceTextModule'),
    jsWeakRef: named.type('JSWeakRef'),
    weakCell: named.type('WeakCell'),
    symbol: named.type('Symbol'),
  };
}

/** Names are spelt a little differently from version to version. */
class NamedConstants {
  readonly #values: ReadonlyMap<string, number>;
  readonly #path: string;

  constructor(values: ReadonlyMap<string, number>, path: string) {
    this.#values = values;
    this.#path = path;
  }

  one(name: string, otherwise?: number): number {
    const value = this.#values.get(name) ?? otherwise;
    if (value === undefined) throw this.#missing(name);
    return value;
  }

  /** An offset, as in `class_Map__instance_type__uint16_t`: the type at its end differs. */
  field(owner: string, ...names: readonly string[]): number {
    for (const name of names) {
      const start = `class_${owner}__${name}__`;
      for (const [key, value] of this.#values) if (key.startsWith(start)) return value;
    }
    throw this.#missing(`class_${owner}__${names[0]}`);
  }

  type(name: string): number {
    const value = this.optionalType(name);
    if (value === null) throw this.#missing(`type_${name}`);
    return value;
  }

  optionalType(name: string): number | null {
    const start = `type_${name}__`;
    for (const [key, value] of this.#values) if (key.startsWith(start)) return value;
    return null;
  }

  #missing(name: string): SandboxError {
    return new SandboxError(
      'invalid',
      `expected ${this.#path} to be a Node.js that mapswell knows: it does not name ${prefix}${name}`,
    );
  }
}

/** Values by names without their prefix. */
function constantsIn(elf: ElfFile): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const { name, value, bytes } of readSymbols(elf, { kind: 'object', prefix })) {
    // A constant of 0 lies in memory that has no bytes in the file.
    const offset = elf.fileOffsetOf(value);
    const word = offset === null || bytes !== 4 ? 0 : elf.readFile(offset, 4).readInt32LE();
    values.set(name.slice(prefix.length), word);
  }
  return values;
}
