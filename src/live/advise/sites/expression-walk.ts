import { statementsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { mapTypeOf } from '../types/go-type-ref.ts';
import { Scope } from '../types/scope.ts';
import { type Place, typeOf } from '../types/type-of.ts';
import { strongestLock } from './locks.ts';
import type { MapSite, SiteUse, UseKind } from './map-site.ts';
import { declareParameters, inLoop, type Moment, type WalkContext } from './walk-context.ts';

/** What expressions do to maps. */
export abstract class ExpressionWalk {
  protected readonly context: WalkContext;

  protected place: Place;

  protected moment: Moment;

  constructor(context: WalkContext, place: Place) {
    this.context = context;
    this.place = place;
    this.moment = { held: new Map(), loops: 0, isInGoroutine: false, goroutine: '' };
  }

  expression(node: SyntaxNode): void {
    switch (node.kind) {
      case 'index_expression': {
        const [operand, index] = [node.at('operand'), node.at('index')];
        if (index !== null) this.expression(index);
        if (operand !== null) this.through(operand, 'read', index);
        return;
      }
      case 'call_expression':
        this.call(node);
        return;
      case 'func_literal':
        this.closure(node);
        return;
      case 'binary_expression':
        this.compare(node);
        return;
      case 'keyed_element':
        this.keyed(node);
        return;
      case 'identifier':
      case 'selector_expression': {
        const site = this.context.siteOf(node, this.place);
        if (site === null) this.context.onReference(lastName(node));
        else this.use(site, 'escape', node);
        const operand = node.at('operand');
        if (operand !== null) this.expression(operand);
        return;
      }
      default:
        for (const child of node.children) this.expression(child);
    }
  }

  protected inScope(act: () => void): void {
    const outer = this.place;
    this.place = { ...outer, scope: new Scope(outer.scope) };
    act();
    this.place = outer;
  }

  protected in(change: Partial<Moment>, act: () => void): void {
    const { held, ...rest } = this.moment;
    this.moment = { ...this.moment, ...change };
    act();
    const after = change.held === undefined ? this.moment.held : held;
    this.moment = { ...rest, held: after };
  }

  protected use(
    site: MapSite,
    kind: UseKind,
    node: SyntaxNode,
    parts: Partial<SiteUse> = {},
  ): void {
    const { file, function: name, isSetup, isCallerLocked } = this.context;
    const { held, loops, isInGoroutine, goroutine } = this.moment;
    const base = baseOf(node);
    site.uses.push({
      kind,
      file,
      line: file.lineAt(node.start),
      function: name,
      lock: strongestLock(held),
      held: held.size === 0 ? noLocks : [...held.values()],
      maybeHeld: noLocks,
      isCallerLocked: isCallerLocked && !isInGoroutine,
      loops,
      isInGoroutine,
      goroutine,
      base,
      isFresh: base !== '' && this.place.scope.find(base)?.isFresh === true,
      isSetup: isSetup && !isInGoroutine,
      key: null,
      value: null,
      place: this.place,
      ...parts,
    });
  }

  /** A use of what an expression names; what it is reached through is only looked at. */
  protected through(operand: SyntaxNode, kind: UseKind, key: SyntaxNode | null = null): void {
    const inner = unwrapped(operand);
    const site = this.context.siteOf(inner, this.place);
    if (site === null) {
      this.expression(inner);
      return;
    }
    this.use(site, kind, inner, { key });
    const base = inner.at('operand');
    if (base !== null) this.expression(base);
  }

  protected closure(node: SyntaxNode): void {
    this.inScope(() => {
      declareParameters(node, this.place);
      const before = new Map(this.moment.held);
      this.block(statementsOf(node.at('body')));
      this.moment = { ...this.moment, held: before };
    });
  }

  protected call(node: SyntaxNode): void {
    const target = node.at('function');
    const args = node.at('arguments')?.children ?? [];
    const [first, second] = args;
    const name = target?.text ?? '';
    if (first !== undefined && this.place.scope.find(name) === null) {
      const kinds: Readonly<Record<string, UseKind>> = {
        len: 'len',
        delete: 'delete',
        clear: 'clear',
        'maps.Keys': 'range',
        'maps.Values': 'range',
        'maps.All': 'range',
        'maps.DeleteFunc': 'delete',
        'maps.Clone': 'range',
      };
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (kind !== undefined) {
        for (const argument of args.slice(1)) this.expression(argument);
        this.through(first, kind, kind === 'delete' ? (second ?? null) : null);
        return;
      }
    }
    for (const argument of args)
      if (argument.kind === 'func_literal') this.argument(argument, target);
      else this.expression(argument);
    if (target !== null) this.context.onCall(target, this.moment, this.place);
    if (target !== null && target.kind !== 'identifier') this.callee(target);
  }

  /** A function that is handed to a call: started beside it, or run under the lock that its name says. */
  protected argument(closure: SyntaxNode, target: SyntaxNode | null): void {
    const name = target === null ? '' : lastName(target);
    if (name === 'Go') this.goroutine(closure);
    else if (/lock/i.test(name)) {
      const held = new Map(this.moment.held).set(name, { name: `${name}()`, mode: 'write' });
      this.in({ held }, () => {
        this.closure(closure);
      });
    } else this.expression(closure);
  }

  protected goroutine(closure: SyntaxNode): void {
    const { file } = this.context;
    const repeated = this.moment.loops > 0 ? inLoop : '';
    const goroutine = `${file.path}:${file.lineAt(closure.start)}${repeated}`;
    this.in({ held: new Map(), isInGoroutine: true, goroutine }, () => {
      this.closure(closure);
    });
  }

  /** Of `s.m.f()` and `s.m[k].f()` what stands before the method. */
  protected callee(target: SyntaxNode): void {
    const operand = target.kind === 'selector_expression' ? target.at('operand') : null;
    this.expression(operand ?? target);
  }

  /** Asking whether a map is nil hands nothing on. */
  protected compare(node: SyntaxNode): void {
    for (const side of [node.at('left'), node.at('right')]) {
      if (side === null) continue;
      const isAsked = node.children.some(({ kind }) => kind === 'nil');
      if (isAsked && this.context.siteOf(side, this.place) !== null) continue;
      this.expression(side);
    }
  }

  /** `T{field: make(map[K]V)}` creates the map of that field. */
  protected keyed(node: SyntaxNode): void {
    const [key, value] = node.children;
    if (value === undefined) return;
    this.expression(value);
    const literal = node.parent?.parent;
    const name = key?.children[0];
    const inner = value.children[0];
    if (literal?.kind !== 'composite_literal' || name?.kind !== 'identifier') {
      if (key !== undefined) this.expression(key);
      return;
    }
    const site = this.context.siteOf(node, this.place);
    if (site !== null && inner !== undefined) this.use(site, 'create', node, { value: inner });
    else if (mapTypeOf(typeOf(literal, this.place), this.place.workspace) !== null && key)
      this.expression(key);
  }

  /** A block of statements with names of its own. */
  abstract block(statements: readonly SyntaxNode[]): void;
}

const noLocks: readonly [] = [];

/** `f` of `f` and of `s.f`. */
function lastName(node: SyntaxNode): string {
  return node.at('field')?.text ?? (node.kind === 'identifier' ? node.text : '');
}

/** `c` of `c.entries` and of `c.entries[k]`. */
function baseOf(node: SyntaxNode): string {
  const inner = node.kind === 'index_expression' ? node.at('operand') : node;
  const operand = inner === null ? null : unwrapped(inner).at('operand');
  return operand === null ? '' : unwrapped(operand).text;
}
