import type { SyntaxNode } from '../syntax/syntax-node.ts';

const functions =
  /^(?:function_declaration|function_expression|function|generator_function|generator_function_declaration|arrow_function|method_definition)$/;

/** Whether a node is a function of any kind. */
export function isFunction({ kind }: SyntaxNode): boolean {
  return functions.test(kind);
}

/** Names of the parameters of a function, in order; of a pattern all that it binds. */
export function parametersOf(node: SyntaxNode): readonly string[] {
  const one = node.at('parameter');
  const list = one === null ? (node.at('parameters')?.children ?? []) : [one];
  return list.map((parameter) => boundIn(parameter).join(','));
}

/** Names that a pattern binds; those in its default values too, which does no harm. */
function boundIn(pattern: SyntaxNode): readonly string[] {
  const names: string[] = [];
  pattern.walk((node) => {
    if (node.kind === 'identifier' || node.kind === 'shorthand_property_identifier_pattern')
      names.push(node.text);
    return node.field !== 'type' && node.field !== 'value';
  });
  return names;
}

/** Names that a function, a block or a loop declares for what is inside of it. */
export function declaredIn(node: SyntaxNode): readonly string[] {
  if (isFunction(node)) {
    const own = /_expression$|^function$/.test(node.kind) ? (node.at('name')?.text ?? '') : '';
    return [own, ...parametersOf(node).flatMap((names) => names.split(',')), ...hoisted(node)];
  }
  if (node.kind === 'catch_clause') return boundIn(node.at('parameter') ?? node);
  if (node.kind === 'for_in_statement')
    return /^for\s*(?:await\s*)?\(\s*(?:const|let|var)\b/.test(node.text.slice(0, 40))
      ? boundIn(node.at('left') ?? node)
      : [];
  if (node.kind === 'for_statement') return namesOf(node.at('initializer'));
  if (node.kind !== 'statement_block' && node.kind !== 'switch_body') return [];
  const statements =
    node.kind === 'switch_body' ? node.children.flatMap(({ children }) => children) : node.children;
  return statements.flatMap(namesOf);
}

/** Names of one declaration. */
function namesOf(statement: SyntaxNode | null): readonly string[] {
  if (statement === null) return [];
  if (/^(?:lexical|variable)_declaration$/.test(statement.kind))
    return statement.children.flatMap((declarator) => {
      const name = declarator.at('name');
      return name === null ? [] : boundIn(name);
    });
  return /^(?:generator_)?function_declaration$|^class_declaration$/.test(statement.kind)
    ? [statement.at('name')?.text ?? '']
    : [];
}

/** What `var` declares anywhere in a function is of the whole function. */
function hoisted(node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  node.at('body')?.walk((inner) => {
    if (inner.kind === 'variable_declaration') names.push(...namesOf(inner));
    return !isFunction(inner);
  });
  return names;
}
