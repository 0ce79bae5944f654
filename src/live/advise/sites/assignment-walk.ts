import { expressionsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import type { TypeRef } from '../types/go-type-ref.ts';
import { predeclared, resultTypes, typeOf } from '../types/type-of.ts';
import { ExpressionWalk } from './expression-walk.ts';

/** What declarations and assignments do to maps. */
export abstract class AssignmentWalk extends ExpressionWalk {
  protected assign(node: SyntaxNode): void {
    const left = expressionsOf(node.at('left'));
    const right = expressionsOf(node.at('right'));
    for (const value of right) this.expression(value);
    const isDeclaration = node.kind === 'short_var_declaration';
    const isCompound = !isDeclaration && node.at('operator')?.text !== '=';
    const results = left.length > 1 && right.length === 1 ? this.several(right[0]) : null;
    for (const [index, target] of left.entries()) {
      const value = results === null ? (right[index] ?? null) : null;
      if (isDeclaration && !this.place.scope.owns(target.text)) {
        const type = value === null ? (results?.[index] ?? null) : typeOf(value, this.place);
        this.bind(target, type, value);
      } else this.target(target, value, isCompound);
    }
  }

  protected several(value: SyntaxNode | undefined): readonly (TypeRef | null)[] {
    if (value === undefined) return [];
    if (value.kind === 'call_expression') return resultTypes(value, this.place);
    return [typeOf(value, this.place), predeclared('bool', this.place.home)];
  }

  protected declare(spec: SyntaxNode): void {
    const values = expressionsOf(spec.at('value'));
    for (const value of values) this.expression(value);
    const type = spec.at('type');
    const { home } = this.place;
    for (const [index, name] of spec.allAt('name').entries()) {
      const value = values[index] ?? null;
      const known = type === null ? value && typeOf(value, this.place) : { node: type, home };
      this.bind(name, known, value);
    }
  }

  protected bind(name: SyntaxNode, type: TypeRef | null, value: SyntaxNode | null): void {
    if (name.kind !== 'identifier' || name.text === '_') return;
    const site = this.context.declareLocal(name, type, this.place, isMade(value));
    if (site !== null) this.use(site, 'create', name, { value });
  }

  protected target(node: SyntaxNode, value: SyntaxNode | null, isCompound: boolean): void {
    const target = unwrapped(node);
    const operand = target.kind === 'index_expression' ? target.at('operand') : null;
    if (operand !== null) {
      const key = target.at('index');
      if (key !== null) this.expression(key);
      const site = this.context.siteOf(unwrapped(operand), this.place);
      if (site === null) {
        this.expression(operand);
        return;
      }
      this.use(site, 'write', target, { key, value });
      if (isCompound) this.use(site, 'read', target, { key });
      const base = unwrapped(operand).at('operand');
      if (base !== null) this.expression(base);
      return;
    }
    const site = this.context.siteOf(target, this.place);
    if (site === null) {
      for (const child of target.children) this.expression(child);
      return;
    }
    this.use(site, 'replace', target, { value });
  }

  protected bindRanged(target: SyntaxNode, type: TypeRef | null): void {
    if (target.kind !== 'identifier') {
      this.target(target, null, false);
      return;
    }
    const site = this.context.declareLocal(target, type, this.place);
    if (site !== null) this.use(site, 'create', target);
  }
}

/** Whether a value is made right here: `T{}`, `&T{}` or `new(T)`. */
function isMade(value: SyntaxNode | null): boolean {
  if (value === null) return false;
  const made = value.kind === 'unary_expression' ? (value.at('operand') ?? value) : value;
  return made.kind === 'composite_literal' || value.at('function')?.text === 'new';
}
