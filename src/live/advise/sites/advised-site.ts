import type { AdvisedSite, LockUse } from '../advice-document.ts';
import { countUses, type MapSite, type SiteUse } from './map-site.ts';

/** A site as documents show it. */
export function advisedSite(
  site: MapSite,
  judged: Pick<AdvisedSite, 'advice' | 'suppressed'>,
  { live, plan }: Pick<AdvisedSite, 'live' | 'plan'>,
): AdvisedSite {
  const { file, line, name, kind, typeText, owner } = site;
  return {
    id: siteId(file.path, owner, name, 1),
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
    ...judged,
  };
}

function siteId(path: string, owner: string, name: string, count: number): string {
  const nth = count === 1 ? '' : `~${count}`;
  return `${path.replaceAll('\\', '/')}#${owner === '' ? '' : `${owner}.`}${name}${nth}`;
}

/** Sites with ids that no two of them share: those of one name in one function are counted. */
export function withIds(sites: readonly AdvisedSite[]): readonly AdvisedSite[] {
  const counts = new Map<string, number>();
  return sites.map((site) => {
    const count = (counts.get(site.id) ?? 0) + 1;
    counts.set(site.id, count);
    return count === 1 ? site : { ...site, id: siteId(site.path, site.owner, site.name, count) };
  });
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
