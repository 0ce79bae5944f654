import type { AdvisedSite, LockUse } from '../advice-document.ts';
import { countUses, type MapSite, type SiteUse } from './map-site.ts';

/** A site as documents show it. */
export function advisedSite(
  site: MapSite,
  judged: Pick<AdvisedSite, 'advice' | 'suppressed'>,
  { id, live, measured, plan }: Pick<AdvisedSite, 'id' | 'live' | 'measured' | 'plan'>,
): AdvisedSite {
  const { file, line, name, kind, typeText, owner } = site;
  return {
    id,
    path: file.path,
    line,
    name,
    kind,
    type: typeText,
    owner,
    plan,
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
    measured,
    ...judged,
  };
}

function siteId(path: string, owner: string, name: string, count: number): string {
  const nth = count === 1 ? '' : `~${count}`;
  return `${path.replaceAll('\\', '/')}#${owner === '' ? '' : `${owner}.`}${name}${nth}`;
}

/** Ids that no two maps of a package share: those of one name in one function are counted. */
export function siteIds(sites: readonly MapSite[]): ReadonlyMap<MapSite, string> {
  const counts = new Map<string, number>();
  return new Map(
    sites.map((site) => {
      const { file, owner, name } = site;
      const first = siteId(file.path, owner, name, 1);
      const count = (counts.get(first) ?? 0) + 1;
      counts.set(first, count);
      return [site, siteId(file.path, owner, name, count)];
    }),
  );
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
