import { lastName } from '../sites/callers.ts';
import type { HeldLock, MapSite, SiteUse } from '../sites/map-site.ts';

/** What a goroutine may do while others look: everything but what happens before the map is shared. */
export function sharedAccesses({ uses, kind: where }: MapSite): readonly SiteUse[] {
  return uses.filter(({ kind, isSetup, isFresh, function: name }) => {
    // A constructor makes what it works on, but no variable of the package.
    const isBefore = isSetup && !(where === 'global' && /^(?:New|new|Open|Make|make)/.test(name));
    return kind !== 'create' && !isBefore && !isFresh;
  });
}

/** Whether it changes the map or the variable. */
export function isChange({ kind }: SiteUse): boolean {
  return /^(?:write|delete|clear|replace)$/.test(kind);
}

/** How a use holds the lock of that name; `null` where it does not. */
export function holds(use: SiteUse, lock: string): HeldLock['mode'] | null {
  if (use.isCallerLocked) return 'write';
  const wanted = lastName(lock);
  const isEmbedded = /^(?:RW)?Mutex$/.test(wanted);
  const found = use.held.filter(
    ({ name }) =>
      lastName(name) === wanted ||
      (isEmbedded && (name === use.base || name === 'Mutex')) ||
      // A function such as withLock, which runs another under its lock.
      name.endsWith('()'),
  );
  return found.find(({ mode }) => mode === 'write')?.mode ?? found[0]?.mode ?? null;
}

/** Uses without the lock, and changes that hold it for readers only. */
export function unguarded(site: MapSite, lock: string): readonly SiteUse[] {
  return sharedAccesses(site).filter((use) => {
    const mode = holds(use, lock);
    return mode === null || (mode === 'read' && isChange(use));
  });
}

/** The lock beside the map that most uses hold, else the one that stands there. */
export function usualLock(site: MapSite): string | null {
  const counts = new Map<string, number>();
  for (const { held, base } of sharedAccesses(site))
    for (const { name } of held) {
      const lock = lockBesideUse(name, base);
      if (lock !== null) counts.set(lock, (counts.get(lock) ?? 0) + 1);
    }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? site.lock?.name ?? null;
}

/** `mu` of `c.mu` where the map is `c.entries`, `Mutex` where `c` itself is locked; `null` elsewhere. */
function lockBesideUse(name: string, base: string): string | null {
  if (name === base) return 'Mutex';
  const owner = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : base;
  return owner === base ? lastName(name) : null;
}
