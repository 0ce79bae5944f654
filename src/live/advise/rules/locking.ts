import type { Advice } from '../advice-document.ts';
import type { MapSite, SiteUse } from '../sites/map-site.ts';
import { holds, isChange, sharedAccesses, unguarded, usualLock } from './access.ts';
import { usesText, whereText } from './where-text.ts';

const leastLocked = 2;
/** More functions without the lock than this share of those with it have a reason that is not seen. */
const mostBareShare = 1 / 3;

/** A map that most code touches under a lock, and some without. */
export function inconsistentLockAdvice(site: MapSite): Advice | null {
  const lock = site.kind === 'local' ? null : usualLock(site);
  if (lock === null) return null;
  const accesses = sharedAccesses(site).filter(isTouch);
  const without = unguarded(site, lock);
  const bare = without.filter((use) => isTelling(use, lock));
  const guarded = accesses.filter((use) => !without.includes(use));
  const locked = guarded.length;
  if (bare.length === 0 || locked < leastLocked || !accesses.some(isChange)) return null;
  const mostBare = Math.max(1, Math.floor(functionsOf(guarded) * mostBareShare));
  if (functionsOf(bare) > mostBare || locked < bare.length) return null;
  return {
    rule: 'inconsistent-lock',
    level: 'warning',
    confidence: 'heuristic',
    reason: `${lock} is held in ${locked} uses, and not in ${bare.length}: ${whereText(bare)}`,
    bytes: null,
    fix: { description: `hold ${lock} there, or say why none is needed`, edits: [] },
    related: bare.map((use) => ({ path: use.file.path, line: use.line, text: usesText(use) })),
  };
}

/** A map that readers share and that is replaced whole: readers need no lock for it. */
export function copyOnWriteAdvice(site: MapSite): Advice | null {
  if (site.kind === 'local' || site.lock?.kind !== 'rwmutex') return null;
  const accesses = sharedAccesses(site);
  const reads = accesses.filter(({ kind }) => /^(?:read|range|len)$/.test(kind));
  const replaced = accesses.filter(({ kind }) => kind === 'replace');
  const isChanged = accesses.some(({ kind }) => /^(?:write|delete|clear|escape)$/.test(kind));
  const { name } = site.lock;
  if (isChanged || replaced.length === 0 || !reads.some((use) => holds(use, name) === 'read'))
    return null;
  return {
    rule: 'copy-on-write',
    level: 'note',
    confidence: 'heuristic',
    reason: `it is never changed in place, only replaced whole (${whereText(replaced)}), and read under ${name}`,
    bytes: null,
    fix: {
      description: `keep it in an atomic.Pointer; whether that is faster here is for mapswell advise --scenario to measure`,
      edits: [],
    },
    related: replaced.map((use) => ({ path: use.file.path, line: use.line, text: usesText(use) })),
  };
}

/**
 * Whether a use without the lock counts: another lock may do, some callers may have it, a length is often asked for a rough answer, and
 * who sets the variable is often before all others.
 */
function isTelling({ kind, held, maybeHeld }: SiteUse, lock: string): boolean {
  if (maybeHeld.includes(lock)) return false;
  return held.length === 0 && /^(?:write|read|delete|clear|range)$/.test(kind);
}

function functionsOf(uses: readonly SiteUse[]): number {
  return new Set(uses.map((use) => use.function)).size;
}

/** Whether a use looks into the map or changes it. */
function isTouch({ kind }: SiteUse): boolean {
  return /^(?:write|read|delete|clear|range|len|replace)$/.test(kind);
}
