import { expressionsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import type { Declarations } from './declarations.ts';
import type { Home } from './go-type-ref.ts';
import type { Workspace } from './workspace.ts';

type ConstantValues = ReadonlyMap<string, number | null>;

const known = new WeakMap<Declarations, ConstantValues>();

/** Whole numbers by the names of a package's constants; `null` for a constant of another kind. */
export function constantsOf(declarations: Declarations): ConstantValues {
  const found = known.get(declarations);
  if (found !== undefined) return found;
  const values = new Map<string, number | null>();
  known.set(declarations, values);
  for (const group of declarations.constants()) addGroup(group, values);
  return values;
}

/** A spec without values repeats those of the one before; `iota` counts the specs. */
function addGroup(group: SyntaxNode, values: Map<string, number | null>): void {
  let iota = 0;
  let repeated: readonly SyntaxNode[] = [];
  for (const spec of group.children.filter(({ kind }) => kind === 'const_spec')) {
    const given = expressionsOf(spec.at('value'));
    if (given.length > 0) repeated = given;
    for (const [index, name] of spec.allAt('name').entries()) {
      const expression = repeated[index];
      values.set(
        name.text,
        expression === undefined
          ? null
          : evaluate(expression, (text) => (text === 'iota' ? iota : (values.get(text) ?? null))),
      );
    }
    iota += 1;
  }
}

/** The whole number that a constant expression is; `null` for any other expression. */
export function wholeConstant(node: SyntaxNode, home: Home, workspace: Workspace): number | null {
  return evaluate(node, (name) => {
    const [prefix = '', member] = name.split('.');
    if (member === undefined) return constantsOf(home.declarations).get(name) ?? null;
    const path = home.imports.get(prefix);
    const other = path === undefined ? null : workspace.package(path);
    return other === null ? null : (constantsOf(other).get(member) ?? null);
  });
}

function evaluate(node: SyntaxNode, lookUp: (name: string) => number | null): number | null {
  const expression = unwrapped(node);
  switch (expression.kind) {
    case 'int_literal':
      return Number(expression.text.replaceAll('_', '').replace(/^0(?=\d)/, '0o'));
    case 'rune_literal':
      return /^'[^\\]'$/u.test(expression.text) ? (expression.text.codePointAt(1) ?? null) : null;
    case 'iota':
      return lookUp('iota');
    case 'identifier':
    case 'selector_expression':
      return lookUp(expression.text);
    case 'literal_element': {
      const [inner] = expression.children;
      return inner === undefined ? null : evaluate(inner, lookUp);
    }
    case 'unary_expression': {
      const operand = expression.at('operand');
      const value = operand === null ? null : evaluate(operand, lookUp);
      return value !== null && expression.at('operator')?.text === '-' ? -value : null;
    }
    case 'call_expression':
    case 'type_conversion_expression': {
      const argument = expression.at('operand') ?? expression.at('arguments')?.children[0];
      const isConversion = /^[a-zA-Z_][\w.]*$/.test(expression.at('function')?.text ?? 'T');
      return argument === undefined || !isConversion || expression.at('function')?.text === 'len'
        ? null
        : evaluate(argument, lookUp);
    }
    case 'binary_expression':
      return evaluateBinary(expression, lookUp);
    default:
      return null;
  }
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
};

function evaluateBinary(node: SyntaxNode, lookUp: (name: string) => number | null): number | null {
  const [left, right] = [node.at('left'), node.at('right')];
  const operator = operators[node.at('operator')?.text ?? ''];
  if (left === null || right === null || operator === undefined) return null;
  const [a, b] = [evaluate(left, lookUp), evaluate(right, lookUp)];
  if (a === null || b === null) return null;
  const value = operator(a, b);
  return Number.isSafeInteger(value) ? value : null;
}
