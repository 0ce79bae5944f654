import type { SourceFile } from '../source/source-file.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { ScriptSite } from './script-site.ts';

/** What stands around an expression and changes nothing of its value. */
export const assertions: RegExp = /^(?:as|satisfies|non_null|parenthesized)_expression$/;
const declarations = /^(?:lexical|variable)_declaration$/;
const classes = /^(?:abstract_)?class(?:_declaration)?$/;

/** Collections that a module declares for as long as it lives, and the nodes that are their names there. */
export function findCollections(
  root: SyntaxNode,
  file: SourceFile,
): ReadonlyMap<SyntaxNode, ScriptSite> {
  const found = new Map<SyntaxNode, ScriptSite>();
  const add = (name: SyntaxNode, declared: SyntaxNode, owner: string): void => {
    const site = siteOf(name, declared, { file, owner });
    if (site === null) return;
    found.set(name, site);
    if (
      isExported(declared) &&
      !/^(?:#|private\s)/.test(owner === '' ? '' : declared.text.replace(/^static\s+/, ''))
    )
      site.uses.push({ kind: 'export', line: site.line, functions: [], key: null, value: null });
  };
  for (const statement of root.children.flatMap(declarationOf))
    if (declarations.test(statement.kind))
      for (const declarator of statement.children) {
        const name = declarator.at('name');
        if (name?.kind === 'identifier') add(name, declarator, '');
      }
  root.walk((node) => {
    if (classes.test(node.kind)) {
      const owner = node.at('name')?.text ?? '';
      const isOfModule = isTopLevel(node, root);
      for (const field of node.at('body')?.children ?? []) {
        const name = field.at('name') ?? field.at('property');
        const isStatic = /^(?:(?:public|private|protected|declare|override)\s+)*static\s/.test(
          field.text,
        );
        if (
          name !== null &&
          isStatic &&
          isOfModule &&
          owner !== '' &&
          field.kind.endsWith('field_definition')
        )
          add(name, field, owner);
      }
    }
    return !/function|method|arrow/.test(node.kind);
  });
  return found;
}

/** Whether other modules get it: a variable that is exported, or a field of a class that is. */
function isExported({ parent }: SyntaxNode): boolean {
  const holder = parent?.kind === 'class_body' ? parent.parent : parent;
  return holder?.parent?.kind === 'export_statement';
}

/** What an `export` exports is a declaration too. */
function declarationOf(statement: SyntaxNode): readonly SyntaxNode[] {
  if (statement.kind !== 'export_statement') return [statement];
  const declaration = statement.at('declaration');
  return declaration === null ? [] : [declaration];
}

function isTopLevel({ parent }: SyntaxNode, root: SyntaxNode): boolean {
  return parent === root || (parent?.kind === 'export_statement' && parent.parent === root);
}

function siteOf(
  name: SyntaxNode,
  declared: SyntaxNode,
  { file, owner }: Pick<ScriptSite, 'file' | 'owner'>,
): ScriptSite | null {
  const value = withoutAssertion(declared.at('value'));
  const collection = value === null ? null : collectionOf(value);
  if (value === null || collection === null) return null;
  const annotation = (declared.at('type') ?? assertedType(declared.at('value')))?.text ?? '';
  const made = /^new\s+(\w+<[^(]*>)/.exec(value.text)?.[1];
  const type = annotation.replace(/^:\s*/, '') || made || collection;
  return {
    file,
    line: file.lineAt(name.start),
    name: name.text,
    owner,
    kind: owner === '' ? 'global' : 'field',
    collection,
    type: type.replaceAll(/\s+/g, ' '),
    keyType: keyTypeOf(type),
    uses: [],
  };
}

/** `a` of `a as T`, `a satisfies T`, `a!` and `(a)`. */
function withoutAssertion(node: SyntaxNode | null): SyntaxNode | null {
  const [inner] = node?.children ?? [];
  return inner !== undefined && assertions.test(node?.kind ?? '') ? withoutAssertion(inner) : node;
}

function assertedType(value: SyntaxNode | null): SyntaxNode | null {
  return value?.kind === 'as_expression' ? (value.children[1] ?? null) : null;
}

/** What starts empty: one that is filled where it is declared is a table that somebody wrote. */
function collectionOf(value: SyntaxNode): ScriptSite['collection'] | null {
  if (value.kind === 'object') return value.children.length === 0 ? 'object' : null;
  if (value.kind === 'call_expression')
    return /^Object\.create\(\s*null\s*\)$/.test(value.text) ? 'object' : null;
  const name = value.kind === 'new_expression' ? value.at('constructor')?.text : undefined;
  if (name !== 'Map' && name !== 'Set') return null;
  return (value.at('arguments')?.children.length ?? 0) === 0 ? name : null;
}

/**
 * `string` of `Map<string, User>`, `Set<string>`, `Record<string, User>` and `{ [key: string]: User }`; `null` where no
 * type is written, and the whole of a type that is none of these.
 */
function keyTypeOf(type: string): string | null {
  if (/^(?:Map|Set|object|Object|any|\{\s*\})$/.test(type)) return null;
  const [, mapped] = /^\{\s*(?:readonly\s+)?\[\s*\w+\s*(?::|in)\s*([^\]]+)\]/.exec(type) ?? [];
  const [, generic] = /^(?:Partial<\s*)?(?:Map|Set|Record|Dictionary)<\s*([^,>]+)/.exec(type) ?? [];
  return (mapped ?? generic ?? type).trim();
}
