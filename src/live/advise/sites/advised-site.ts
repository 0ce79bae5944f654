import type { Advice, AdvisedSite, LiveFigures, LockUse } from '../advice-document.ts';
import { countUses, type MapSite, type SiteUse } from './map-site.ts';

/** A site as documents show it. */
export function advisedSite(
  site: MapSite,
  advice: readonly Advice[],
  live: LiveFigures | null,
): AdvisedSite {
  const { file, line, name, kind, typeText, owner } = site;
  return {
    path: file.path,
    line,
    name,
    kind,
    type: typeText,
    owner,
    uses: {
      writes: countUses(site, 'write'),
      reads: countUses(site, 'read', 'len'),
      deletes: countUses(site, 'delete', 'clear'),
      ranges: countUses(site, 'range'),
      replaced: countUses(site, 'replace'),
      escapes: countUses(site, 'escape'),
    },
    lock: lockUse(site),
    live,
    advice,
  };
}

function isAccess({ kind, isSetup }: SiteUse): boolean {
  return !isSetup && /^(?:write|read|delete|clear|range|len)$/.test(kind);
}

function lockUse(site: MapSite): LockUse | null {
  const accesses = site.uses.filter(isAccess);
  const locked = accesses.filter(({ lock, isCallerLocked }) => lock !== null || isCallerLocked);
  if (site.lock === null && locked.length === 0) return null;
  const name = site.lock?.name ?? locked.find(({ lock }) => lock !== null)?.lock?.name ?? '';
  return {
    name,
    kind: site.lock?.kind ?? null,
    locked: locked.length,
    unlocked: accesses.length - locked.length,
  };
}
