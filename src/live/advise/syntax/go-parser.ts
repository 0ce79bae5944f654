import { type Language, type ParseOptions, Parser, type Range, type Tree } from 'web-tree-sitter';
import { type Body, functionBodies, outsideOf } from './function-bodies.ts';
import { loadGrammar } from './load-grammar.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { type Reading, TreeReader } from './tree-reader.ts';

/** Where a declaration of a file stands; `index` among all that stands on the outermost level. */
interface Top {
  readonly kind: string;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A file whose declarations were read without the bodies of its functions, which are read when they are asked for:
 * most are not about maps. `free` lets go what its tree takes in WebAssembly.
 */
export interface ParsedFile {
  /** Whether the grammar could not read all that was asked for. */
  readonly isPartial: boolean;
  /** Declarations and clauses on the outermost level. */
  readonly tops: readonly Top[];
  /** The syntax of one of them, whole. */
  readonly nodeOf: (top: Top) => SyntaxNode;
  /** The same without what is inside of literals, which large tables are made of. */
  readonly outlineOf: (top: Top) => SyntaxNode;
  readonly free: () => void;
}

/** Reads Go without Go. */
export class GoParser {
  readonly #parser: Parser;
  readonly #reader: TreeReader;

  private constructor(parser: Parser, language: Language) {
    this.#parser = parser;
    this.#reader = new TreeReader(language);
  }

  static async load(): Promise<GoParser> {
    const language = await loadGrammar('go');
    return new GoParser(new Parser().setLanguage(language), language);
  }

  /** Gives back the memory of the parser. */
  free(): void {
    this.#parser.delete();
  }

  parse(source: string): ParsedFile {
    const bodies = functionBodies(source);
    const includedRanges = outsideOf(bodies, source.length).map(rangeOf);
    let tree = this.#parse(source, { includedRanges });
    // Not laid out as gofmt does, or not Go as the grammar knows it.
    const isWhole = tree.rootNode.hasError;
    if (isWhole) {
      tree.delete();
      tree = this.#parse(source);
    }
    const tops = topsOf(tree);
    let isPartial = tree.rootNode.hasError;
    let isAlive = true;
    const free = (): void => {
      if (isAlive) tree.delete();
      isAlive = false;
    };
    const read = (top: Top, isOutline: boolean): SyntaxNode => {
      if (isAlive && (isWhole || !isFunction(top)))
        return this.#convert(tree, top.index, { source, offset: 0, isOutline });
      const part = this.#parse(`${source.slice(top.start, top.end)}\n`);
      isPartial ||= part.rootNode.hasError;
      const node = this.#convert(part, 0, { source, offset: top.start, isOutline });
      part.delete();
      return node;
    };
    return {
      get isPartial() {
        return isPartial;
      },
      tops,
      nodeOf: (top) => read(top, false),
      outlineOf: (top) => read(top, true),
      free,
    };
  }

  /** One declaration on its own, such as `type T struct { a int }`, without what is inside of literals. */
  outline(text: string): SyntaxNode | null {
    const source = `package p\n${text}\n`;
    const tree = this.#parse(source);
    const top = topsOf(tree).find(({ kind }) => kind.endsWith('_declaration'));
    const node =
      top === undefined
        ? null
        : this.#convert(tree, top.index, { source, offset: 0, isOutline: true });
    tree.delete();
    return node;
  }

  #parse(source: string, options?: ParseOptions): Tree {
    const tree = this.#parser.parse(source, null, options);
    if (tree === null) throw new Error('the parser of Go returned no tree');
    return tree;
  }

  #convert(tree: Tree, index: number, reading: Reading): SyntaxNode {
    const child = tree.rootNode.child(index);
    if (child === null) throw new Error('expected a declaration of the file');
    return this.#reader.read(child, reading);
  }
}

function isFunction({ kind }: Top): boolean {
  return kind === 'function_declaration' || kind === 'method_declaration';
}

/** Rows and columns are not asked for. */
function rangeOf({ start, end }: Body): Range {
  return { startIndex: start, endIndex: end, startPosition: origin, endPosition: origin };
}

const origin = { row: 0, column: 0 };

function topsOf(tree: Tree): readonly Top[] {
  const tops: Top[] = [];
  const cursor = tree.walk();
  let index = 0;
  if (cursor.gotoFirstChild())
    do {
      const { nodeType: kind, startIndex: start, endIndex: end } = cursor;
      if (cursor.nodeIsNamed && kind !== 'comment') tops.push({ kind, index, start, end });
      index += 1;
    } while (cursor.gotoNextSibling());
  cursor.delete();
  return tops;
}
