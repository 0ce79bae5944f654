import { posix } from 'node:path';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import { type HiddenClass, type HiddenClasses, isStrongPointer } from '../heap/hidden-classes.ts';
import type { V8Constants } from '../layout/v8-constants.ts';
import { NameReader } from './name-reader.ts';
import { PropertyReader } from './property-reader.ts';
import { ScopeReader } from './scope-names.ts';

/** A class was made from another, and that from another: no more often than an object has properties. */
const longestChain = 2048;

/** What a program calls its functions, classes, properties and files. */
export class ProgramNames {
  readonly names: NameReader;
  readonly scopes: ScopeReader;
  readonly properties: PropertyReader;
  readonly #memory: ProcessMemory;
  readonly #classes: HiddenClasses;
  readonly #constants: V8Constants;
  readonly #constructors = new Map<number, string | null>();

  constructor(memory: ProcessMemory, classes: HiddenClasses, constants: V8Constants) {
    this.#memory = memory;
    this.#classes = classes;
    this.#constants = constants;
    this.names = new NameReader(memory, classes, constants);
    this.scopes = new ScopeReader(memory, classes, constants, this.names);
    this.properties = new PropertyReader(memory, classes, constants, this.names);
  }

  isFunction(pointer: number): boolean {
    return this.#sharedOf(pointer) !== null;
  }

  /** The name of a function or class; `null` for one without. */
  functionName(pointer: number): string | null {
    const shared = this.#sharedOf(pointer);
    if (shared === null) return null;
    const name = this.#wordOf(shared, this.#constants.sharedInfo.nameOrScopeInfo);
    const text = this.names.isString(name)
      ? this.names.textOf(name)
      : (this.scopes.namesOf(name)?.functionName ?? null);
    return text === '' ? null : text;
  }

  /** The last part of the path of the file that a function stands in. */
  fileOfFunction(pointer: number): string | null {
    const shared = this.#sharedOf(pointer);
    return shared === null ? null : this.fileOfShared(shared);
  }

  /** As `fileOfFunction`, by what all closures of a function share. */
  fileOfShared(shared: number): string | null {
    const script = this.#wordOf(shared, this.#constants.sharedInfo.script);
    if (this.#classes.of(script)?.instanceType !== this.#constants.types.script) return null;
    const path = this.names.textOf(this.#wordOf(script, this.#constants.scriptName));
    return path === null || path === '' ? null : posix.basename(path);
  }

  /** The name of the class of which objects with that hidden class are. */
  className(hiddenClass: HiddenClass): string | null {
    const known = this.#constructors.get(hiddenClass.pointer);
    if (known !== undefined) return known;
    // A class made from another names that one as its constructor; its prototype knows better.
    const own = this.properties.valueOf(hiddenClass.prototype, 'constructor');
    const constructor =
      own !== null && this.isFunction(own) ? own : this.#constructorOf(hiddenClass);
    const name = constructor === null ? null : this.functionName(constructor);
    this.#constructors.set(hiddenClass.pointer, name);
    return name;
  }

  #constructorOf(hiddenClass: HiddenClass): number | null {
    let from = hiddenClass;
    for (let step = 0; step < longestChain; step++) {
      const back = this.#classes.at(from.constructorOrBack);
      if (back === null) {
        return isStrongPointer(from.constructorOrBack) ? from.constructorOrBack : null;
      }
      from = back;
    }
    return null;
  }

  #sharedOf(pointer: number): number | null {
    if (!isStrongPointer(pointer)) return null;
    const shared = this.#wordOf(pointer, this.#constants.functions.shared);
    const type = this.#classes.of(shared)?.instanceType;
    return type === this.#constants.types.sharedFunctionInfo ? shared : null;
  }

  #wordOf(pointer: number, offset: number): number {
    return this.#memory.readWord(pointer - 1 + offset) ?? 0;
  }
}
