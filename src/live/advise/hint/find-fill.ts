import { expressionsOf, statementsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { predeclared, type Place } from '../types/type-of.ts';
import { mapTypeOf, underlying } from '../types/go-type-ref.ts';
import { type Creation, creationsIn } from './creation.ts';
import { isPure, type LoopSource, loopSource } from './loop-source.ts';
import { isWholeCopy } from './whole-copy.ts';
import { type LoopWrites, loopWrites, mentions } from './loop-writes.ts';

/** An empty map that a loop fills, and how many entries it will have. */
export interface Fill {
  readonly creation: Creation;
  readonly loop: SyntaxNode;
  readonly source: LoopSource;
  readonly key: SyntaxNode;
  /** `exact`: as many entries as turns; `bound`: at most. */
  readonly certainty: 'exact' | 'bound';
  /** Whether the expression of the hint can stand where the map is made. */
  readonly isFixable: boolean;
  /** The statement that makes the map, where the loop behind it does what `maps.Clone` does; else `null`. */
  readonly copy: SyntaxNode | null;
}

/** From this many entries on, a map outgrows what it has when it is made. */
const leastEntries = 9;

/** The fills that begin in a block. */
export function fillsIn(statements: readonly SyntaxNode[], place: Place): readonly Fill[] {
  return statements.flatMap((statement, index) =>
    creationsIn(statement, place).flatMap((creation) => {
      const following = statements.slice(index + 1);
      const fill = findFill(creation, statement, following, place);
      if (fill === null) return [];
      const { source, loop, certainty, isFixable } = fill;
      const isCopy =
        isFixable &&
        certainty === 'exact' &&
        loop === following[0] &&
        isWholeCopy(
          creation,
          source,
          { before: statements.slice(0, index), made: statement, loop },
          place,
        );
      return [isCopy ? { ...fill, copy: statement } : fill];
    }),
  );
}

function findFill(
  creation: Creation,
  made: SyntaxNode,
  following: readonly SyntaxNode[],
  place: Place,
): Fill | null {
  const { name } = creation;
  if (hasFewKeys(creation, place)) return null;
  for (const [index, labelled] of following.entries()) {
    const statement =
      labelled.kind === 'labeled_statement' ? (labelled.children.at(-1) ?? labelled) : labelled;
    if (statement.kind === 'for_statement') {
      const body = statementsOf(statement.at('body'));
      if (!body.some((inner) => mentions(inner, name.text))) {
        if (mentions(statement, name.text)) return null;
        continue;
      }
      const source = loopSource(statement, place);
      const writes = loopWrites(body, name.text);
      return source === null || mentions(source.source, name.text)
        ? null
        : judged(
            creation,
            statement,
            { source, writes, between: [made, ...following.slice(0, index)] },
            place,
          );
    }
    if (statement.kind === 'return_statement') return null;
    const isOneEntry =
      statement.kind === 'assignment_statement' &&
      expressionsOf(statement.at('left')).every(
        (target) => target.kind === 'index_expression' && target.at('operand')?.text === name.text,
      );
    if (mentions(statement, name.text) && !isOneEntry) return null;
  }
  return null;
}

interface Filling {
  readonly source: LoopSource;
  readonly writes: LoopWrites;
  /** The statement that makes the map, and those up to the loop. */
  readonly between: readonly SyntaxNode[];
}

function judged(
  creation: Creation,
  loop: SyntaxNode,
  { source, writes, between }: Filling,
  place: Place,
): Fill | null {
  if (writes.isNested || writes.isConditional || writes.endsEarly) return null;
  if (source.count !== null && source.count < leastEntries) return null;
  const keys = writes.always.map((write) => write.at('index')).filter((key) => key !== null);
  const [key] = keys;
  if (key === undefined || new Set(keys.map(({ text }) => text)).size > 1) return null;
  if (isConstantKey(key)) return null;
  const isUnique = source.unique !== '' && unwrapped(key).text === source.unique;
  const isExact = isUnique || writes.refusesDuplicates;
  if (writes.isGrouping && !isExact) return null;
  const isFixable =
    source.isCertain &&
    isSteady(source, creation, between) &&
    !isReassigned(source, loop) &&
    place.scope.find('len') === null &&
    place.scope.find('make') === null;
  return {
    creation,
    loop,
    source,
    key,
    certainty: isExact ? 'exact' : 'bound',
    isFixable,
    copy: null,
  };
}

function isConstantKey(key: SyntaxNode): boolean {
  return /_literal$|^(?:true|false)$/.test(unwrapped(key).kind) && key.kind !== 'composite_literal';
}

/** Whether the source is a plain name that has its value before the map is made, and keeps it. */
function isSteady(
  { source, count }: LoopSource,
  { made }: Creation,
  between: readonly SyntaxNode[],
): boolean {
  if (/^(?:int_literal|composite_literal)$/.test(source.kind) && count !== null) return true;
  if (!isPure(source)) return false;
  const root = rootOf(source);
  // What a pointer leads to may only be looked at after it was compared with nil.
  const isReached = source.kind === 'selector_expression';
  if (isReached && between.some((one) => one.kind === 'if_statement' && mentions(one, root)))
    return false;
  return !between.some((statement) =>
    statement.some((node) => {
      if (node.kind === 'unary_expression' && node.at('operator')?.text === '&')
        return node.start > made.end && mentions(node, root);
      if (!/^(?:short_var_declaration|assignment_statement|var_spec|range_clause)$/.test(node.kind))
        return false;
      const names = node.kind === 'var_spec' ? node.allAt('name') : expressionsOf(node.at('left'));
      return names.some((name) => rootOf(name) === root);
    }),
  );
}

/** Whether the loop itself makes what it runs over longer. */
function isReassigned({ source }: LoopSource, loop: SyntaxNode): boolean {
  const body = loop.at('body');
  return (
    body?.some(
      (node) =>
        node.kind === 'assignment_statement' &&
        expressionsOf(node.at('left')).some(({ text }) => text === source.text),
    ) ?? false
  );
}

function rootOf(node: SyntaxNode): string {
  const operand = node.at('operand');
  return operand === null ? node.text : rootOf(unwrapped(operand));
}

/** Keys of a byte or a truth value: the map stays small whatever the loop. */
function hasFewKeys({ name, type }: Creation, place: Place): boolean {
  const typed = place.types?.maps.get(name.start)?.key ?? '';
  if (typed !== '') return /^(?:bool|byte|u?int8)$/.test(typed);
  const { home, workspace } = place;
  const map = mapTypeOf({ node: type, home }, workspace);
  const key = map === null ? predeclared('int', home) : underlying(map.key, workspace);
  return /^(?:bool|byte|u?int8)$/.test(key.node.text);
}
