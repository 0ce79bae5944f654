import { expressionsOf, type SyntaxNode } from '../syntax/syntax-node.ts';
import { mapTypeOf, type TypeRef } from '../types/go-type-ref.ts';
import { type Place, typeOf } from '../types/type-of.ts';

/** A variable of the package that is a map. */
interface MapVariable {
  readonly name: SyntaxNode;
  /** `null` where the compiler's types alone know it. */
  readonly type: TypeRef | null;
  readonly value: SyntaxNode | null;
}

/** The maps among the variables that a declaration declares. */
export function mapVariables(declaration: SyntaxNode, place: Place): readonly MapVariable[] {
  const found: MapVariable[] = [];
  const { home, workspace, types } = place;
  declaration.walk((spec) => {
    if (spec.kind !== 'var_spec') return true;
    const values = expressionsOf(spec.at('value'));
    const node = spec.at('type');
    for (const [index, name] of spec.allAt('name').entries()) {
      const value = values[index] ?? null;
      const type = node === null ? value && typeOf(value, place) : { node, home };
      const isTyped = types?.maps.has(name.start) ?? false;
      if (isTyped || mapTypeOf(type, workspace) !== null) found.push({ name, type, value });
    }
    return false;
  });
  return found;
}
