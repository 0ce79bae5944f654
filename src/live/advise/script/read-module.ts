import type { SourceFile } from '../source/source-file.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { findCollections } from './find-collections.ts';
import { declaredIn, isFunction, parametersOf } from './script-scopes.ts';
import type { ScriptCall, ScriptFunction, ScriptModule, ScriptSite } from './script-site.ts';
import { useOf } from './use-of.ts';

interface Moment {
  /** Names that hide those of the module. */
  readonly hidden: ReadonlySet<string>;
  readonly functions: readonly ScriptFunction[];
  /** The class around it, whose static fields `this` reaches. */
  readonly owner: string;
}

/** Finds the collections of a module and everything that the module does to them. */
export function readModule(root: SyntaxNode, file: SourceFile): ScriptModule {
  const declared = findCollections(root, file);
  const variables = new Map<string, ScriptSite>();
  const fields = new Map<string, ScriptSite>();
  for (const site of declared.values())
    if (site.owner === '') variables.set(site.name, site);
    else fields.set(`${site.owner}.${site.name}`, site);
  const names = moduleNames(root);
  const calls = new Map<string, ScriptCall[] | null>();

  const visit = (node: SyntaxNode, moment: Moment): void => {
    const inside = isFunction(node) || /block|for_|switch_body|catch/.test(node.kind);
    const hiding = inside ? declaredIn(node).filter((name) => name !== '') : [];
    const hidden = hiding.length === 0 ? moment.hidden : new Set([...moment.hidden, ...hiding]);
    const owner = /^(?:abstract_)?class(?:_declaration)?$/.test(node.kind)
      ? (node.at('name')?.text ?? '')
      : moment.owner;
    const functions =
      isFunction(node) && !isCalledAtOnce(node)
        ? [
            ...moment.functions,
            { name: nameOf(node), parameters: parametersOf(node), text: node.text },
          ]
        : moment.functions;
    const now = { hidden, functions, owner };
    const site = declared.has(node) ? undefined : siteAt(node, moment);
    if (site !== undefined) {
      const use = useOf(node, site.collection);
      site.uses.push({ ...use, line: file.lineAt(node.start), functions: now.functions });
      // A field is more than one node, and nothing below it is asked for.
      if (node.kind === 'member_expression') return;
    }
    if (
      node.kind === 'identifier' &&
      names.functions.has(node.text) &&
      !moment.hidden.has(node.text)
    )
      noteCall(node, now, calls);
    for (const child of node.children) visit(child, now);
  };

  const siteAt = (node: SyntaxNode, { hidden, owner }: Moment): ScriptSite | undefined => {
    if (/^(?:shorthand_property_)?identifier$/.test(node.kind))
      return isReference(node) && !hidden.has(node.text) ? variables.get(node.text) : undefined;
    if (node.kind !== 'member_expression') return undefined;
    const object = node.at('object');
    const of = object?.kind === 'this' ? owner : (object?.text ?? '');
    return fields.get(`${of}.${node.at('property')?.text ?? ''}`);
  };

  visit(root, { hidden: new Set(), functions: [], owner: '' });
  return { sites: [...declared.values()], calls, ...names };
}

/** A name that stands for a value: none of a declaration, a label or a property. */
function isReference({ parent, field }: SyntaxNode): boolean {
  return !(field === 'name' && parent?.kind === 'variable_declarator');
}

/** `(() => { ... })()` and `names.forEach((name) => { ... })` run where they stand. */
function isCalledAtOnce(node: SyntaxNode): boolean {
  const call = node.parent?.kind === 'arguments' ? node.parent.parent?.at('function') : null;
  if (/^(?:forEach|map|flatMap|filter|reduce|some|every)$/.test(call?.at('property')?.text ?? ''))
    return true;
  const outer = node.parent?.kind === 'parenthesized_expression' ? node.parent : node;
  return outer.field === 'function' && outer.parent?.kind === 'call_expression';
}

function nameOf(node: SyntaxNode): string {
  const own = node.at('name')?.text;
  const holder = node.parent;
  return (
    own ?? (holder?.kind === 'variable_declarator' ? holder.at('name')?.text : undefined) ?? ''
  );
}

function noteCall(
  node: SyntaxNode,
  { functions }: Moment,
  calls: Map<string, ScriptCall[] | null>,
): void {
  const { parent, field, text } = node;
  if (field === 'name' && parent !== null && !/specifier/.test(parent.kind)) {
    const exported = [parent.parent, parent.parent?.parent].some(
      (above) => above?.kind === 'export_statement',
    );
    if (exported) calls.set(text, null);
    return;
  }
  const known = calls.get(text);
  if (known === null) return;
  const isCall = field === 'function' && parent?.kind === 'call_expression';
  if (!isCall) calls.set(text, null);
  else {
    const parameters = parent.at('arguments')?.children ?? [];
    calls.set(text, [...(known ?? []), { isAtLoad: functions.length === 0, parameters }]);
  }
}

interface ModuleNames extends Pick<ScriptModule, 'constants' | 'closedTypes'> {
  readonly functions: ReadonlySet<string>;
}

function moduleNames(root: SyntaxNode): ModuleNames {
  const functions = new Set<string>();
  const constants = new Set<string>();
  const closedTypes = new Set<string>();
  for (const statement of root.children) {
    const node =
      statement.kind === 'export_statement'
        ? (statement.at('declaration') ?? statement)
        : statement;
    const name = node.at('name')?.text ?? '';
    if (node.kind.endsWith('function_declaration')) functions.add(name);
    if (node.kind === 'enum_declaration') closedTypes.add(name);
    if (node.kind === 'type_alias_declaration' && isClosed(node.at('value'))) closedTypes.add(name);
    for (const declarator of node.children) {
      if (declarator.kind !== 'variable_declarator') continue;
      const value = declarator.at('value');
      const declaredName = declarator.at('name')?.text ?? '';
      if (value !== null && isFunction(value)) functions.add(declaredName);
      if (value !== null && /^(?:string|number|template_string)$/.test(value.kind))
        constants.add(declaredName);
    }
  }
  return { functions, constants, closedTypes };
}

/** A union of literals, or `keyof` something. */
function isClosed(type: SyntaxNode | null): boolean {
  if (type === null) return false;
  if (type.kind === 'union_type') return type.children.every(isClosed);
  return /^(?:literal_type|index_type_query)$/.test(type.kind);
}
