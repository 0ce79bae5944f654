import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { Advice } from '../advice-document.ts';
import { costChanges, mapCost } from '../site-costs.ts';
import { countUses, isExported, type MapSite } from '../sites/map-site.ts';
import type { RuleContext } from './rule-context.ts';

/** Go keeps larger keys and values outside of the table, each as an object of its own. */
const mostInline = 128;

/** A key or a value that is too large for the table costs an allocation for each entry. */
export function indirectAdvice(_site: MapSite, context: RuleContext): Advice | null {
  const { types, map, entries } = context;
  if (types === null) return null;
  const large = [
    ...(types.keyBytes > mostInline ? [`a key has ${types.keyBytes} bytes`] : []),
    ...(types.valueBytes > mostInline ? [`a value has ${types.valueBytes} bytes`] : []),
  ];
  if (large.length === 0) return null;
  const isKey = types.keyBytes > mostInline;
  return {
    rule: 'indirect',
    level: 'note',
    confidence: 'exact',
    reason: `${large.join(' and ')}: above ${mostInline} bytes Go allocates one more object for each entry, and each write copies it`,
    bytes: costChanges(entries, (at) => ({ now: mapCost(map, types, at), advised: null })),
    fix: {
      description: isKey ? 'use a smaller key, such as an id or a hash' : 'store pointers',
      edits: [],
    },
    related: [],
  };
}

/** A set of `bool` takes a byte for each slot; Swiss tables take it for `struct{}` too (golang/go#71368). */
export function boolSetAdvice(site: MapSite, context: RuleContext): Advice | null {
  const { types, map, entries } = context;
  if (site.value.node.text !== 'bool' || types === null) return null;
  if (modelFacts(map).family !== 'classic' || isExported(site)) return null;
  const writes = site.uses.filter(({ kind }) => kind === 'write');
  const isSet = writes.length > 0 && writes.every(({ value }) => value?.text === 'true');
  const isFollowed = countUses(site, 'escape') === 0;
  const isLiteral = site.uses.some(
    ({ value }) =>
      (value?.at('body')?.children.length ?? 0) > 0 && value?.kind === 'composite_literal',
  );
  if (!isSet || !isFollowed || isLiteral) return null;
  return {
    rule: 'bool-set',
    level: 'note',
    confidence: 'exact',
    reason: 'only true is ever stored',
    bytes: costChanges(entries, (at) => ({
      now: mapCost(map, types, at),
      advised: mapCost(map, { ...types, value: 'struct{}' }, at),
    })),
    fix: { description: `use map[${site.key.node.text}]struct{}`, edits: [] },
    related: writes.map(({ file, line }) => ({ path: file.path, line, text: 'a write' })),
  };
}
