import { expressionsOf, statementsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';

/** What one turn of a loop writes to a map. */
export interface LoopWrites {
  /** Writes that happen in every turn that is not left by an error. */
  readonly always: readonly SyntaxNode[];
  /** Whether some writes happen in some turns only, or in a loop inside. */
  readonly isConditional: boolean;
  readonly isNested: boolean;
  /** Whether entries are counted up or collected: then keys come again. */
  readonly isGrouping: boolean;
  /** Whether a key that comes again ends the function. */
  readonly refusesDuplicates: boolean;
  /** Whether the loop may be left early. */
  readonly endsEarly: boolean;
}

/** What the body of a loop does to the map of that name. */
export function loopWrites(body: readonly SyntaxNode[], name: string): LoopWrites {
  const seen = {
    always: [] as SyntaxNode[],
    conditional: 0,
    nested: 0,
    skips: false,
    early: false,
  };
  let refuses = false;
  for (const statement of body) {
    const writes = writesOf(statement, name);
    if (writes.length > 0) {
      if (seen.skips) seen.conditional += 1;
      else seen.always.push(...writes);
      continue;
    }
    const closure = concurrentBody(statement);
    if (closure !== null && mentions(closure, name)) {
      const inner = loopWrites(statementsOf(closure.at('body')), name);
      seen.always.push(...inner.always);
      if (inner.isConditional) seen.conditional += 1;
      if (inner.isNested) seen.nested += 1;
      continue;
    }
    if (refusal(statement, name)) {
      refuses = true;
      seen.always.push(...bothBranches(statement, name));
      continue;
    }
    const both = bothBranches(statement, name);
    if (both.length > 0 && !seen.skips) {
      seen.always.push(...both);
      continue;
    }
    look(statement, name, seen);
  }
  return {
    always: seen.always,
    isConditional: seen.conditional > 0,
    isNested: seen.nested > 0,
    isGrouping: body.some((statement) => groups(statement, name)),
    refusesDuplicates: refuses,
    endsEarly: seen.early,
  };
}

interface Seen {
  conditional: number;
  nested: number;
  skips: boolean;
  early: boolean;
}

function look(statement: SyntaxNode, name: string, seen: Seen): void {
  const isInLoop = statement.kind === 'for_statement';
  statement.walk((node) => {
    if (
      node.kind === 'func_literal' ||
      (node.kind === 'for_statement' && node !== statement) ||
      isInLoop
    ) {
      if (node.some((inner) => writesOf(inner, name).length > 0)) seen.nested += 1;
      // `continue` and `break` of a loop inside are its own, but for those with a label.
      if (
        node.some(({ kind, children }) => /^(?:continue|break)_/.test(kind) && children.length > 0)
      )
        seen.skips = true;
      return false;
    }
    if (node.kind === 'continue_statement') seen.skips = true;
    if (node.kind === 'goto_statement') seen.early = true;
    if (node.kind === 'break_statement' && !isInSwitch(node, statement)) seen.early = true;
    if (writesOf(node, name).length > 0) {
      seen.conditional += 1;
      return false;
    }
    return true;
  });
}

/** A `break` of a switch or a select ends that alone. */
function isInSwitch(node: SyntaxNode, outermost: SyntaxNode): boolean {
  if (node.children.length > 0) return false;
  for (let at = node.parent; at !== null && at !== outermost.parent; at = at.parent)
    if (/(?:switch|select)_statement$/.test(at.kind)) return true;
  return false;
}

/** The writes `name[key] = value` that a statement itself is. */
export function writesOf(statement: SyntaxNode, name: string): readonly SyntaxNode[] {
  const targets =
    statement.kind === 'assignment_statement'
      ? expressionsOf(statement.at('left'))
      : statement.kind === 'inc_statement' || statement.kind === 'dec_statement'
        ? statement.children.slice(0, 1)
        : [];
  return targets.filter((target) => isEntryOf(target, name));
}

function isEntryOf(node: SyntaxNode, name: string): boolean {
  const operand = node.kind === 'index_expression' ? node.at('operand') : null;
  return operand !== null && unwrapped(operand).text === name;
}

/** Whether a name stands in an expression, as a variable. */
export function mentions(node: SyntaxNode, name: string): boolean {
  return node.some(({ kind, text }) => kind === 'identifier' && text === name);
}

/** The function that a statement starts beside the loop: `go func`, `group.Go(func`. */
function concurrentBody(statement: SyntaxNode): SyntaxNode | null {
  const call =
    statement.kind === 'go_statement' || statement.kind === 'expression_statement'
      ? statement.children[0]
      : undefined;
  if (call?.kind !== 'call_expression') return null;
  const target = call.at('function');
  if (statement.kind === 'go_statement') return target?.kind === 'func_literal' ? target : null;
  return target?.text.endsWith('.Go') === true
    ? (call.at('arguments')?.ofKind('func_literal') ?? null)
    : null;
}

/** `if _, ok := m[k]; ok { return err }`, or with the write in the other branch. */
function refusal(statement: SyntaxNode, name: string): boolean {
  if (statement.kind !== 'if_statement') return false;
  const [first, condition] = [statement.at('initializer'), statement.at('condition')];
  const asked = expressionsOf(first?.at('right') ?? null);
  const [, ok] = expressionsOf(first?.at('left') ?? null);
  if (condition === null) return false;
  const isAsked =
    (asked.length === 1 && asked[0] !== undefined && isEntryOf(asked[0], name)) ||
    isEntryOf(unwrapped(condition), name);
  if (!isAsked) return false;
  const isNegated = condition.at('operator')?.text === '!';
  if (ok !== undefined && condition.text.replace('!', '') !== ok.text) return false;
  const onFound = isNegated ? statement.at('alternative') : statement.at('consequence');
  return onFound !== null && leaves(onFound);
}

/** Whether a block ends the function. */
function leaves(block: SyntaxNode): boolean {
  const last = statementsOf(block).at(-1);
  return (
    last !== undefined &&
    (last.kind === 'return_statement' ||
      /^(?:panic|log\.Fatal\w*|os\.Exit|t\.Fatal\w*)\(/.test(last.text))
  );
}

/** Writes of an `if` that writes in each of its branches, or whose other branch ends the function. */
function bothBranches(statement: SyntaxNode, name: string): readonly SyntaxNode[] {
  if (statement.kind !== 'if_statement') return [];
  const branches = [statement.at('consequence'), statement.at('alternative')];
  const found = branches.map((branch) => {
    if (branch === null) return [];
    if (branch.kind === 'if_statement') return bothBranches(branch, name);
    return statementsOf(branch).flatMap((inner) => writesOf(inner, name));
  });
  const isWhole = branches.every(
    (branch, index) => branch !== null && ((found[index]?.length ?? 0) > 0 || leaves(branch)),
  );
  return isWhole ? found.flat() : [];
}

/** Whether a statement counts up or collects entries, or looks one up to change it. */
function groups(statement: SyntaxNode, name: string): boolean {
  return statement.some((node) => {
    if (node.kind === 'inc_statement' || node.kind === 'dec_statement')
      return writesOf(node, name).length > 0;
    if (!isEntryOf(node, name)) return false;
    return !isPlainTarget(node) && !isInRefusal(node, name);
  });
}

function isPlainTarget(entry: SyntaxNode): boolean {
  const list = entry.parent;
  const statement = list?.parent;
  return (
    list?.field === 'left' &&
    statement?.kind === 'assignment_statement' &&
    statement.at('operator')?.text === '='
  );
}

function isInRefusal(entry: SyntaxNode, name: string): boolean {
  for (let at = entry.parent; at !== null; at = at.parent)
    if (at.kind === 'if_statement') return refusal(at, name);
  return false;
}
