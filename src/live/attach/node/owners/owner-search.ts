import type { FoundCollection } from '../heap/find-collections.ts';
import type { HeapView } from '../heap/heap-view.ts';
import type { Referrer } from '../heap/referrer.ts';
import type { Holding, OwnerGraph } from './owner-graph.ts';
import type { ProgramNames } from './program-names.ts';

/** How far owners of owners are searched for: each step is a pass over a part of the heap. */
export const mostSteps: number = 4;

/** A name and how much it says; the lowest rank says most. */
interface Candidate {
  readonly rank: number;
  readonly text: string;
}

/** What is known of holders so far, and the names that follow. */
export class OwnerSearch {
  readonly #view: HeapView;
  readonly #graph: OwnerGraph;
  readonly #names: ProgramNames;
  readonly #tables: ReadonlyMap<number, FoundCollection>;
  /** By the object that is held. */
  readonly #holdings = new Map<number, readonly Holding[]>();
  readonly #referenced = new Set<number>();
  readonly #ownNames = new Map<number, string | null>();
  /** Names that were found once. */
  readonly #known = new Map<number, Candidate | null>();
  #next = new Set<number>();

  constructor(
    view: HeapView,
    graph: OwnerGraph,
    names: ProgramNames,
    tables: ReadonlyMap<number, FoundCollection>,
  ) {
    this.#view = view;
    this.#graph = graph;
    this.#names = names;
    this.#tables = tables;
  }

  add(targets: readonly number[], referrers: ReadonlyMap<number, readonly Referrer[]>): void {
    for (const target of targets) {
      const found = referrers.get(target) ?? [];
      const holdings = found.flatMap((each) => this.#graph.holdingOf(each) ?? []);
      this.#holdings.set(target, holdings);
      if (found.length > 0) this.#referenced.add(target);
      for (const holding of holdings) {
        const holder = holderToExplain(holding, this.#tables);
        if (holder !== null) this.#next.add(holder);
      }
    }
  }

  /** Holders whose own holders are not known yet. */
  unexplained(): readonly number[] {
    const holders = [...this.#next].filter(
      (pointer) => !this.#holdings.has(pointer) && !this.#isNamedByClass(pointer),
    );
    this.#next = new Set();
    return holders;
  }

  isReferenced(pointer: number): boolean {
    return this.#referenced.has(pointer);
  }

  nameOf(pointer: number): string | null {
    return this.#best(pointer, new Set())?.text ?? null;
  }

  #best(pointer: number, seen: ReadonlySet<number>): Candidate | null {
    if (seen.has(pointer) || seen.size > 2 * mostSteps) return null;
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const within = new Set([...seen, pointer]);
    let best: Candidate | null = null;
    for (const holding of this.#holdings.get(pointer) ?? []) {
      const candidate = this.#candidate(holding, within);
      if (candidate !== null && (best === null || saysMore(candidate, best))) best = candidate;
    }
    this.#known.set(pointer, best);
    return best;
  }

  #candidate(holding: Holding, seen: ReadonlySet<number>): Candidate | null {
    switch (holding.kind) {
      case 'global':
        return { rank: 0, text: `globalThis.${holding.name}` };
      case 'variable':
        return { rank: 0, text: this.#inFile(holding.context, holding.name) };
      case 'export':
        return { rank: 1, text: holding.name };
      case 'property':
        return this.#property(holding.holder, holding.name, seen);
      case 'element':
        return suffixed(this.#best(holding.elements, seen), `[${holding.index}]`, 2);
      case 'outside':
        return this.#outside(holding, seen);
      case 'cell':
        return this.#best(holding.cell, seen);
      case 'entry': {
        const collection = this.#tables.get(holding.table);
        if (collection === undefined) return null;
        const isMap = collection.kind === 'Map';
        return suffixed(this.#best(collection.pointer, seen), isMap ? '.get(…)' : '.has(…)', 3);
      }
      case 'elementsOf':
        return this.#objectName(holding.holder, seen);
      case 'propertiesOf':
      case 'contextOf':
        return null;
    }
  }

  #property(holder: number, name: string, seen: ReadonlySet<number>): Candidate | null {
    return suffixed(this.#objectName(holder, seen), `.${name}`, 0);
  }

  /** An object outside of which its properties lie. */
  #outside(
    { field, properties, offset }: Extract<Holding, { kind: 'outside' }>,
    seen: ReadonlySet<number>,
  ): Candidate | null {
    for (const holding of this.#holdings.get(properties) ?? []) {
      if (holding.kind !== 'propertiesOf') continue;
      const { holder } = holding;
      const hiddenClass = this.#view.classes.of(holder);
      if (hiddenClass === null) continue;
      if (field === null) return this.#inDictionary(holder, properties, offset, seen);
      const inside = (hiddenClass.instanceBytes - hiddenClass.propertiesAt) / 8;
      const name = this.#names.properties.nameOf(hiddenClass, inside + field);
      if (name !== null) return this.#property(holder, name, seen);
    }
    return null;
  }

  /** Keys of an object that is used as a dictionary are not read, but for those of a class. */
  #inDictionary(
    holder: number,
    properties: number,
    offset: number,
    seen: ReadonlySet<number>,
  ): Candidate | null {
    const key = this.#view.memory.readWord(properties - 1 + offset - 8) ?? 0;
    const name = this.#names.isFunction(holder) ? this.#names.names.textOf(key) : null;
    return name === null
      ? suffixed(this.#objectName(holder, seen), '[…]', 2)
      : this.#property(holder, name, seen);
  }

  /** A class or function by its name, an instance by its class, another object by what holds it. */
  #objectName(pointer: number, seen: ReadonlySet<number>): Candidate | null {
    const own = this.#ownName(pointer);
    if (own !== null) return { rank: 1, text: own };
    const held = this.#best(pointer, seen);
    if (held !== null) return { rank: held.rank + 1, text: held.text };
    return null;
  }

  #ownName(pointer: number): string | null {
    const known = this.#ownNames.get(pointer);
    if (known !== undefined) return known;
    const name = this.#readOwnName(pointer);
    this.#ownNames.set(pointer, name);
    return name;
  }

