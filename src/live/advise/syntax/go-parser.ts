import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  Language,
  type ParseOptions,
  Parser,
  type Range,
  type Tree,
  type TreeCursor,
} from 'web-tree-sitter';
import { type Body, functionBodies, outsideOf } from './function-bodies.ts';
import { SyntaxNode } from './syntax-node.ts';

// From dist, where this file runs, to the sources that the package ships.
const grammar = new URL(
  '../../../../../src/live/advise/grammar/tree-sitter-go.wasm',
  import.meta.url,
);

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

/** One for the process: loading it again would take the memory from under parsers at work. */
let loading: Promise<Language> | undefined;

async function loadLanguage(): Promise<Language> {
  const runtime = createRequire(import.meta.url).resolve('web-tree-sitter/web-tree-sitter.wasm');
  await Parser.init({ locateFile: () => runtime });
  return await Language.load(readFileSync(grammar));
}

/** Reads Go without Go. */
export class GoParser {
  readonly #parser: Parser;
  readonly #sorts: readonly (Sort | undefined)[];
  readonly #fields: readonly (string | null)[];

  private constructor(parser: Parser, language: Language) {
    this.#parser = parser;
    this.#sorts = language.types.map((kind, id) => sortOf(kind, language.nodeTypeIsNamed(id)));
    this.#fields = language.fields;
  }

  static async load(): Promise<GoParser> {
    loading ??= loadLanguage();
    const language = await loading;
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
    const cursor = child.walk();
    const children: SyntaxNode[] = [];
    const { source, offset } = reading;
    const { type: kind, startIndex, endIndex } = child;
    const place = { start: startIndex + offset, end: endIndex + offset };
    const root = new SyntaxNode(source, { kind, field: '', ...place }, null, children);
    if (cursor.gotoFirstChild()) this.#read(cursor, root, children, reading);
    cursor.delete();
    return root;
  }

  /** Reads the children of a node; each question to the cursor is a call into WebAssembly. */
  #read(cursor: TreeCursor, parent: SyntaxNode, siblings: SyntaxNode[], reading: Reading): void {
    const { source, offset, isOutline = false } = reading;
    const isClosed = isOutline && /^(?:literal_value|statement_list)$/.test(parent.kind);
    do {
      const id = cursor.nodeTypeId;
      const sort = id === errorId ? errorSort : this.#sorts[id];
      if (sort === undefined) continue;
      const field = this.#fields[cursor.currentFieldId] ?? '';
      const { kind } = sort;
      if (kind === 'operator' && field !== 'operator') continue;
      const [start, end] = [cursor.startIndex + offset, cursor.endIndex + offset];
      const read = { kind, field, start, end };
      if (isClosed || sort.isLeaf) {
        siblings.push(new SyntaxNode(source, read, parent));
        continue;
      }
      const children: SyntaxNode[] = [];
      const node = new SyntaxNode(source, read, parent, children);
      siblings.push(node);
      if (cursor.gotoFirstChild()) this.#read(cursor, node, children, reading);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
}

/** How a tree becomes nodes. */
interface Reading {
  readonly source: string;
  /** Where in the source the text of the tree begins. */
  readonly offset: number;
  /** Whether what is inside of literals and bodies is left out. */
  readonly isOutline?: boolean;
}

function isFunction({ kind }: Top): boolean {
  return kind === 'function_declaration' || kind === 'method_declaration';
}

/** Rows and columns are not asked for. */
function rangeOf({ start, end }: Body): Range {
  return { startIndex: start, endIndex: end, startPosition: origin, endPosition: origin };
}

const origin = { row: 0, column: 0 };

/** What to take of a symbol of the grammar. */
interface Sort {
  readonly kind: string;
  /** Whether nothing is below it that anybody asks for. */
  readonly isLeaf: boolean;
}

/** `undefined` for what nobody asks for: two thirds of a tree are punctuation. */
function sortOf(kind: string, isNamed: boolean): Sort | undefined {
  if (isNamed)
    return kind === 'comment'
      ? undefined
      : {
          kind,
          isLeaf:
            /identifier$|_literal(?:_content)?$|^(?:nil|true|false|iota)$/.test(kind) &&
            !/^(?:composite|func)_/.test(kind),
        };
  return /^[-+*/%&|^<>=!~]+$/.test(kind) ? { kind: 'operator', isLeaf: true } : undefined;
}

const errorSort: Sort = { kind: 'ERROR', isLeaf: false };
const errorId = 0xff_ff;

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
