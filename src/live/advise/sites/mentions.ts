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
    .typeNames((text) => mayBeMap.test(text))
    .filter((name) => {
      const found = declarations.find('type', name);
      const node = found?.node.at('type') ?? null;
      if (found === null || node === null) return false;
      const home = { packagePath, declarations, imports: found.imports };
      return mapTypeOf({ node, home }, workspace) !== null;
    });
}

/** Whether a text may do something to a map: has one of the names, or makes what may be one. */
export function touches(text: string, names: ReadonlySet<string>): boolean {
  if (/\bmake\([\w.]+\)|\b\w+\.[A-Z]\w*\{\}/.test(text)) return true;
  for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) if (names.has(word)) return true;
  return false;
}
