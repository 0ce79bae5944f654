import type { Advice } from '../advice-document.ts';
import { costChanges, mapCost } from '../site-costs.ts';
import { countUses, isExported, type MapSite, type SiteUse } from '../sites/map-site.ts';
import { sharedAccesses } from './access.ts';
import { isConstant } from './literals.ts';
import type { RuleContext } from './rule-context.ts';

/** A map that lives as long as the program, is written with keys from outside, and that nothing takes from. */
export function growsAdvice(site: MapSite, context: RuleContext): Advice | null {
  if (!isLongLived(site)) return null;
  // Who asks for the length may bound it; another package may delete.
  if (countUses(site, 'delete', 'clear', 'len', 'escape') > 0 || isExported(site)) return null;
  const uses = sharedAccesses(site);
  if (uses.some(({ kind }) => kind === 'replace')) return null;
  const writes = uses.filter((use) => use.kind === 'write' && isOpen(use));
  if (writes.length === 0) return null;
  return lifetimeAdvice(
    'grows',
    'it is written with keys of any value, and nothing deletes or bounds them',
    {
      site,
      context,
      uses: writes,
      description: 'bound it, or delete what is no longer used',
    },
  );
}

/** Deleting gives no table back: what a map held at its peak it keeps until it is made anew. */
export function neverShrinksAdvice(site: MapSite, context: RuleContext): Advice | null {
  if (!isLongLived(site) || isExported(site)) return null;
  const uses = sharedAccesses(site);
  const deletes = uses.filter(({ kind }) => kind === 'delete' || kind === 'clear');
  const writes = uses.filter((use) => use.kind === 'write' && isOpen(use));
  if (deletes.length === 0 || writes.length === 0) return null;
  if (uses.some(({ kind }) => kind === 'replace' || kind === 'escape')) return null;
  return lifetimeAdvice(
    'never-shrinks',
    'entries are deleted and the map is never made anew: it keeps the tables of its peak',
    {
      site,
      context,
      uses: deletes,
      description: 'after a peak that does not come back, make a new map and copy what is left',
    },
  );
}

interface Lifetime {
  readonly site: MapSite;
  readonly context: RuleContext;
  readonly uses: readonly SiteUse[];
  readonly description: string;
}

function lifetimeAdvice(
  rule: 'grows' | 'never-shrinks',
  reason: string,
  { context, uses, description }: Lifetime,
): Advice {
  const { types, map, entries, live } = context;
  return {
    rule,
    // Many maps are meant to grow: it is a warning where a running program shows that this one is large.
    level: live === null ? 'note' : 'warning',
    confidence: live === null ? 'heuristic' : 'measured',
    reason,
    bytes:
      types === null
        ? null
        : costChanges(entries, (at) => ({ now: mapCost(map, types, at), advised: null })),
    fix: { description, edits: [] },
    related: uses.map(({ file, line, kind }) => ({
      path: file.path,
      line,
      text: kind === 'write' ? 'a write' : 'a delete',
    })),
  };
}

function isLongLived({ kind, owner, uses }: MapSite): boolean {
  if (kind === 'global') return true;
  return kind === 'field' && owner !== '' && uses.some(({ isFresh }) => !isFresh);
}

/** Whether the key of a write is none that the source names. */
function isOpen({ key, place }: SiteUse): boolean {
  return key !== null && !isConstant(key, place);
}
