import { elsewhere } from './callee.ts';
import type { HeldLock, MapSite, SiteUse } from './map-site.ts';

/** A call of a function of the package, and what holds there. */
export interface Call {
  readonly callee: string;
  /** The type whose method it is, `''` of a function; `null` where the type is not seen. */
  readonly receiver: string | null;
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
 * called with a lock held, has it. A call of a method of a type that is not seen counts for every method of
 * that name: that may lose a lock, and never makes one up.
 */
export class Callers {
  readonly #calls = new Map<string, Call[]>();
  readonly #functions = new Set<string>();
  readonly #handedOn = new Set<string>();

  /** A function of the package, as `Type.method` or `function`. */
  declare(name: string): void {
    this.#functions.add(name);
  }

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
    const calls = new Map([...this.#functions].map((name) => [name, this.#callsOf(name)] as const));
    const inherited = this.#solve(calls);
    const sometimes = heldByAny(calls);
    for (const { uses } of sites)
      for (const [index, use] of uses.entries()) {
        if (use.isInGoroutine) continue;
        const found = inherited.get(use.function);
        const maybeHeld = [...(sometimes.get(use.function) ?? [])];
        if (found !== undefined) uses[index] = withInherited({ ...use, maybeHeld }, found);
        else if (maybeHeld.length > 0) uses[index] = { ...use, maybeHeld };
      }
  }

  #callsOf(name: string): readonly Call[] {
    const type = typeOf(name);
    return (this.#calls.get(lastName(name)) ?? []).filter(
      ({ receiver }) => receiver === type || (receiver === null && type !== ''),
    );
  }

  #solve(calls: CallsByFunction): ReadonlyMap<string, Inherited> {
    const inner = [...calls].filter(
      ([name, own]) => own.length > 0 && !this.#handedOn.has(lastName(name)),
    );
    let known = new Map<string, Inherited>(
      inner.map(([name]) => [name, { locks: 'all', isSetup: true }]),
    );
    for (let round = 0; round < mostRounds; round += 1) {
      const before = known;
      known = new Map(inner.map(([name, own]) => [name, inheritedBy(own, before)]));
      if (inner.every(([name]) => isSame(before.get(name), known.get(name)))) return known;
    }
    return new Map();
  }
}

type CallsByFunction = ReadonlyMap<string, readonly Call[]>;

/** The locks that any caller of a function holds, or a caller of that. */
function heldByAny(calls: CallsByFunction): ReadonlyMap<string, ReadonlySet<string>> {
  const held = new Map<string, Set<string>>();
  for (const [name, own] of calls)
    held.set(name, new Set(own.flatMap((call) => call.held.map((lock) => lock.name))));
  for (let round = 0; round < mostRounds; round += 1) {
    let isSettled = true;
    for (const [name, own] of calls) {
      const locks = held.get(name) ?? new Set();
      const before = locks.size;
      for (const call of own)
        if (!call.isInGoroutine) for (const lock of held.get(call.function) ?? []) locks.add(lock);
      if (locks.size > before) isSettled = false;
    }
    if (isSettled) break;
  }
  return held;
}

function inheritedBy(calls: readonly Call[], known: ReadonlyMap<string, Inherited>): Inherited {
  let locks: Inherited['locks'] = 'all';
  let isSetup = true;
  for (const call of calls) {
    const above = call.isInGoroutine ? undefined : known.get(call.function);
    if (call.isSetup || above?.isSetup === true) continue;
    isSetup = false;
    if (call.isCallerLocked && !call.isInGoroutine) continue;
    const own = new Map(call.held.map((lock) => [lock.name, lock.mode]));
    if (above?.locks === 'all') continue;
    for (const [lock, mode] of above?.locks ?? [])
      own.set(
        call.receiver === '' || call.receiver === typeOf(call.function) ? lock : elsewhere(lock),
        mode,
      );
    locks = locks === 'all' ? own : common(locks, own);
  }
  return { locks, isSetup };
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

/** `Cache` of `Cache.get`. */
function typeOf(name: string): string {
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
}

/** Whether only this package can call it. */
function isInner(name: string): boolean {
  return /^\p{Ll}/u.test(name);
}

/** `mu` of `c.mu`, `get` of `Cache.get`. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
