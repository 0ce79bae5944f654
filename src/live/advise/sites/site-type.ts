import type { GoParser } from '../syntax/go-parser.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { mapTypeOf, type TypeRef } from '../types/go-type-ref.ts';
import type { TypedMap } from '../types/go-types.ts';
import type { Place } from '../types/type-of.ts';
import type { MapSite } from './map-site.ts';

/** The type of a map, and what else of it can be looked up by. */
interface SiteType extends Pick<MapSite, 'typeText' | 'key' | 'value' | 'typed'> {
  readonly ref: TypeRef;
}

/**
 * The type of a variable or field, if it is a map: by the compiler's types where they know the name, else by
 * the syntax.
 */
export function siteTypeOf(
  name: SyntaxNode,
  type: TypeRef | null,
  { types, workspace, home }: Place,
  parser: GoParser,
): SiteType | null {
  const written = mapTypeOf(type, workspace);
  const typed = types?.maps.get(name.start);
  if (typed === undefined && types?.unknown.has(name.start) === false) return null;
  if (written !== null && type !== null)
    return {
      ...written,
      typeText: type.node.text.replaceAll(/\s+/g, ' '),
      typed: typed === undefined ? null : planTypes(typed),
      ref: type,
    };
  if (typed === undefined) return null;
  const node = parser.outline(`type T map[${typed.key || 'unknown'}]${typed.value || 'unknown'}`);
  const spec = node?.children[0]?.at('type') ?? null;
  if (spec === null) return null;
  const ref = { node: spec, home };
  const map = mapTypeOf(ref, workspace);
  return map === null ? null : { ...map, typeText: typed.type, typed: planTypes(typed), ref };
}

function planTypes({ key, value }: TypedMap): MapSite['typed'] {
  return key === '' || value === '' ? null : { key, value };
}
