import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
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

/** A file that was read. Its tree lives in WebAssembly: `free` it. */
export interface ParsedFile {
  readonly source: string;
  /** Whether the grammar could not read all of it. */
  readonly isPartial: boolean;
  /** Declarations, clauses and comments on the outermost level. */
  readonly tops: readonly Top[];
  /** The syntax of one of them. */
  readonly nodeOf: (top: Top) => SyntaxNode;
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
  readonly #kinds: readonly (string | null)[];
  readonly #fields: readonly (string | null)[];

  private constructor(parser: Parser, language: Language) {
    this.#parser = parser;
    // Two thirds of a tree are punctuation, which nobody asks for.
    this.#kinds = language.types.map((kind, id) =>
      language.nodeTypeIsNamed(id) && kind !== 'comment' ? kind : null,
    );
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
    const tree = this.#parser.parse(source);
    if (tree === null) throw new Error('the parser of Go returned no tree');
    return {
      source,
      isPartial: tree.rootNode.hasError,
      tops: topsOf(tree),
      nodeOf: ({ index }) => this.#convert(tree, index, source),
      free: () => {
        tree.delete();
      },
    };
  }

  /** One declaration on its own, such as `type T struct { a int }`. */
  declaration(text: string): SyntaxNode | null {
    const file = this.parse(`package p\n${text}\n`);
    const top = file.tops.find(({ kind }) => kind.endsWith('_declaration'));
    const node = top === undefined ? null : file.nodeOf(top);
    file.free();
    return node;
  }

  #convert(tree: Tree, index: number, source: string): SyntaxNode {
    const child = tree.rootNode.child(index);
    if (child === null) throw new Error('expected a declaration of the file');
    const cursor = child.walk();
    const root = new SyntaxNode(source, this.#read(cursor) ?? blank, null);
    if (cursor.gotoFirstChild()) this.#children(cursor, root, source);
    cursor.delete();
    return root;
  }

  #children(cursor: TreeCursor, parent: SyntaxNode, source: string): void {
    do {
      const read = this.#read(cursor);
      if (read === null) continue;
      const node = new SyntaxNode(source, read, parent);
      parent.children.push(node);
      if (cursor.gotoFirstChild()) this.#children(cursor, node, source);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  #read(cursor: TreeCursor): Pick<SyntaxNode, 'kind' | 'field' | 'start' | 'end'> | null {
    const id = cursor.nodeTypeId;
    const known = this.#kinds[id] ?? null;
    const field = this.#fields[cursor.currentFieldId] ?? '';
    if (known === null && field !== 'operator' && id !== errorId) return null;
    const kind = known ?? (id === errorId ? 'ERROR' : 'operator');
    return { kind, field, start: cursor.startIndex, end: cursor.endIndex };
  }
}

const errorId = 0xff_ff;
const blank = { kind: 'ERROR', field: '', start: 0, end: 0 } as const;

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
