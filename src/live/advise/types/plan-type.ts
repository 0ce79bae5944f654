import { namedGoType } from '../../../maps/model/go-type/go-type.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { wholeConstant } from './constants.ts';
import { namedType, type TypeRef } from './go-type-ref.ts';
import type { Workspace } from './workspace.ts';

/** Types that stand for type parameters, by name. */
type Bindings = ReadonlyMap<string, string>;

const deepestNesting = 24;
const longestText = 400;
const longestRead = 1000;

/**
 * A type as `plan` reads it, in what it is made of: every name replaced, pointers, slices and functions by
 * the shortest of their kind, since only sizes and pointers matter to a map. `null` where a part of it is
 * not known: nothing is guessed.
 */
export function planTypeOf(type: TypeRef, workspace: Workspace): string | null {
  return textOf(type, new Map(), { workspace, depth: 0 });
}

interface Reading {
  readonly workspace: Workspace;
  readonly depth: number;
}

function textOf(type: TypeRef, bindings: Bindings, reading: Reading): string | null {
  if (reading.depth > deepestNesting) return null;
  const { node } = type;
  switch (node.kind) {
    case 'pointer_type':
      return '*int';
    case 'slice_type':
      return '[]byte';
    case 'map_type':
      return 'map[int]int';
    case 'channel_type':
      return 'chan int';
    case 'function_type':
      return 'func()';
    case 'interface_type':
      return 'any';
    case 'array_type':
      return arrayText(type, bindings, reading);
    case 'struct_type':
      return structText(type, bindings, reading);
    default:
      return nameText(type, bindings, reading);
  }
}

function nameText(type: TypeRef, bindings: Bindings, reading: Reading): string | null {
  const { node, home } = type;
  const bound = bindings.get(node.text);
  if (bound !== undefined) return bound;
  const named = namedType(type, reading.workspace);
  const next = { ...reading, depth: reading.depth + 1 };
  if (named !== null)
    return textOf(named.type, bindingsOf(type, named.type.node, bindings, next), next);
  const isPlainName = node.kind === 'type_identifier' || node.kind === 'identifier';
  if (node.text === 'unsafe.Pointer' && home.imports.has('unsafe')) return 'unsafe.Pointer';
  return isPlainName && namedGoType(node.text) !== null ? node.text : null;
}

/** Of `Pair[int, T]`: what its declaration's parameters stand for. */
function bindingsOf(
  use: TypeRef,
  declared: SyntaxNode,
  outer: Bindings,
  reading: Reading,
): Bindings {
  const parameters = declared.parent?.at('type_parameters')?.children ?? [];
  const names = parameters.flatMap((parameter) => parameter.allAt('name').map(({ text }) => text));
  const given = use.node.ofKind('type_arguments')?.children ?? [];
  const bindings = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const argument = given[index];
    const node = argument?.kind === 'type_elem' ? argument.children[0] : argument;
    const text = node === undefined ? null : textOf({ node, home: use.home }, outer, reading);
    if (text !== null) bindings.set(name, text);
  }
  return bindings;
}

function arrayText({ node, home }: TypeRef, bindings: Bindings, reading: Reading): string | null {
  const [length, element] = [node.at('length'), node.at('element')];
  if (length === null || element === null) return null;
  const count = wholeConstant(length, home, reading.workspace);
  const text = textOf({ node: element, home }, bindings, reading);
  return count === null || count < 0 || text === null ? null : `[${count}]${text}`;
}

function structText({ node, home }: TypeRef, bindings: Bindings, reading: Reading): string | null {
  const parts: string[] = [];
  const next = { ...reading, depth: reading.depth + 1 };
  for (const field of node.ofKind('field_declaration_list')?.children ?? []) {
    const type = field.at('type');
    if (field.kind !== 'field_declaration' || type === null) return null;
    // The asterisk of an embedded pointer is punctuation to the grammar.
    const isPointer = field.allAt('name').length === 0 && field.text.startsWith('*');
    const text = isPointer ? '*int' : textOf({ node: type, home }, bindings, next);
    if (text === null) return null;
    const names = Math.max(1, field.allAt('name').length);
    for (let index = 0; index < names; index += 1) parts.push(`f${parts.length} ${text}`);
  }
  return parts.length === 0 ? 'struct{}' : shortened(`struct { ${parts.join('; ')} }`);
}

/** A long struct as a short one of the same size, alignment and pointers: maps see no difference. */
function shortened(text: string): string | null {
  if (text.length <= longestText) return text;
  if (text.length > longestRead) return null;
  const { sizeBytes, alignBytes, hasPointers } = parseGoType(text);
  const word = hasPointers ? '*int' : `uint${alignBytes * 8}`;
  return `struct { a ${word}; b [${sizeBytes - alignBytes}]byte }`;
}
