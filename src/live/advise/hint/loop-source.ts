import { namedGoType } from '../../../maps/model/go-type/go-type.ts';
import { expressionsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { wholeConstant } from '../types/constants.ts';
import { pointee, underlying } from '../types/go-type-ref.ts';
import { type Place, typeOf } from '../types/type-of.ts';

/** How often a loop runs, and which variable is another one in each turn. */
export interface LoopSource {
  /** The expression of the hint: `len(xs)`. */
  readonly bound: string;
  /** What has the length; it must have the same value before the loop. */
  readonly source: SyntaxNode;
  /** The variable that never has one value twice; `''` where there is none. */
  readonly unique: string;
  /** Turns, where the source says them; else `null`. */
  readonly count: number | null;
  /** Whether the type of the source is seen, so that it surely has a length. */
  readonly isCertain: boolean;
  readonly isMap: boolean;
}

/** Where the turns of a loop come from; `null` where that cannot be said before it. */
export function loopSource(loop: SyntaxNode, place: Place): LoopSource | null {
  const range = loop.ofKind('range_clause');
  if (range !== null) return rangeSource(range, place);
  const clause = loop.ofKind('for_clause');
  return clause === null ? null : countedSource(clause, place);
}

function rangeSource(range: SyntaxNode, place: Place): LoopSource | null {
  const right = range.at('right');
  if (right === null) return null;
  const source = unwrapped(right);
  const [key, value] = expressionsOf(range.at('left'));
  const unique = key?.kind === 'identifier' && key.text !== '_' ? key.text : '';
  const found = typeOf(source, place);
  const written = source.kind === 'composite_literal' ? literalLength(source, place) : null;
  const bound = written === null ? `len(${source.text})` : String(written);
  const length = { bound, source, unique };
  const typed = place.types?.ranges.get(right.start) ?? '';
  if (typed !== '') return typedSource(typed, length, place);
  const body =
    found === null
      ? null
      : underlying(pointee(underlying(found, place.workspace)), place.workspace);
  if (body === null || isUnknown(body.node)) {
    // A loop with two variables over a name is not over a channel; over a call it may be an iterator.
    const isNamed = isPure(source) && value !== undefined;
    return isNamed ? { ...length, count: null, isCertain: false, isMap: false } : null;
  }
  switch (body.node.kind) {
    case 'slice_type':
      return { ...length, count: literalLength(source, place), isCertain: true, isMap: false };
    case 'map_type':
      return { ...length, count: literalLength(source, place), isCertain: true, isMap: true };
    case 'array_type':
    case 'implicit_length_array_type': {
      const size = body.node.at('length');
      const count =
        size === null
          ? literalLength(source, place)
          : wholeConstant(size, body.home, place.workspace);
      return { ...length, count, isCertain: true, isMap: false };
    }
    default:
      return /^u?int\d*$/.test(body.node.text) ? countSource(source, unique, place) : null;
  }
}

/** The same where the compiler's types say what the loop runs over. */
function typedSource(
  typed: string,
  length: Pick<LoopSource, 'bound' | 'source' | 'unique'>,
  place: Place,
): LoopSource | null {
  const [kind = '', size] = typed.split(' ');
  const { source, unique } = length;
  switch (kind) {
    case 'slice':
    case 'map':
      return {
        ...length,
        count: literalLength(source, place),
        isCertain: true,
        isMap: kind === 'map',
      };
    case 'array':
      return { ...length, count: Number(size), isCertain: true, isMap: false };
    case 'integer':
      return countSource(source, unique, place);
    default:
      return null;
  }
}

/** A name that no declaration at hand explains. */
function isUnknown({ kind, text }: SyntaxNode): boolean {
  return (
    /^(?:qualified_type|generic_type|selector_expression)$/.test(kind) ||
    (/^(?:type_identifier|identifier)$/.test(kind) && namedGoType(text) === null)
  );
}

/** `for i := 0; i < n; i++`. */
function countedSource(clause: SyntaxNode, place: Place): LoopSource | null {
  const [first, condition, update] = [
    clause.at('initializer'),
    clause.at('condition'),
    clause.at('update'),
  ];
  const [name] = expressionsOf(first?.at('left') ?? null);
  const [start] = expressionsOf(first?.at('right') ?? null);
  const limit = condition?.at('right') ?? null;
  if (name === undefined || limit === null || start?.text !== '0') return null;
  if (update?.kind !== 'inc_statement' || update.children[0]?.text !== name.text) return null;
  if (condition?.at('operator')?.text !== '<' || condition.at('left')?.text !== name.text)
    return null;
  const bound = unwrapped(limit);
  const [argument] = bound.at('arguments')?.children ?? [];
  if (bound.at('function')?.text === 'len' && argument !== undefined)
    return {
      bound: bound.text,
      source: argument,
      unique: name.text,
      count: literalLength(argument, place),
      isCertain: true,
      isMap: false,
    };
  return countSource(bound, name.text, place);
}

/**
 * A plain number. Where it was read from a file or the network it may be anything, so that only
 * constants, lengths and what a caller passes are taken.
 */
function countSource(source: SyntaxNode, unique: string, place: Place): LoopSource | null {
  const count = wholeConstant(source, place.home, place.workspace);
  const isLength =
    source.kind === 'call_expression' &&
    /(?:^|\.)(?:Len|NumField|NumMethod|NumIn|NumOut|NumCPU)$/.test(
      source.at('function')?.text ?? '',
    );
  const isLocal = source.kind === 'identifier' && place.scope.find(source.text) !== null;
  if (count === null && !isLength && !(isLocal && isLengthOrParameter(source, place))) return null;
  return { bound: source.text, source, unique, count, isCertain: true, isMap: false };
}

/** Whether a name is a parameter, or was set once, to a length. */
function isLengthOrParameter(name: SyntaxNode, place: Place): boolean {
  let outermost: SyntaxNode = name;
  while (outermost.parent !== null) outermost = outermost.parent;
  let assigned = 0;
  let fromLength = 0;
  outermost.walk((node) => {
    if (!/^(?:short_var_declaration|assignment_statement|var_spec)$/.test(node.kind)) return true;
    const names = node.kind === 'var_spec' ? node.allAt('name') : expressionsOf(node.at('left'));
    const index = names.findIndex(({ text }) => text === name.text);
    if (index === -1) return true;
    assigned += 1;
    const value = expressionsOf(node.at('right') ?? node.at('value'))[index];
    if (value?.at('function')?.text === 'len') fromLength += 1;
    return true;
  });
  if (assigned > 0) return fromLength === assigned;
  const text = place.scope.find(name.text)?.type?.node.text ?? '';
  return /^(?:int|int64|int32)$/.test(text);
}

/** Elements of a literal, here or where the variable of that name was declared. */
function literalLength(source: SyntaxNode, place: Place): number | null {
  if (source.kind === 'composite_literal') return source.at('body')?.children.length ?? null;
  if (source.kind !== 'identifier') return null;
  let outermost: SyntaxNode = source;
  while (outermost.parent !== null) outermost = outermost.parent;
  const values: (SyntaxNode | undefined)[] = [];
  outermost.walk((node) => {
    if (!/^(?:short_var_declaration|assignment_statement|var_spec)$/.test(node.kind)) return true;
    const names = node.kind === 'var_spec' ? node.allAt('name') : expressionsOf(node.at('left'));
    const index = names.findIndex(({ text }) => text === source.text);
    if (index !== -1) values.push(expressionsOf(node.at('right') ?? node.at('value'))[index]);
    return true;
  });
  if (values.length === 0 && place.scope.find(source.text) === null)
    return place.home.declarations.literalLength(source.text);
  const [only] = values;
  return values.length === 1 && only?.kind === 'composite_literal'
    ? (only.at('body')?.children.length ?? null)
    : null;
}

/** Whether an expression only names something: evaluating it twice costs and changes nothing. */
export function isPure(node: SyntaxNode): boolean {
  if (node.kind === 'identifier' || node.kind === 'int_literal') return true;
  const operand = node.at('operand');
  return node.kind === 'selector_expression' && operand !== null && isPure(unwrapped(operand));
}
