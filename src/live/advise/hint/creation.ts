import { expressionsOf, type SyntaxNode } from '../syntax/syntax-node.ts';
import { mapTypeOf } from '../types/go-type-ref.ts';
import type { Place } from '../types/type-of.ts';

/** A statement that makes an empty map without a hint. */
export interface Creation {
  readonly name: SyntaxNode;
  /** `make(T)` or `T{}`. */
  readonly made: SyntaxNode;
  /** `T` as it is written. */
  readonly type: SyntaxNode;
}

/** The empty maps that a statement makes for local variables. */
export function creationsIn(statement: SyntaxNode, place: Place): readonly Creation[] {
  const pairs: [SyntaxNode, SyntaxNode][] = [];
  if (/^(?:short_var_declaration|assignment_statement)$/.test(statement.kind)) {
    const names = expressionsOf(statement.at('left'));
    const values = expressionsOf(statement.at('right'));
    if (names.length === values.length)
      for (const [index, name] of names.entries()) {
        const value = values[index];
        if (value !== undefined) pairs.push([name, value]);
      }
  } else if (statement.kind === 'var_declaration')
    statement.walk((spec) => {
      if (spec.kind !== 'var_spec') return true;
      for (const [index, value] of expressionsOf(spec.at('value')).entries()) {
        const name = spec.allAt('name')[index];
        if (name !== undefined) pairs.push([name, value]);
      }
      return false;
    });
  return pairs.flatMap(([name, made]) => {
    const type = emptyMapType(made, place, place.types?.maps.has(name.start) ?? false);
    return name.kind === 'identifier' && type !== null ? [{ name, made, type }] : [];
  });
}

/** The `T` of `make(T)` and of `T{}`, if that is a map. */
export function emptyMapType(made: SyntaxNode, place: Place, isMap = false): SyntaxNode | null {
  const { home, workspace } = place;
  let type: SyntaxNode | null = null;
  if (made.kind === 'composite_literal' && made.at('body')?.children.length === 0)
    type = made.at('type');
  if (made.kind === 'call_expression' && made.at('function')?.text === 'make') {
    const args = made.at('arguments')?.children ?? [];
    if (args.length === 1) type = args[0] ?? null;
  }
  return type !== null && (isMap || mapTypeOf({ node: type, home }, workspace) !== null)
    ? type
    : null;
}
