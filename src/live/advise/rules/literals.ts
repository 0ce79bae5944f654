import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { constantsOf, wholeConstant } from '../types/constants.ts';
import type { Place } from '../types/type-of.ts';
import type { MapSite } from '../sites/map-site.ts';

/** Keys and values of the literal that a map is made of, and where their names are looked up. */
export interface MapLiteral {
  readonly entries: readonly { readonly key: SyntaxNode; readonly value: SyntaxNode }[];
  readonly place: Place;
}

/** The literal of a site that is made once, by one. */
export function literalOf(site: MapSite): MapLiteral | null {
  const made = site.uses.filter(({ kind }) => kind === 'create' || kind === 'replace');
  const [only] = made;
  if (made.length !== 1 || only?.value?.kind !== 'composite_literal') return null;
  const entries = (only.value.at('body')?.children ?? []).flatMap((element) => {
    const [key, value] = element.children;
    return key === undefined || value === undefined ? [] : [{ key, value }];
  });
  return { entries, place: only.place };
}

/** Whether an expression is the same at every call: literals, constants, functions, structs of these. */
export function isConstant(node: SyntaxNode, place: Place): boolean {
  if (/^(?:\w+_literal|true|false|nil|iota)$/.test(node.kind)) {
    if (node.kind === 'func_literal') return false;
    if (node.kind === 'composite_literal')
      return !isFresh(node) && node.children.slice(1).every((child) => isConstant(child, place));
    if (node.kind === 'literal_value')
      return node.children.every((child) => isConstant(child, place));
    return true;
  }
  switch (node.kind) {
    case 'literal_element':
    case 'parenthesized_expression':
      return node.children.every((child) => isConstant(child, place));
    case 'keyed_element':
      return node.children.slice(1).every((child) => isConstant(child, place));
    case 'literal_value':
      return node.children.every((child) => isConstant(child, place));
    case 'identifier':
      return (
        place.scope.find(node.text) === null &&
        (constantsOf(place.home.declarations).has(node.text) ||
          place.home.declarations.find('func', node.text) !== null)
      );
    case 'selector_expression':
      return isMemberConstant(node, place);
    case 'unary_expression':
      return node.at('operator')?.text !== '&' && node.at('operand') !== null
        ? isConstant(node.at('operand') ?? node, place)
        : false;
    case 'binary_expression':
      return node.children
        .filter(({ field }) => field !== 'operator')
        .every((child) => isConstant(child, place));
    default:
      return false;
  }
}

/** A literal of a slice or a map is another one at every call. */
function isFresh(literal: SyntaxNode): boolean {
  return /^(?:slice_type|map_type)$/.test(literal.at('type')?.kind ?? '');
}

function isMemberConstant(node: SyntaxNode, place: Place): boolean {
  const [operand, field] = [node.at('operand')?.text ?? '', node.at('field')?.text ?? ''];
  const path = place.scope.find(operand) === null ? place.home.imports.get(operand) : undefined;
  const declarations = path === undefined ? null : place.workspace.package(path);
  return (
    declarations !== null &&
    (constantsOf(declarations).has(field) || declarations.find('func', field) !== null)
  );
}

/** The whole numbers that all keys are; `null` where one of them is none that is known. */
export function wholeKeys({ entries, place }: MapLiteral): readonly number[] | null {
  const keys = entries.map(({ key }) => wholeConstant(key, place.home, place.workspace));
  return keys.every((key) => key !== null) ? keys : null;
}
