import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { TypeRef } from '../types/go-type-ref.ts';
import type { Place } from '../types/type-of.ts';
import type { SourceFile } from '../source/source-file.ts';

/** What is done to a map somewhere. `escape`: it is handed on, so that more may be done elsewhere. */
export type UseKind =
  'write' | 'read' | 'delete' | 'range' | 'len' | 'clear' | 'create' | 'replace' | 'escape';

/** How a lock is held: for all, or for readers. */
export type LockMode = 'write' | 'read';

/** A lock that is held while something is done. */
export interface HeldLock {
  /** As it is written: `s.mu`. */
  readonly name: string;
  readonly mode: LockMode;
}

/** One thing that is done to a map. */
export interface SiteUse {
  readonly kind: UseKind;
  readonly file: SourceFile;
  readonly line: number;
  /** `Type.method` or `function`; `''` outside of functions. */
  readonly function: string;
  readonly lock: HeldLock | null;
  /** All of them. */
  readonly held: readonly HeldLock[];
  /** Names of the locks that some callers of its function hold, and others may not. */
  readonly maybeHeld: readonly string[];
  /** Whether a comment or a name says that the caller holds the lock. */
  readonly isCallerLocked: boolean;
  readonly loops: number;
  readonly isInGoroutine: boolean;
  /** Where the goroutine is started, `file:line` with whether in a loop; `''` in that of the caller. */
  readonly goroutine: string;
  /** What the field is reached through, `c` of `c.entries`; `''` of a variable. */
  readonly base: string;
  /** Whether that was made in the same function, before anybody shares it. */
  readonly isFresh: boolean;
  /** In `init`, `main` or a constructor: before anybody shares it. */
  readonly isSetup: boolean;
  /** The key of a write, read or delete, and the value of a write or a creation. */
  readonly key: SyntaxNode | null;
  readonly value: SyntaxNode | null;
  readonly place: Place;
}

/** The lock that stands beside a map. */
export interface SiteLock {
  readonly name: string;
  readonly kind: 'mutex' | 'rwmutex';
}

/** A variable or a field that is a map, with all that is seen of it in its package. */
export interface MapSite {
  readonly file: SourceFile;
  readonly line: number;
  readonly name: string;
  readonly kind: 'global' | 'field' | 'local';
  /** The type as it is written, or `map[...]` of a named one behind it. */
  readonly typeText: string;
  readonly key: TypeRef;
  readonly value: TypeRef;
  /** Key and value as `plan` takes them, where the compiler's types are known. */
  readonly typed: { readonly key: string; readonly value: string } | null;
  /** `Type` of a field, the function of a local. */
  readonly owner: string;
  readonly lock: SiteLock | null;
  readonly uses: SiteUse[];
}

/** Whether another package may touch it. */
export function isExported(site: MapSite): boolean {
  return site.kind !== 'local' && /^\p{Lu}/u.test(site.name);
}

/** How often something is done to it. */
export function countUses(site: MapSite, ...kinds: readonly UseKind[]): number {
  return site.uses.filter(({ kind }) => kinds.includes(kind)).length;
}

/** The use that the declaration of a variable outside of functions is. */
export function creationOf(
  { file, line }: MapSite,
  value: SyntaxNode | null,
  place: Place,
): SiteUse {
  return {
    kind: 'create',
    file,
    line,
    function: '',
    lock: null,
    held: [],
    maybeHeld: [],
    isCallerLocked: false,
    loops: 0,
    isInGoroutine: false,
    goroutine: '',
    base: '',
    isFresh: false,
    isSetup: true,
    key: null,
    value,
    place,
  };
}
