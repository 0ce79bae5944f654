import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { Declarations, Imports } from './declarations.ts';
import type { Workspace } from './workspace.ts';

/** Where the names of a type or an expression are to be looked up. */
export interface Home {
  readonly packagePath: string;
  readonly declarations: Declarations;
  readonly imports: Imports;
}

/** A type as it is written somewhere. */
export interface TypeRef {
  readonly node: SyntaxNode;
  readonly home: Home;
}

/** A type with the name that declares it. */
export interface NamedType {
  readonly name: string;
  readonly type: TypeRef;
}

const mostAliases = 20;

/** The declaration that a type's name stands for; `null` for what is no name or is not known. */
export function namedType(type: TypeRef, workspace: Workspace): NamedType | null {
  const { node, home } = type;
  switch (node.kind) {
    case 'parenthesized_type':
    case 'generic_type':
      return node.children[0] === undefined
        ? null
        : namedType({ node: node.children[0], home }, workspace);
    case 'type_identifier':
    case 'identifier':
      return declaredType(node.text, home);
    case 'qualified_type':
    case 'selector_expression': {
      const [prefix, name] = node.children;
      const path = home.imports.get(prefix?.text ?? '');
      if (path === undefined || name === undefined) return null;
      const declarations = workspace.package(path);
      if (declarations === null) return null;
      return declaredType(name.text, { packagePath: path, declarations, imports: new Map() });
    }
    default:
      return null;
  }
}

function declaredType(name: string, home: Home): NamedType | null {
  const found = home.declarations.find('type', name);
  const node = found?.node.at('type') ?? null;
  if (found === null || node === null) return null;
  return { name, type: { node, home: { ...home, imports: found.imports } } };
}

/** What a type is made of, behind every name; the type itself where the name is not known. */
export function underlying(type: TypeRef, workspace: Workspace): TypeRef {
  let at = type;
  for (let hops = 0; hops < mostAliases; hops += 1) {
    const named = namedType(at, workspace);
    if (named === null) return at;
    at = named.type;
  }
  return at;
}

/** Key and value of a map type; `null` where it is none. */
export function mapTypeOf(
  type: TypeRef | null,
  workspace: Workspace,
): { readonly key: TypeRef; readonly value: TypeRef } | null {
  if (type === null) return null;
  const { node, home } = underlying(type, workspace);
  const key = node.at('key');
  const value = node.at('value');
  if (node.kind !== 'map_type' || key === null || value === null) return null;
  return { key: { node: key, home }, value: { node: value, home } };
}

/** What a pointer points to, or the type itself. */
export function pointee(type: TypeRef): TypeRef {
  const [inner] = type.node.children;
  return type.node.kind === 'pointer_type' && inner !== undefined
    ? { node: inner, home: type.home }
    : type;
}
