/**
 * A node of a syntax tree in plain JavaScript: asking a tree in WebAssembly costs a call per answer.
 * Holds named nodes and operators only, without comments.
 */
export class SyntaxNode {
  /** What the grammar calls it: `call_expression`. */
  readonly kind: string;
  /** Its role in its parent, such as `left`; `''` where it has none. */
  readonly field: string;
  /** Positions in `source`, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  readonly source: string;

  /** @param children may be filled later, while the tree is read */
  constructor(
    source: string,
    { kind, field, start, end }: Pick<SyntaxNode, 'kind' | 'field' | 'start' | 'end'>,
    parent: SyntaxNode | null,
    children: readonly SyntaxNode[] = none,
  ) {
    this.source = source;
    this.kind = kind;
    this.field = field;
    this.start = start;
    this.end = end;
    this.parent = parent;
    this.children = children;
  }

  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  /** The child in that role. */
  at(field: string): SyntaxNode | null {
    return this.children.find((child) => child.field === field) ?? null;
  }

  /** Every child in that role: names of a declaration. */
  allAt(field: string): SyntaxNode[] {
    return this.children.filter((child) => child.field === field);
  }

  /** The first child of that kind. */
  ofKind(kind: string): SyntaxNode | null {
    return this.children.find((child) => child.kind === kind) ?? null;
  }

  /** This node and all below it, parents first; `visit` returns whether to go below. */
  walk(visit: (node: SyntaxNode) => boolean): void {
    if (!visit(this)) return;
    for (const child of this.children) child.walk(visit);
  }

  /** Whether any node here or below it is one. */
  some(test: (node: SyntaxNode) => boolean): boolean {
    return test(this) || this.children.some((child) => child.some(test));
  }
}

/** Half of all nodes have no children: they share one list. */
const none: readonly [] = [];

/** An expression without the parentheses around it. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  const [inner] = node.children;
  return node.kind === 'parenthesized_expression' && inner !== undefined ? unwrapped(inner) : node;
}

/** The members of an `expression_list`, or the one expression itself. */
export function expressionsOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  if (node === null) return [];
  return (node.kind === 'expression_list' ? node.children : [node]).map(unwrapped);
}

/** The statements of a block, a case or a function body. */
export function statementsOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  return node?.ofKind('statement_list')?.children ?? [];
}
