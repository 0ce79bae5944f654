import type { SourceFile } from '../source/source-file.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { TypeRef } from '../types/go-type-ref.ts';
import { type Place, sliceOf } from '../types/type-of.ts';
import type { Held } from './locks.ts';
import type { MapSite } from './map-site.ts';

/** What the walk of a function asks its package. */
export interface WalkContext {
  readonly file: SourceFile;
  readonly function: string;
  readonly isSetup: boolean;
  readonly isCallerLocked: boolean;
  /** The site that an expression is, if it is one. */
  readonly siteOf: (node: SyntaxNode, place: Place) => MapSite | null;
  /** Declares a local variable; its site, if it is a map. */
  readonly declareLocal: (name: SyntaxNode, type: TypeRef | null, place: Place) => MapSite | null;
  /** A block that was walked, with all names that it declares. */
  readonly onBlock: (statements: readonly SyntaxNode[], place: Place) => void;
}

/** What holds at a point of a function. */
export interface Moment {
  readonly held: Held;
  readonly loops: number;
  readonly isInGoroutine: boolean;
}

/** Parameters and named results of a function, and its receiver. */
export function declareParameters(node: SyntaxNode, place: Place): void {
  for (const list of [node.at('receiver'), node.at('parameters'), node.at('result')])
    for (const parameter of list?.kind === 'parameter_list' ? list.children : []) {
      const type = parameter.at('type');
      if (type === null) continue;
      const ref = { node: type, home: place.home };
      const given = parameter.kind.startsWith('variadic') ? sliceOf(ref) : ref;
      for (const { text } of parameter.allAt('name')) place.scope.declare(text, { type: given });
    }
}
