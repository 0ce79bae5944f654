import type { Declarations } from '../types/declarations.ts';
import { mapTypeOf } from '../types/go-type-ref.ts';
import type { Workspace } from '../types/workspace.ts';

/** A declaration of a map type, or of one that is another by name. */
const mayBeMap = /^type\s+\w+(?:\[.*\])?\s*=?\s*(?:map\[|[\w.]+\s*$)|^\t\w+\s+=?\s*map\[/m;

/** Names of the types of a package that are maps. */
export function namedMaps(
  packagePath: string,
  declarations: Declarations,
  workspace: Workspace,
): readonly string[] {
  return declarations
    .names('type', (text) => mayBeMap.test(text))
    .filter((name) => {
      const found = declarations.find('type', name);
      const node = found?.node.at('type') ?? null;
      if (found === null || node === null) return false;
      const home = { packagePath, declarations, imports: found.imports };
      return mapTypeOf({ node, home }, workspace) !== null;
    });
}

/** Names that say that a text is about maps. */
export interface MapNames {
  /** Variables and types of the package, and the word `map` itself. */
  readonly words: ReadonlySet<string>;
  /** Fields, which stand behind a dot or before a colon. */
  readonly fields: ReadonlySet<string>;
  /** Functions and methods whose head speaks of a map, where they are called. */
  readonly functions: ReadonlySet<string>;
}

/** Names of the functions of a package that may take or give a map. */
export function mapFunctions(
  declarations: Declarations,
  types: readonly string[],
): readonly string[] {
  const named = new Set(['map', ...types]);
  return declarations
    .names('func', (text) => (text.match(word) ?? []).some((name) => named.has(name)))
    .map((name) => name.slice(name.lastIndexOf('.') + 1));
}

/** Whether a text may do something to a map: has one of the names, or makes what may be one. */
export function touches(text: string, { words, fields, functions }: MapNames): boolean {
  if (/\bmake\([\w.]+\)|\b\w+\.[A-Z]\w*\{\}/.test(text)) return true;
  word.lastIndex = 0;
  for (let found = word.exec(text); found !== null; found = word.exec(text)) {
    const [name] = found;
    if (words.has(name)) return true;
    const next = text[word.lastIndex];
    if ((next === '(' || next === '[') && functions.has(name)) return true;
    if (fields.has(name) && (next === ':' || isBehindDot(text, found.index))) return true;
  }
  return false;
}

function isBehindDot(text: string, at: number): boolean {
  let before = at - 1;
  while (before > 0 && (text[before] ?? '').trim() === '') before -= 1;
  return text[before] === '.';
}

/** Letters beyond ASCII count whatever they are: a name too many costs time alone. */
const word = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/g;
