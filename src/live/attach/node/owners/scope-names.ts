import { numberAt } from '../../../../base/primitives/number-at.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import { type HiddenClasses, isStrongPointer } from '../heap/hidden-classes.ts';
import { pageBytes } from '../layout/node-layout.ts';
import type { V8Constants } from '../layout/v8-constants.ts';
import type { NameReader } from './name-reader.ts';

/** The variables of one scope that live in its contexts, and what the scope's function is called. */
export interface ScopeNames {
  readonly variables: readonly (string | null)[];
  readonly functionName: string | null;
}

/** More variables than that stand in a table instead of a list. */
const mostVariables = 100_000;
const arrayHead = 16;
/** A table from names to places: three counters, then pairs. */
const tableHeadWords = 3;
/** Words behind the variables in which the function's name may stand. */
const wordsBehind = 8;

/** Reads what scopes call their variables, each scope once. */
export class ScopeReader {
  readonly #memory: ProcessMemory;
  readonly #classes: HiddenClasses;
  readonly #constants: V8Constants;
  readonly #names: NameReader;
  readonly #known = new Map<number, ScopeNames | null>();

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

  /** `null` where the pointer leads to no scope. */
  namesOf(scope: number): ScopeNames | null {
    const known = this.#known.get(scope);
    if (known !== undefined) return known;
    const isScope = this.#classes.of(scope)?.instanceType === this.#constants.types.scopeInfo;
    const names = isScope ? this.#read(scope) : null;
    this.#known.set(scope, names);
    return names;
  }

  /** The name of the variable in a slot of a context; `null` for slots that hold none. */
  variableIn(context: number, offset: number): string | null {
    const bytes = this.#memory.read(context - 1, arrayHead + 8);
    if (bytes === null) return null;
    const names = this.namesOf(readWord(bytes, arrayHead));
    if (names === null) return null;
    const slots = bytes.readInt32LE(12);
    const first = this.#firstVariable(context, slots, names);
    return names.variables[(offset - arrayHead) / 8 - first] ?? null;
  }

  /**
   * Before the variables of a context there may be a slot for an extension, behind them one for the
   * function's own name.
   */
  #firstVariable(context: number, slots: number, { variables }: ScopeNames): number {
    const least = this.#constants.contextFirstSlot;
    const others = slots - variables.length - least;
    if (others <= 0) return least;
    if (others > 1) return least + 1;
    const last = this.#memory.readWord(context - 1 + arrayHead + 8 * (slots - 1)) ?? 0;
    return this.#isFunctionOf(last, context) ? least : least + 1;
  }

  #isFunctionOf(pointer: number, context: number): boolean {
    if (!isStrongPointer(pointer)) return false;
    const { functions, sharedInfo, types } = this.#constants;
    const shared = this.#memory.readWord(pointer - 1 + functions.shared) ?? 0;
    if (this.#classes.of(shared)?.instanceType !== types.sharedFunctionInfo) return false;
    const scope = this.#memory.readWord(shared - 1 + sharedInfo.nameOrScopeInfo);
    return scope === this.#memory.readWord(context - 1 + arrayHead);
  }

  #read(scope: number): ScopeNames | null {
    const { contextLocals, firstNames } = this.#constants.scopeInfo;
    // Counted in words behind the class.
    const count = this.#memory.read(scope - 1 + 8 * (1 + contextLocals), 8)?.readInt32LE(4) ?? -1;
    if (count < 0 || count > mostVariables) return null;
    const at = 8 * (1 + firstNames);
    // Nothing of a small object lies on another page.
    const most = pageBytes - ((scope - 1 + at) % pageBytes);
    const wanted = 8 * (2 * count + wordsBehind + 2);
    const list = this.#memory.read(scope - 1 + at, Math.min(most, wanted));
    if (list === null) return null;
    const words = Array.from({ length: list.length / 8 }, (_, index) => readWord(list, index * 8));
    // Positions and counts of other things may stand before the names.
    const first = words.findIndex(isStrongPointer);
    if (first === -1 || count === 0) {
      return { variables: [], functionName: this.#firstText(words, Math.max(0, first)) };
    }
    const isList = this.#names.isString(numberAt(words, first));
    const variables = isList
      ? words.slice(first, first + count).map((word) => this.#names.textOf(word))
      : this.#fromTable(numberAt(words, first), count);
    // Behind the names stand as many small integers that say how each is declared.
    const behind = first + (isList ? count : 1) + count;
    return { variables, functionName: this.#firstText(words, behind) };
  }

  #firstText(words: readonly number[], from: number): string | null {
    for (const word of words.slice(from, from + wordsBehind)) {
      if (!isStrongPointer(word)) continue;
      return this.#names.isString(word) ? this.#names.textOf(word) : null;
    }
    return null;
  }

  #fromTable(pointer: number, count: number): readonly (string | null)[] {
    const names = Array.from({ length: count }, (): string | null => null);
    const head = this.#memory.read(pointer - 1, arrayHead);
    const words = head?.readInt32LE(12) ?? 0;
    if (words <= 0 || words > 8 * mostVariables) return names;
    const bytes = this.#memory.read(pointer - 1 + arrayHead, 8 * words);
    if (bytes === null) return names;
    for (let at = 8 * tableHeadWords; at + 16 <= bytes.length; at += 16) {
      const place = bytes.readInt32LE(at + 12);
      const isPlace = bytes.readInt32LE(at + 8) === 0 && place >= 0 && place < count;
      if (isPlace) names[place] = this.#names.textOf(readWord(bytes, at)) ?? names[place] ?? null;
    }
    return names;
  }
}
