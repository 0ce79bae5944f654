import { namedType, pointee, type TypeRef, underlying } from './go-type-ref.ts';
import type { Workspace } from './workspace.ts';

/** A field of a struct, and the type whose declaration has it. */
export interface StructField {
  readonly type: TypeRef;
  /** `package.Type.field`, one for each field of a declared type. */
  readonly id: string;
}

const deepestEmbedding = 4;

/** The field that `value.name` reaches, through pointers and embedded structs. */
export function structField(
  value: TypeRef,
  name: string,
  workspace: Workspace,
  depth = 0,
): StructField | null {
  if (depth > deepestEmbedding) return null;
  const target = pointee(value);
  const named = namedType(target, workspace);
  const body = underlying(target, workspace);
  if (body.node.kind !== 'struct_type') return null;
  const fields = body.node.ofKind('field_declaration_list')?.children ?? [];
  const embedded: TypeRef[] = [];
  for (const field of fields) {
    const node = field.at('type');
    if (node === null) continue;
    const type = { node, home: body.home };
    const names = field.allAt('name').map(({ text }) => text);
    if (names.includes(name))
      return { type, id: `${body.home.packagePath}.${named?.name ?? ''}.${name}` };
    if (names.length === 0) {
      if (node.text.replace(/\[.*/, '').split('.').at(-1) === name)
        return { type, id: `${body.home.packagePath}.${named?.name ?? ''}.${name}` };
      embedded.push(type);
    }
  }
  for (const type of embedded) {
    const found = structField(type, name, workspace, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** The declaration of `value.name()`, through pointers, embedded structs and interfaces. */
export function methodOf(
  value: TypeRef,
  name: string,
  workspace: Workspace,
  depth = 0,
): TypeRef | null {
  if (depth > deepestEmbedding) return null;
  const target = pointee(value);
  const named = namedType(target, workspace);
  if (named !== null) {
    const { home } = named.type;
    const found = home.declarations.find('func', `${named.name}.${name}`);
    if (found !== null) return { node: found.node, home: { ...home, imports: found.imports } };
  }
  const body = underlying(target, workspace);
  if (body.node.kind === 'interface_type') {
    const method = body.node.children.find((child) => child.at('name')?.text === name);
    return method === undefined ? null : { node: method, home: body.home };
  }
  if (body.node.kind !== 'struct_type') return null;
  for (const field of body.node.ofKind('field_declaration_list')?.children ?? []) {
    const node = field.at('type');
    if (node === null || field.allAt('name').length > 0) continue;
    const found = methodOf({ node, home: body.home }, name, workspace, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