  #readOwnName(pointer: number): string | null {
    if (this.#names.isFunction(pointer)) return this.#names.functionName(pointer);
    const hiddenClass = this.#view.classes.of(pointer);
    const name = hiddenClass === null ? null : this.#names.className(hiddenClass);
    return name === null || plainClasses.has(name) ? null : name;
  }

  #isNamedByClass(pointer: number): boolean {
    const type = this.#view.classes.of(pointer)?.instanceType ?? 0;
    return type >= this.#view.layout.constants.types.firstObject && this.#ownName(pointer) !== null;
  }

  /** A variable with the file of a function that was made in its context, where there is one. */
  #inFile(context: number, name: string): string {
    for (const holding of this.#holdings.get(context) ?? []) {
      if (holding.kind !== 'contextOf') continue;
      const file = this.#names.fileOfFunction(holding.function);
      if (file !== null) return `${file}: ${name}`;
    }
    return name;
  }
}

/**
 * Of two that say as much the first by its letters: the collector moves what holds a collection, and its name
 * is not to change with that.
 */
function saysMore(one: Candidate, other: Candidate): boolean {
  return one.rank < other.rank || (one.rank === other.rank && one.text < other.text);
}

/** Classes that say nothing of what an object is for. */
const plainClasses: ReadonlySet<string> = new Set(['Object', 'Array', 'Map', 'Set', 'Function']);

function suffixed(candidate: Candidate | null, suffix: string, cost: number): Candidate | null {
  return candidate === null
    ? null
    : { rank: candidate.rank + cost, text: `${candidate.text}${suffix}` };
}

/** The object whose own holders tell more. */
function holderToExplain(
  holding: Holding,
  tables: ReadonlyMap<number, FoundCollection>,
): number | null {
  switch (holding.kind) {
    case 'variable':
      return holding.context;
    case 'property':
    case 'elementsOf':
    case 'propertiesOf':
      return holding.holder;
    case 'element':
      return holding.elements;
    case 'outside':
      return holding.properties;
    case 'cell':
      return holding.cell;
    case 'entry':
      return tables.get(holding.table)?.pointer ?? null;
    case 'global':
    case 'export':
    case 'contextOf':
      return null;
  }
}
