import type { Language, Node, TreeCursor } from 'web-tree-sitter';
import { SyntaxNode } from './syntax-node.ts';

/** How a tree becomes nodes. */
export interface Reading {
  readonly source: string;
  /** Where in the source the text of the tree begins. */
  readonly offset: number;
  /** Whether what is inside of literals and bodies is left out. */
  readonly isOutline?: boolean;
}

/** Turns trees of a language in WebAssembly into nodes in JavaScript, without what nobody asks for. */
export class TreeReader {
  readonly #sorts: readonly (Sort | undefined)[];
  readonly #fields: readonly (string | null)[];

  constructor(language: Language) {
    this.#sorts = language.types.map((kind, id) => sortOf(kind, language.nodeTypeIsNamed(id)));
    this.#fields = language.fields;
  }

  read(node: Node, reading: Reading): SyntaxNode {
    const cursor = node.walk();
    const children: SyntaxNode[] = [];
    const { source, offset } = reading;
    const { type: kind, startIndex, endIndex } = node;
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
