import { SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import type { FileTypes } from './go-types.ts';
import { type Home, mapTypeOf, pointee, type TypeRef, underlying } from './go-type-ref.ts';
import { Scope } from './scope.ts';
import { methodOf, structField } from './struct-field.ts';
import type { Workspace } from './workspace.ts';

/** What an expression is looked up in. */
export interface Place {
  readonly scope: Scope;
  readonly home: Home;
  readonly workspace: Workspace;
  /** What the compiler's types say of the file that is walked, where they are known. */
  readonly types?: FileTypes | null;
}

/** The type of an expression; `null` where the syntax at hand does not show it. */
export function typeOf(node: SyntaxNode, place: Place): TypeRef | null {
  const expression = unwrapped(node);
  const { home } = place;
  switch (expression.kind) {
    case 'identifier':
      return typeOfName(expression.text, place);
    case 'selector_expression':
      return typeOfSelector(expression, place);
    case 'index_expression':
      return elementType(operandType(expression, place), place.workspace);
    case 'slice_expression':
      return operandType(expression, place);
    case 'call_expression':
      return resultTypes(expression, place)[0] ?? null;
    case 'composite_literal':
    case 'type_assertion_expression':
    case 'type_conversion_expression':
      return written(expression.at('type'), home);
    case 'func_literal':
      return { node: expression, home };
    case 'unary_expression':
      return typeOfUnary(expression, place);
    case 'binary_expression':
      return typeOfBinary(expression, place);
    case 'int_literal':
      return predeclared('int', home);
    case 'float_literal':
      return predeclared('float64', home);
    case 'interpreted_string_literal':
    case 'raw_string_literal':
      return predeclared('string', home);
    case 'true':
    case 'false':
      return predeclared('bool', home);
    default:
      return null;
  }
}

/** A type that Go declares itself, as if it had been written. */
export function predeclared(name: string, home: Home): TypeRef {
  const at = { kind: 'type_identifier', field: '', start: 0, end: name.length };
  return { node: new SyntaxNode(name, at, null), home };
}

/** `[]T` of a parameter `...T`. */
export function sliceOf(element: TypeRef): TypeRef {
  const { node, home } = element;
  const at = { kind: 'slice_type', field: '', start: node.start, end: node.end };
  const children: SyntaxNode[] = [];
  const slice = new SyntaxNode(node.source, at, null, children);
  const inner = { kind: node.kind, field: 'element', start: node.start, end: node.end };
  children.push(new SyntaxNode(node.source, inner, slice, node.children));
  return { node: slice, home };
}

/** The results of a call, in order. */
export function resultTypes(call: SyntaxNode, place: Place): readonly (TypeRef | null)[] {
  const target = call.at('function');
  if (target === null) return [];
  const callee = unwrapped(target);
  const [first] = call.at('arguments')?.children ?? [];
  if (callee.kind === 'identifier' && place.scope.find(callee.text) === null)
    switch (callee.text) {
      case 'make':
        return [written(first ?? null, place.home)];
      case 'new':
        return [written(first ?? null, place.home)];
      case 'append':
        return [first === undefined ? null : typeOf(first, place)];
      case 'len':
      case 'cap':
      case 'copy':
        return [predeclared('int', place.home)];
      default:
    }
  const declared = calledFunction(callee, place);
  if (declared === null) {
    // A conversion reads like a call.
    const named = written(callee, place.home);
    const isType = named !== null && underlying(named, place.workspace) !== named;
    return isType || /^u?int\d*$|^string$|^float\d+$/.test(callee.text) ? [named] : [];
  }
  return resultsOf(declared);
}

/** The declaration of what is called. */
function calledFunction(callee: SyntaxNode, place: Place): TypeRef | null {
  const { home, workspace } = place;
  if (callee.kind === 'identifier') {
    const local = place.scope.find(callee.text);
    if (local !== null) return functionType(local.type, workspace);
    const found = home.declarations.find('func', callee.text);
    return found === null
      ? functionType(typeOfName(callee.text, place), workspace)
      : { node: found.node, home: { ...home, imports: found.imports } };
  }
  if (callee.kind !== 'selector_expression')
    return callee.kind === 'func_literal' ? { node: callee, home } : null;
  const [operand, field] = [callee.at('operand'), callee.at('field')];
  if (operand === null || field === null) return null;
  const path = place.scope.find(operand.text) === null ? home.imports.get(operand.text) : undefined;
  if (path !== undefined) {
    const declarations = workspace.package(path);
    const found = declarations?.find('func', field.text) ?? null;
    if (declarations === null || found === null) return null;
    return { node: found.node, home: { packagePath: path, declarations, imports: found.imports } };
  }
  const value = typeOf(operand, place);
  if (value === null) return null;
  return (
    methodOf(value, field.text, workspace) ??
    functionType(structField(value, field.text, workspace)?.type ?? null, workspace)
  );
}

function functionType(type: TypeRef | null, workspace: Workspace): TypeRef | null {
  if (type === null) return null;
  const body = underlying(type, workspace);
  return ['function_type', 'func_literal'].includes(body.node.kind) ? body : null;
}

function resultsOf({ node, home }: TypeRef): readonly (TypeRef | null)[] {
  const result = node.at('result');
  if (result === null) return [];
  if (result.kind !== 'parameter_list') return [{ node: result, home }];
  return result.children.flatMap((parameter) => {
    const type = written(parameter.at('type'), home);
    return Array.from({ length: Math.max(1, parameter.allAt('name').length) }, () => type);
  });
}

function typeOfName(name: string, place: Place): TypeRef | null {
  const local = place.scope.find(name);
  if (local !== null) return local.type;
  const { home } = place;
  const found = home.declarations.find('var', name);
  if (found === null) return null;
  const inFile = { ...home, imports: found.imports };
  const type = found.node.at('type');
  if (type !== null) return { node: type, home: inFile };
  const index = found.node.allAt('name').findIndex(({ text }) => text === name);
  const value = found.node.at('value')?.children[index];
  return value === undefined || value.text === name
    ? null
    : typeOf(value, { ...place, scope: new Scope(), home: inFile });
}

function typeOfSelector(node: SyntaxNode, place: Place): TypeRef | null {
  const [operand, field] = [node.at('operand'), node.at('field')];
  if (operand === null || field === null) return null;
  const { home, workspace } = place;
  const path = place.scope.find(operand.text) === null ? home.imports.get(operand.text) : undefined;
  if (path !== undefined) {
    const declarations = workspace.package(path);
    const found = declarations?.find('var', field.text) ?? null;
    if (declarations === null || found === null) return null;
    const there = { packagePath: path, declarations, imports: found.imports };
    return typeOfName(field.text, { ...place, home: there });
  }
  const value = typeOf(operand, place);
  return value === null ? null : (structField(value, field.text, workspace)?.type ?? null);
}

/** What one indexes or ranges over gives. */
export function elementType(type: TypeRef | null, workspace: Workspace): TypeRef | null {
  if (type === null) return null;
  const map = mapTypeOf(type, workspace);
  if (map !== null) return map.value;
  const body = underlying(pointee(underlying(type, workspace)), workspace);
  if (body.node.text === 'string') return predeclared('byte', body.home);
  return written(body.node.at('element'), body.home);
}

function operandType(node: SyntaxNode, place: Place): TypeRef | null {
  const operand = node.at('operand');
  return operand === null ? null : typeOf(operand, place);
}

/** `&x` is used as `x` is: fields, methods and ranges see through the pointer. */
function typeOfUnary(node: SyntaxNode, place: Place): TypeRef | null {
  const type = operandType(node, place);
  switch (node.at('operator')?.text ?? '') {
    case '*':
      return type === null ? null : pointee(type);
    case '<-':
      return type === null
        ? null
        : written(underlying(type, place.workspace).node.at('value'), type.home);
    case '!':
      return predeclared('bool', place.home);
    default:
      return type;
  }
}

function typeOfBinary(node: SyntaxNode, place: Place): TypeRef | null {
  if (/^(?:[=!<>]=?|==|&&|\|\|)$/.test(node.at('operator')?.text ?? ''))
    return predeclared('bool', place.home);
  const [left, right] = [node.at('left'), node.at('right')];
  return (left && typeOf(left, place)) ?? (right && typeOf(right, place));
}

function written(node: SyntaxNode | null, home: Home): TypeRef | null {
  return node === null ? null : { node, home };
}
