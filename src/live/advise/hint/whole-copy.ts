import { expressionsOf, statementsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { type Place, typeOf } from '../types/type-of.ts';
import type { Creation } from './creation.ts';
import { isPure, type LoopSource } from './loop-source.ts';
import { mentions } from './loop-writes.ts';

/** Statements around a copy. */
interface Around {
  /** Of its block, those before the map is made. */
  readonly before: readonly SyntaxNode[];
  /** The statement that makes it, and the loop, which stands directly behind it. */
  readonly made: SyntaxNode;
  readonly loop: SyntaxNode;
}

/**
 * Whether `maps.Clone` does what a loop does: the whole of a map goes into a new one of the same type, as it is, and
 * the source is not nil there, because the clone of nil is nil.
 */
export function isWholeCopy(
  { name, made: value, type }: Creation,
  { source, isMap }: LoopSource,
  { before, made, loop }: Around,
  place: Place,
): boolean {
  if (!isMap || !isPure(source) || !isOnlyDeclaration(made, value)) return false;
  const given = typeOf(source, place);
  const isSameType =
    given?.node.text === type.text && given.home.packagePath === place.home.packagePath;
  return (
    isSameType &&
    copiesEntries(loop, name.text) &&
    isNotNil(source, before) &&
    // Comments go with the loop, and nobody wants to lose them.
    !/\/[/*]/.test(loop.source.slice(made.end, loop.end)) &&
    isFree('maps', place)
  );
}

function isOnlyDeclaration(made: SyntaxNode, value: SyntaxNode): boolean {
  const values = expressionsOf(made.at('right'));
  return made.kind === 'short_var_declaration' && values.length === 1 && values[0] === value;
}

/** `for k, v := range source { name[k] = v }` */
function copiesEntries(loop: SyntaxNode, name: string): boolean {
  const [key, value] = expressionsOf(loop.ofKind('range_clause')?.at('left') ?? null);
  const body = statementsOf(loop.at('body'));
  const [write] = body;
  if (key === undefined || value === undefined || write?.kind !== 'assignment_statement')
    return false;
  const [targets, values] = [expressionsOf(write.at('left')), expressionsOf(write.at('right'))];
  const [target] = targets;
  return (
    body.length === 1 &&
    targets.length === 1 &&
    values.length === 1 &&
    write.at('operator')?.text === '=' &&
    target?.kind === 'index_expression' &&
    target.at('operand')?.text === name &&
    target.at('index')?.text === key.text &&
    values[0]?.text === value.text &&
    key.text !== value.text
  );
}

/** Whether the block was left where the source is nil, and it was not set since. */
function isNotNil(source: SyntaxNode, before: readonly SyntaxNode[]): boolean {
  const root = source.text.split('.')[0] ?? source.text;
  for (const statement of before.toReversed()) {
    if (leavesWithout(statement, source.text)) return true;
    if (mentions(statement, root)) return false;
  }
  return false;
}

/** `if source == nil { return }`, or with its length. */
function leavesWithout(statement: SyntaxNode, source: string): boolean {
  if (statement.kind !== 'if_statement' || statement.at('initializer') !== null) return false;
  const condition = statement.at('condition');
  const text = condition === null ? '' : unwrapped(condition).text.replaceAll(/\s/g, '');
  const isAsked = [`${source}==nil`, `len(${source})==0`].includes(text);
  const last = statementsOf(statement.at('consequence')).at(-1);
  return isAsked && last?.kind === 'return_statement';
}

/** Whether a name is nothing but the package of that path. */
function isFree(name: string, { scope, home }: Place): boolean {
  const { declarations, imports } = home;
  const words = ['var', 'func', 'type'] as const;
  return (
    scope.find(name) === null &&
    (imports.get(name) ?? name) === name &&
    words.every((word) => declarations.find(word, name) === null)
  );
}
