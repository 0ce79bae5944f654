import type { HeldLock, MapSite, SiteUse } from './map-site.ts';

/** A call of a function of the package, and what holds there. */
export interface Call {
  readonly callee: string;
  /** Who calls, as `Type.method` or `function`. */
  readonly function: string;
  readonly held: readonly HeldLock[];
  readonly isInGoroutine: boolean;
  readonly isSetup: boolean;
  readonly isCallerLocked: boolean;
}

/** What every caller of a function does before it calls: `all` where nothing says otherwise. */
interface Inherited {
  readonly locks: ReadonlyMap<string, HeldLock['mode']> | 'all';
  /** Whether it is only ever called while what it works on is being made. */
  readonly isSetup: boolean;
}

const mostRounds = 8;

/**
 * Who calls whom under which locks, in one package. A function that nobody outside can call, and that is only
 * called with a lock held, has it. Methods are known by their name alone, so that two of one name share their
 * callers: that may lose a lock, and never makes one up.
 */
export class Callers {
  readonly #calls = new Map<string, Call[]>();
  readonly #handedOn = new Set<string>();

  add(call: Call): void {
    if (!isInner(call.callee)) return;
    const known = this.#calls.get(call.callee);
    if (known === undefined) this.#calls.set(call.callee, [call]);
    else known.push(call);
  }

  /** A function that is handed on may be called by anybody. */
  handOn(name: string): void {
    if (isInner(name)) this.#handedOn.add(name);
  }

  /** Gives the uses of sites the locks that all callers of their function hold. */
  inherit(sites: Iterable<MapSite>): void {
    const inherited = this.#solve();
    for (const { uses } of sites)
      for (const [index, use] of uses.entries()) {
        const found = use.isInGoroutine ? undefined : inherited.get(lastName(use.function));
        if (found !== undefined) uses[index] = withInherited(use, found);
      }
  }

  #solve(): ReadonlyMap<string, Inherited> {
    const names = [...this.#calls.keys()].filter((name) => !this.#handedOn.has(name));
    let known = new Map<string, Inherited>(
      names.map((name) => [name, { locks: 'all', isSetup: true }]),
    );
    for (let round = 0; round < mostRounds; round += 1) {
      const before = known;
      known = new Map(names.map((name) => [name, this.#inheritedBy(name, before)]));
      if (names.every((name) => isSame(before.get(name), known.get(name)))) return known;
    }
    return new Map();
  }

  #inheritedBy(name: string, known: ReadonlyMap<string, Inherited>): Inherited {
    let locks: Inherited['locks'] = 'all';
    let isSetup = true;
    for (const call of this.#calls.get(name) ?? []) {
      const above = call.isInGoroutine ? undefined : known.get(lastName(call.function));
      if (call.isSetup || above?.isSetup === true) continue;
      isSetup = false;
      if (call.isCallerLocked && !call.isInGoroutine) continue;
      const own = new Map(call.held.map((lock) => [lastName(lock.name), lock.mode]));
      if (above?.locks === 'all') continue;
      for (const [lock, mode] of above?.locks ?? []) own.set(lock, mode);
      locks = locks === 'all' ? own : common(locks, own);
    }
    return { locks, isSetup };
  }
}

function common(
  a: ReadonlyMap<string, HeldLock['mode']>,
  b: ReadonlyMap<string, HeldLock['mode']>,
): ReadonlyMap<string, HeldLock['mode']> {
  const both = [...a].filter(([name]) => b.has(name));
  return new Map(both.map(([name, mode]) => [name, b.get(name) === 'read' ? 'read' : mode]));
}

function isSame(a: Inherited | undefined, b: Inherited | undefined): boolean {
  const text = (one: Inherited | undefined): string =>
    JSON.stringify([one?.isSetup, one?.locks === 'all' ? 'all' : [...(one?.locks ?? [])]]);
  return text(a) === text(b);
}

function withInherited(use: SiteUse, { locks, isSetup }: Inherited): SiteUse {
  if (isSetup) return { ...use, isSetup: true };
  if (locks === 'all') return { ...use, isCallerLocked: true };
  if (locks.size === 0) return use;
  const held = [...use.held, ...[...locks].map(([name, mode]) => ({ name, mode }))];
  return { ...use, held, lock: use.lock ?? held[0] ?? null };
}

/** Whether only this package can call it. */
function isInner(name: string): boolean {
  return /^\p{Ll}/u.test(name);
}

/** `mu` of `c.mu`, `get` of `Cache.get`. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
