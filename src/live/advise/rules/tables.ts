import type { Advice } from '../advice-document.ts';
import { mapCost } from '../site-costs.ts';
import { countUses, isExported, type MapSite } from '../sites/map-site.ts';
import { isConstant, literalOf, wholeKeys } from './literals.ts';
import type { RuleContext } from './rule-context.ts';

/** A switch or a short slice is faster than a map up to here: measured on Go 1.22 and 1.27. */
const mostOfSwitch = 4;
const leastOfTable = 3;
/** An array of 8-byte slots needs less than a map down to a quarter of its slots in use. */
const slotsPerEntry = 4;

/** A literal of constants inside a function is built at every call, though nothing changes it. */
export function rebuiltLiteralAdvice(site: MapSite, context: RuleContext): Advice | null {
  const literal = site.kind === 'local' ? literalOf(site) : null;
  if (literal === null || literal.entries.length < leastOfTable) return null;
  const isOnlyRead = site.uses.every(({ kind }) => kind === 'create' || kind === 'read');
  const isCalledOnce = site.uses.some(({ isSetup }) => isSetup);
  if (!isOnlyRead || isCalledOnce || countUses(site, 'read') === 0) return null;
  const { entries, place } = literal;
  if (!entries.every(({ key, value }) => isConstant(key, place) && isConstant(value, place)))
    return null;
  const count = entries.length;
  return {
    rule: 'rebuilt-literal',
    level: 'note',
    confidence: 'exact',
    reason: `its ${count} constant entries are built at every call of ${site.owner} and only read`,
    bytes: constantBytes(context, count),
    fix: {
      description:
        count <= mostOfSwitch
          ? 'use a switch, or declare the map once outside of the function'
          : 'declare the map once outside of the function',
      edits: [],
    },
    related: [],
  };
}

/** A table that never changes, whose keys are numbers close together or very few. */
export function staticTableAdvice(site: MapSite, context: RuleContext): Advice | null {
  if (site.kind !== 'global' || isExported(site)) return null;
  const isOnlyRead = site.uses.every(({ kind }) => /^(?:create|read|range|len)$/.test(kind));
  const literal = isOnlyRead ? literalOf(site) : null;
  if (literal === null || countUses(site, 'read') === 0) return null;
  const keys = wholeKeys(literal);
  const count = literal.entries.length;
  if (count === 0) return null;
  const bytes = constantBytes(context, count);
  if (keys !== null && count >= leastOfTable) {
    const [low, high] = [Math.min(...keys), Math.max(...keys)];
    const slots = high - low + 1;
    if (slots <= slotsPerEntry * count) {
      const from = low === 0 ? '' : `, less ${low},`;
      return {
        rule: 'static-table',
        level: 'note',
        confidence: 'exact',
        reason: `its ${count} keys are constants from ${low} to ${high} and it is never written`,
        bytes,
        fix: {
          description: `use an array of ${slots} with the key${from} as the index`,
          edits: [],
        },
        related: [],
      };
    }
  }
  const isLookedUp = countUses(site, 'range', 'len') === 0;
  const { entries, place } = literal;
  const isConstantTable = entries.every(({ key }) => isConstant(key, place));
  if (count > mostOfSwitch || !isLookedUp || !isConstantTable) return null;
  return {
    rule: 'static-table',
    level: 'note',
    confidence: 'exact',
    reason: `it has ${count} constant ${count === 1 ? 'key' : 'keys'}, is never written and only looked up`,
    bytes,
    fix: { description: 'use a switch', edits: [] },
    related: [],
  };
}

function constantBytes({ map, types }: RuleContext, count: number): Advice['bytes'] {
  return types === null ? null : [{ now: mapCost(map, types, count, count), advised: null }];
}
