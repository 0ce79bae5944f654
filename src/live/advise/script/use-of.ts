import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { assertions } from './find-collections.ts';
import type { ScriptSite, ScriptUse } from './script-site.ts';

const methods: Readonly<Record<string, ScriptUse['kind']>> = {
  set: 'write',
  add: 'write',
  // Of newer versions: they insert what is not there.
  getOrInsert: 'write',
  getOrInsertComputed: 'write',
  get: 'read',
  has: 'read',
  delete: 'delete',
  clear: 'delete',
  keys: 'range',
  values: 'range',
  entries: 'range',
  forEach: 'range',
};

type Use = Pick<ScriptUse, 'kind' | 'key' | 'value'>;

/** What a reference to a collection does to it, by what stands around it. */
export function useOf(node: SyntaxNode, collection: ScriptSite['collection']): Use {
  const { parent } = node;
  if (parent === null) return plain('escape');
  // `cache!.get(key)` and `(cache as any).get(key)`.
  if (assertions.test(parent.kind) && parent.children[0] === node) return useOf(parent, collection);
  switch (parent.kind) {
    case 'member_expression':
      if (node.field !== 'object') return plain('escape');
      return collection === 'object' ? memberUse(parent) : methodUse(parent);
    case 'subscript_expression':
      return node.field === 'object' && collection === 'object'
        ? elementUse(parent, parent.at('index'))
        : plain('escape');
    case 'assignment_expression':
      return plain(node.field === 'left' ? 'replace' : 'escape');
    case 'for_in_statement':
      return plain(node.field === 'right' ? 'range' : 'escape');
    case 'spread_element':
      return plain('range');
    case 'binary_expression':
      return plain('read');
    case 'export_specifier':
    case 'export_statement':
      return plain('export');
    case 'arguments':
      return callUse(parent);
    default:
      return plain('escape');
  }
}

function plain(kind: Use['kind']): Use {
  return { kind, key: null, value: null };
}

/** `cache.set(key, value)`. */
function methodUse(member: SyntaxNode): Use {
  const name = member.at('property')?.text ?? '';
  if (name === 'size') return plain('bound');
  const kind = methods[name];
  const call = member.parent;
  if (kind === undefined || call?.kind !== 'call_expression' || member.field !== 'function')
    return plain('escape');
  const [key = null, value = null] = call.at('arguments')?.children ?? [];
  return { kind, key, value };
}

/** `table.name`: a key that is written down. */
function memberUse(member: SyntaxNode): Use {
  const called = member.parent?.kind === 'call_expression' && member.field === 'function';
  return called ? plain('read') : { ...elementUse(member, null), key: null };
}

/** `table[key] = value`, `table[key]++` and `delete table[key]`. */
function elementUse(element: SyntaxNode, key: SyntaxNode | null): Use {
  const { parent, field } = element;
  if (parent === null) return plain('read');
  if (parent.kind === 'assignment_expression' || parent.kind === 'augmented_assignment_expression')
    return field === 'left' ? { kind: 'write', key, value: parent.at('right') } : plain('read');
  if (parent.kind === 'update_expression') return { kind: 'write', key, value: null };
  if (parent.kind === 'unary_expression' && parent.text.startsWith('delete'))
    return plain('delete');
  if (assertions.test(parent.kind)) return elementUse(parent, key);
  return plain('read');
}

/** `Object.keys(table)` looks; who else gets it may do anything. */
function callUse(call: SyntaxNode): Use {
  const called = call.parent?.at('function')?.text ?? '';
  if (/^(?:Object\.(?:keys|values|entries|getOwnPropertyNames)|Reflect\.ownKeys)$/.test(called))
    return plain(/^\.\s*length\b/.test(textBehind(call)) ? 'bound' : 'range');
  return plain(
    /^(?:Object\.(?:hasOwn|freeze)|Array\.from|console\.\w+)$|hasOwnProperty\.call$/.test(called)
      ? 'read'
      : 'escape',
  );
}

function textBehind({ source, end }: SyntaxNode): string {
  return source.slice(end, end + 20);
}
