import type { Advice } from '../advice-document.ts';
import { costChanges, mapCost } from '../site-costs.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { ScriptFunction, ScriptModule, ScriptSite, ScriptUse } from './script-site.ts';

/** As `plan` takes a collection of V8: its tables hold a word for each key and value, whatever they are. */
export function planOf({ collection }: ScriptSite): ScriptPlan | null {
  if (collection === 'object') return null;
  return { map: 'v8', key: 'string', value: collection === 'Map' ? 'int64' : 'struct{}' };
}

interface ScriptPlan {
  readonly map: 'v8';
  readonly key: string;
  readonly value: string;
}

/** What may take entries away, or lets others do it. */
const ends: ReadonlySet<ScriptUse['kind']> = new Set([
  'delete',
  'bound',
  'replace',
  'escape',
  'export',
]);

interface Known {
  readonly entries: number | null;
  readonly isMeasured: boolean;
}

/**
 * A collection of a module that is written with keys from outside, and that nothing takes from: a note, because many
 * are meant to.
 */
export function growsNote(
  site: ScriptSite,
  module: ScriptModule,
  { entries, isMeasured }: Known,
): Advice | null {
  const { uses, collection, file } = site;
  if (uses.some(({ kind }) => ends.has(kind)) || !hasOpenKeys(site, module)) return null;
  // What is written and never looked at is for somebody else, whom nothing here shows.
  if (!uses.some(isLook)) return null;
  if (meantToGrow.test(site.name)) return null;
  const writes = uses.filter((use) => use.kind === 'write' && isOpen(use, module));
  if (writes.length === 0) return null;
  const plan = planOf(site);
  const what = collection === 'object' ? 'object' : collection;
  return {
    rule: 'grows',
    level: 'note',
    confidence: isMeasured ? 'measured' : 'heuristic',
    reason: `this ${what} lives as long as its module and is written with keys of any value, and nothing deletes, bounds or replaces it`,
    bytes:
      plan === null
        ? null
        : costChanges(entries, (at) => ({ now: mapCost(plan.map, plan, at), advised: null })),
    fix: {
      description:
        collection === 'object'
          ? 'bound it, or delete what is no longer used'
          : `bound it, delete what is no longer used, or let objects that are keys go with a Weak${collection}`,
      edits: [],
    },
    related: writes.map(({ line }) => ({ path: file.path, line, text: 'a write' })),
  };
}

/** Names of what has one entry for each thing that the program itself declares, or says once. */
const meantToGrow =
  /regist|plugin|handler|listener|loader|provider|factor|(?:^|_)types?$|Types?$|warn|deprecat|reported|logged|once|schemas?$|formats?$|commands?$|modules?$|extensions?$|symbols?$|definitions?$|constructors?$|classes$/i;
const declares =
  /^_?(?:register|define|declare|install|extend|subscribe|warn|deprecat|use$|on$|(?:on|add|set)[A-Z]|create\w*(?:Type|Class))/;

/** Whether the type that is written for its keys lets in any number of them. */
function hasOpenKeys({ keyType }: ScriptSite, { closedTypes }: ScriptModule): boolean {
  if (keyType === null) return true;
  if (closedTypes.has(keyType)) return false;
  return /^(?:string|number|bigint|any|unknown|object|PropertyKey|`[^`]*\$\{string\}[^`]*`)$/.test(
    keyType,
  );
}

/** Whether a write happens again and again, with a key that the module does not name. */
function isOpen({ functions, key, value }: ScriptUse, module: ScriptModule): boolean {
  if (functions.length === 0 || key === null || isConstant(key, module)) return false;
  if (functions.some((around) => declares.test(around.name) || isSetter(around, key, value)))
    return false;
  if (functions.some(({ text }) => isCompared(key, text))) return false;
  // A function that only this module calls, while it is loaded or with constants.
  return functions.every(({ name, parameters }) => {
    const calls = module.calls.get(name);
    if (name === '' || calls === undefined || calls === null) return true;
    const place = parameters.indexOf(key.text);
    return calls.some(
      (call) =>
        !call.isAtLoad && (place === -1 || !isConstant(call.parameters[place] ?? key, module)),
    );
  });
}

/** Whether its entries are asked for, if only as the value of `table[key] ??= made`. */
function isLook({ kind, key }: ScriptUse): boolean {
  const written = key?.parent?.kind === 'subscript_expression' ? key.parent.parent : null;
  return (
    kind === 'read' ||
    kind === 'range' ||
    (written !== null && written?.parent?.kind !== 'expression_statement')
  );
}

/** What is handed in with its key is declared by whoever calls. */
function isSetter(
  { parameters }: ScriptFunction,
  key: SyntaxNode,
  value: SyntaxNode | null,
): boolean {
  return value !== null && parameters.includes(key.text) && parameters.includes(value.text);
}

/** Whether a key is a number that is held against a bound. */
function isCompared(key: SyntaxNode, text: string): boolean {
  if (key.kind !== 'identifier') return false;
  const name = key.text.replaceAll('$', String.raw`\$`);
  return new RegExp(
    String.raw`(?<![\w$])${name}\s*[<>]=?\s*[\w-]|[\w)]\s*[<>]=?\s*${name}(?![\w$(.])`,
  ).test(text);
}

function isConstant(node: SyntaxNode, module: ScriptModule): boolean {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'true':
    case 'false':
    case 'null':
    case 'undefined':
      return true;
    case 'template_string':
      return node.children.every(({ kind }) => kind !== 'template_substitution');
    case 'identifier':
      return module.constants.has(node.text) || /^[A-Z][A-Z0-9_]*$/.test(node.text);
    case 'member_expression':
      return /^[A-Z]\w*\.[A-Z]\w*$/.test(node.text);
    case 'parenthesized_expression':
    case 'ternary_expression':
      return node.children.slice(-2).every((child) => isConstant(child, module));
    default:
      return false;
  }
}
