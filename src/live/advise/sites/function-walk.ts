import { expressionsOf, statementsOf, type SyntaxNode } from '../syntax/syntax-node.ts';
import { mapTypeOf, pointee, type TypeRef, underlying } from '../types/go-type-ref.ts';
import { elementType, predeclared, typeOf } from '../types/type-of.ts';
import { AssignmentWalk } from './assignment-walk.ts';
import { isUnlock, takeLock } from './locks.ts';

/** Walks a function once: what it does to maps, under which locks, in how many loops. */
export class FunctionWalk extends AssignmentWalk {
  /** A block of statements with names of its own. */
  block(statements: readonly SyntaxNode[]): void {
    this.inScope(() => {
      for (const statement of statements) this.statement(statement);
      this.context.onBlock(statements, this.place);
    });
  }

  statement(node: SyntaxNode): void {
    switch (node.kind) {
      case 'expression_statement':
        if (node.children[0] === undefined || takeLock(node.children[0], this.moment.held)) return;
        this.expression(node.children[0]);
        return;
      case 'short_var_declaration':
      case 'assignment_statement':
        this.assign(node);
        return;
      case 'var_declaration':
        node.walk((child) => {
          if (child.kind !== 'var_spec') return true;
          this.declare(child);
          return false;
        });
        return;
      case 'inc_statement':
      case 'dec_statement':
        if (node.children[0] !== undefined) this.target(node.children[0], null, true);
        return;
      case 'block':
        this.branch(statementsOf(node));
        return;
      case 'if_statement':
        this.if(node);
        return;
      case 'for_statement':
        this.for(node);
        return;
      case 'expression_switch_statement':
      case 'type_switch_statement':
      case 'select_statement':
        this.cases(node);
        return;
      case 'labeled_statement':
        for (const child of node.children.slice(1)) this.statement(child);
        return;
      case 'go_statement':
        this.go(node);
        return;
      case 'defer_statement':
        if (node.children[0] !== undefined && !isUnlock(node.children[0]))
          this.expression(node.children[0]);
        return;
      default:
        for (const child of node.children) this.expression(child);
    }
  }

  /** A branch that ends the function takes the locks that it let go with it. */
  protected branch(statements: readonly SyntaxNode[]): void {
    const before = new Map(this.moment.held);
    this.block(statements);
    if (endsHere(statements)) this.moment = { ...this.moment, held: before };
  }

  protected if(node: SyntaxNode): void {
    this.inScope(() => {
      const [first, condition] = [node.at('initializer'), node.at('condition')];
      if (first !== null) this.statement(first);
      if (condition !== null) this.expression(condition);
      const before = new Map(this.moment.held);
      this.branch(statementsOf(node.at('consequence')));
      const other = node.at('alternative');
      if (other === null) return;
      const after = this.moment.held;
      this.moment = { ...this.moment, held: before };
      this.statement(other);
      if (other.kind === 'block' && endsHere(statementsOf(other)))
        this.moment = { ...this.moment, held: after };
    });
  }

  protected for(node: SyntaxNode): void {
    this.inScope(() => {
      const range = node.ofKind('range_clause');
      const clause = node.ofKind('for_clause');
      if (range !== null) this.range(range);
      const first = clause?.at('initializer') ?? null;
      if (first !== null) this.statement(first);
      const condition =
        clause?.at('condition') ??
        node.children.find(({ field, kind }) => field === '' && !kind.endsWith('_clause')) ??
        null;
      if (condition !== null && condition.kind !== 'block') this.expression(condition);
      this.in({ loops: this.moment.loops + 1 }, () => {
        this.branch(statementsOf(node.at('body')));
        const update = clause?.at('update') ?? null;
        if (update !== null) this.statement(update);
      });
    });
  }

  protected range(range: SyntaxNode): void {
    const source = range.at('right');
    if (source === null) return;
    this.through(source, 'range');
    const type = typeOf(source, this.place);
    const [key, value] = expressionsOf(range.at('left'));
    if (key !== undefined) this.bindRanged(key, this.keyType(type));
    if (value !== undefined) this.bindRanged(value, elementType(type, this.place.workspace));
  }

  protected keyType(type: TypeRef | null): TypeRef | null {
    const { workspace, home } = this.place;
    const map = mapTypeOf(type, workspace);
    if (map !== null) return map.key;
    if (type === null) return null;
    const body = underlying(pointee(underlying(type, workspace)), workspace);
    if (body.node.kind === 'channel_type') return elementType(type, workspace);
    return body.node.kind.endsWith('_type') ? predeclared('int', home) : type;
  }

  protected cases(node: SyntaxNode): void {
    this.inScope(() => {
      const [first, value] = [node.at('initializer'), node.at('value')];
      if (first !== null) this.statement(first);
      if (value !== null) this.expression(value);
      const [alias] = expressionsOf(node.at('alias'));
      for (const branch of node.children.filter(({ kind }) => kind.endsWith('_case')))
        this.inScope(() => {
          const types = branch.allAt('type').filter(({ kind }) => kind !== 'operator');
          const [type] = types;
          const only = types.length === 1 && type !== undefined ? type : null;
          if (alias !== undefined)
            this.place.scope.declare(alias.text, {
              type: only === null ? null : { node: only, home: this.place.home },
            });
          const communication = branch.at('communication');
          if (communication?.kind === 'receive_statement') this.assign(communication);
          else if (communication !== null) this.statement(communication);
          for (const test of expressionsOf(branch.at('value'))) this.expression(test);
          this.branch(statementsOf(branch));
        });
    });
  }

  protected go(node: SyntaxNode): void {
    const [call] = node.children;
    const target = call?.at('function') ?? null;
    if (call === undefined || target === null) return;
    for (const argument of call.at('arguments')?.children ?? []) this.expression(argument);
    if (target.kind !== 'func_literal') {
      this.expression(target);
      return;
    }
    this.goroutine(target);
  }
}

/** Whether a run of statements leaves the function or the loop. */
function endsHere(statements: readonly SyntaxNode[]): boolean {
  const last = statements.at(-1);
  if (last === undefined) return false;
  return (
    /^(?:return|break|continue|goto)_statement$/.test(last.kind) || last.text.startsWith('panic(')
  );
}
