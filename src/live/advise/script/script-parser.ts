import { extname } from 'node:path';
import { Parser } from 'web-tree-sitter';
import { type GrammarName, loadGrammar } from '../syntax/load-grammar.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import { TreeReader } from '../syntax/tree-reader.ts';

/** A file as nodes, and whether the grammar could not read all of it. */
interface ParsedScript {
  readonly root: SyntaxNode;
  readonly isPartial: boolean;
}

/** Reads JavaScript and TypeScript. */
export class ScriptParser {
  readonly #parsers = new Map<
    GrammarName,
    { readonly parser: Parser; readonly reader: TreeReader }
  >();

  async parse(path: string, source: string): Promise<ParsedScript> {
    const { parser, reader } = await this.#parserOf(grammarOf(path));
    const tree = parser.parse(source);
    if (tree === null) throw new Error('the parser of JavaScript returned no tree');
    const { rootNode } = tree;
    const parsed = {
      root: reader.read(rootNode, { source, offset: 0 }),
      isPartial: rootNode.hasError,
    };
    tree.delete();
    return parsed;
  }

  /** Gives back the memory of the parsers. */
  free(): void {
    for (const { parser } of this.#parsers.values()) parser.delete();
    this.#parsers.clear();
  }

  async #parserOf(
    name: GrammarName,
  ): Promise<{ readonly parser: Parser; readonly reader: TreeReader }> {
    const known = this.#parsers.get(name);
    if (known !== undefined) return known;
    const language = await loadGrammar(name);
    const made = { parser: new Parser().setLanguage(language), reader: new TreeReader(language) };
    this.#parsers.set(name, made);
    return made;
  }
}

/** Types in angle brackets are elements in a `.tsx`, and assertions in a `.ts`. */
function grammarOf(path: string): GrammarName {
  const extension = extname(path);
  if (extension === '.tsx') return 'tsx';
  return /^\.[cm]?ts$/.test(extension) ? 'typescript' : 'javascript';
}
